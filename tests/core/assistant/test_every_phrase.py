"""Every development phrase goes through the whole assistant: an answer, never an error, and rows
only where the phrase is to be booked."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from core.assistant.refusals import refusal_card
from core.assistant.service import handle
from core.errors import DomainError
from core.expenses.models import Expense, Travel
from core.inbox.incoming import IncomingMessage, Sender
from core.kit import clock as kit_clock
from core.kit.ids import new_id
from core.staff.models import StaffMember
from core.startup import App
from core.timesheets.models import TimeEntry, Timer
from core.work.models import WorkKind
from tests import make

PHRASES = Path(__file__).parents[2] / "samples" / "chat" / "chat_phrases_dev.jsonl"


async def count(session: Any) -> int:
    total = 0
    for table in (TimeEntry, Travel, Expense, Timer):
        total += await session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
    return total


async def _company(app: App, known: dict[str, Any]) -> dict[str, StaffMember]:
    spoken: dict[str, list[str]] = {}
    for alias, project in known["project_aliases"].items():
        spoken.setdefault(project, []).append(alias)
    async with app.sessions.begin() as session:
        for one in known["customers"]:
            customer = await make.a_customer(
                session, one["name"], aliases=list(one.get("aliases", []))
            )
            for project in one["projects"]:
                await make.a_project(session, project, customer, aliases=spoken.get(project, []))
        session.add_all(WorkKind(name=name) for name in known["tasks"])
        return {
            language: await make.a_member(
                session, language, language=language, zone="Europe/Stockholm"
            )
            for language in ("fi", "sv", "en")
        }


@pytest.mark.slow
async def test_every_phrase_is_answered_and_only_reports_are_booked(app: App, clock: Any) -> None:
    lines = [json.loads(line) for line in PHRASES.read_text(encoding="utf-8").splitlines()]
    header, cases = lines[0]["header"], lines[1:]
    members = await _company(app, header["known"])
    clock.move_to(datetime(2026, 3, 31, 13, 5, tzinfo=UTC))
    booked_though_unsafe, answered = [], 0
    for case in cases:
        member = members[case["id"][:2]]
        incoming = IncomingMessage(
            channel="telegram", source_id=new_id(), item_id=new_id(), external_id="x",
            sender=Sender(staff_id=member.id), received_at=kit_clock.now(),
            text=case["input"]["text"], ref="1",
        )  # fmt: skip
        async with app.sessions.begin() as session:
            before = await count(session)
            savepoint = await session.begin_nested()
            try:
                reply = await handle(session, make.actor_of(member, "telegram"), incoming)
                await session.flush()
                wrote = await count(session) > before
            except DomainError as refusal:
                reply, wrote = refusal_card(make.actor_of(member), refusal, incoming), False
            await savepoint.rollback()
        answered += reply.card is not None
        if wrote and case["expect"].get("safe"):
            booked_though_unsafe.append(case["input"]["text"])
    assert booked_though_unsafe == []
    assert answered > 0.9 * len(cases)
