"""What one is told of work has buttons that do something; answers to it are comments or orders."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.notify import jobs
from core.notify.models import Notice
from core.outbound.cards import Card, card_from_json
from core.outbound.models import OutboundMessage, OutboundState
from core.staff.models import StaffMember
from core.startup import App
from core.views import bulk
from core.views.bulk_running import run_changes
from core.views.listing import Wanted
from core.views.queries import open_list
from core.work import reminders
from core.work import service as work
from core.work.models import Stage, Task
from tests import make
from tests.core.assistant.conftest import Chat, Company
from tests.core.assistant.tasks_at_hand import a_task, comments, hours, now


@pytest.fixture
async def sam(app: App, company: Company) -> StaffMember:
    """Sam reads in Telegram."""
    async with app.sessions.begin() as session:
        await make.a_linked_account(session, company.sam, "telegram", f"chat-{company.sam.id}")
    return company.sam


async def told(app: App, chat: Chat, kind: str, ref: str = "900") -> list[str]:
    """Show the newest notice of a kind as the channel's sender does; return its buttons."""
    async with app.sessions.begin() as session:
        row = await session.scalar(
            sa.select(OutboundMessage)
            .where(OutboundMessage.kind == kind)
            .order_by(OutboundMessage.id.desc())
            .limit(1)
        )
        assert row is not None
        row.state, row.provider_id = OutboundState.SENT, ref
        card: Card = card_from_json(row.payload["card"])
        chat.shown[ref] = card
    return [one.label for line in card.rows for one in line]


async def test_a_given_task_is_done_moved_or_put_off_from_its_notice(
    app: App, telegram: Chat, company: Company, sam: StaffMember, stages: dict[str, Stage]
) -> None:
    made = await a_task(app, company.anna, "Pumpun vaihto")
    async with app.sessions.begin() as session:
        await work.change_task(session, make.actor_of(company.anna), made.id, doer_id=sam.id)
    assert await told(app, telegram, "task_assigned") == ["Done", "Later", "Move…"]
    await telegram.presses(sam, "Move", "900")
    assert (await telegram.presses(sam, "Työn")).endswith("Now in stage Työn alla")
    await telegram.sends(sam, f"later:{made.id.hex}", "900")
    assert (await telegram.presses(sam, "In an hour")).startswith("✓ Pumpun vaihto\nI remind you")
    await telegram.sends(sam, f"done:{made.id.hex}", "900")
    assert not (await now(app, made)).is_open


async def test_an_answer_to_a_notice_is_a_comment_an_order_or_hours(
    app: App, telegram: Chat, company: Company, sam: StaffMember, stages: dict[str, Stage]
) -> None:
    made = await a_task(app, company.anna, "Pumpun vaihto")
    async with app.sessions.begin() as session:
        await work.change_task(session, make.actor_of(company.anna), made.id, doer_id=sam.id)
    await told(app, telegram, "task_assigned")
    said = await telegram.says(sam, "seals are on shelf 3", reply_to="900")
    assert said.startswith("✓ T-2026-0001 · Pumpun vaihto\nseals are on shelf 3")
    assert await comments(app) == ["seals are on shelf 3"]
    assert (await telegram.says(sam, "by friday", reply_to="900")).endswith("Due: Fri 3 Apr")
    assert (await telegram.says(sam, "2h lehto", reply_to="900")).startswith("✓ 2 h · Lehto")
    assert await hours(app) == [120]
    await telegram.says(sam, "photo of it", reply_to="900", photo=True)
    assert (await telegram.says(sam, "finished", reply_to="900")).startswith("■ Pumpun vaihto")
    assert await comments(app) == ["seals are on shelf 3", "photo of it"]


async def test_a_due_task_an_activity_and_a_mention_have_buttons_too(
    app: App, telegram: Chat, company: Company, sam: StaffMember, stages: dict[str, Stage],
    clock: Any,
) -> None:  # fmt: skip
    made = await a_task(app, sam, "Pumpun vaihto", due_on=date(2026, 4, 1))
    free = await a_task(app, None, "Vapaa", responsible_id=sam.id)
    clock.shift(timedelta(hours=20))
    async with app.sessions.begin() as session:
        assert await reminders.tell_task_due(session, made.id)
        boss = make.actor_of(company.anna)
        await work.create_activity(session, boss, made.id, staff_id=sam.id, text="Call them")
    assert await told(app, telegram, "task_due") == ["Done", "Later", "Due…"]
    await telegram.presses(sam, "Due", "900")
    await telegram.presses(sam, "Mon")
    assert (await now(app, made)).due_on == date(2026, 4, 6)
    assert await told(app, telegram, "activity_given") == ["Done", "Later", "Show the task"]
    assert (await telegram.presses(sam, "Done", "900")).startswith("✓ Call them")
    await telegram.says(company.anna, "comment T-2: @Sam could you?")
    assert await told(app, telegram, "mentioned") == ["Answer", "Take", "Show the task"]
    assert (await telegram.presses(sam, "Take", "900")).endswith("Doer: Sam")
    assert (await now(app, free)).doer_id == sam.id


async def test_two_hundred_tasks_given_at_once_are_one_digest(
    app: App, telegram: Chat, company: Company, sam: StaffMember, stages: dict[str, Stage],
    clock: Any,
) -> None:  # fmt: skip
    boss = make.actor_of(company.anna)
    async with app.sessions.begin() as session:
        for number in range(200):
            await work.create_task(session, boss, title=f"Task {number}")
    async with app.sessions.begin() as session:
        scope = await open_list(session, boss, "task")
        await bulk.start(session, boss, scope, Wanted("-created"), column="doer", value=str(sam.id))
    await run_changes(app.sessions)
    async with app.sessions.reading() as session:
        given = sa.select(sa.func.count()).select_from(Task).where(Task.doer_id == sam.id)
        assert await session.scalar(given) == 200
        assert await session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 200
        assert await _messages(session) == []

    clock.shift(timedelta(minutes=11))
    await jobs.tell_bundles(app.sessions)
    await jobs.tell_bundles(app.sessions)

    async with app.sessions.reading() as session:
        assert await _messages(session) == ["bundle"]
    assert "My tasks" in await told(app, telegram, "bundle")
    assert telegram.shown["900"].text.startswith("! 200 ")
    assert (await telegram.presses(sam, "My tasks", "900")).startswith("1. T-2026-")


async def _messages(session: Any) -> list[str]:
    found = await session.scalars(
        sa.select(OutboundMessage.kind).where(OutboundMessage.kind != "assistant")
    )
    return list(found)
