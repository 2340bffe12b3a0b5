"""What hours hold about people is exported whole, and their words are erased by classification."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit import clock
from core.schema import metadata
from core.timesheets import absences, privacy, service
from core.timesheets import models as tables
from core.timesheets.models import Absence, Endorsement, EndorsementLine, TimeBank, TimesheetWeek
from tests import make

DAY = date(2026, 3, 30)


def test_every_column_that_holds_words_is_erased_or_kept_for_a_reason() -> None:
    named = [
        f"{one.__tablename__}.{column}"
        for one in vars(tables).values()
        if isinstance(one, type)
        and one.__module__ == tables.__name__
        and hasattr(one, "__tablename__")
        for column in privacy.personal(one)
    ]
    covered = {
        str(one.__tablename__)
        for _name, one in (
            *privacy.OF_STAFF,
            *privacy.OF_CUSTOMERS,
            *((n, t) for n, t, _p in privacy._PARTS),
        )
    }

    assert {name.split(".")[0] for name in named} <= covered
    assert metadata.tables["absences"].c.kind.info["personal"] == "content"
    assert "absences.kind" not in named


async def test_a_members_hours_weeks_and_absences_are_exported_and_lose_their_words(
    session: AsyncSession,
) -> None:
    matti = await make.a_member(session)
    other = await make.a_member(session, "Liisa")
    for member in (matti, other):
        actor = make.actor_of(member)
        await service.log_time(session, actor, day=DAY, minutes=60, note="At Liisa's")
        await absences.log_absence(
            session, actor, kind="sick", first_day=DAY + timedelta(days=1), day_minutes=60,
            note="Flu", said="flunssassa",
        )  # fmt: skip
        session.add(TimesheetWeek(staff_id=member.id, monday=DAY, comment="Where were you?"))
    await session.flush()

    exported = await privacy.export_person(session, matti.id)
    assert {name: len(rows) for name, rows in exported.items()} == {
        "entries": 1, "timers": 0, "weeks": 1, "absences": 1, "working_times": 0,
    }  # fmt: skip
    assert exported["absences"][0]["said"] == "flunssassa"
    assert await privacy.erase_person(session, matti.id) == 3

    left = await privacy.export_person(session, matti.id)
    assert (left["absences"][0]["kind"], left["absences"][0]["note"]) == ("sick", "")
    assert (left["weeks"][0]["comment"], left["entries"][0]["note"]) == ("", "")
    assert await privacy.erase_person(session, matti.id) == 0
    kept: Any = await session.scalar(sa.select(Absence.note).where(Absence.staff_id == other.id))
    assert kept == "Flu"


async def test_a_customers_banks_and_answers_lose_names_addresses_and_words(
    session: AsyncSession,
) -> None:
    matti, customer = await make.a_member(session), await make.a_customer(session)
    entry = await service.log_time(
        session, make.actor_of(matti), day=DAY, minutes=60, customer_id=customer.id
    )
    bank = TimeBank(customer_id=customer.id, name="Ville's hours", valid_from=DAY)
    asked = Endorsement(
        customer_id=customer.id, first_day=DAY, last_day=DAY, address="ville@x.example",
        expires_at=clock.now(), answered_by="Ville Lehto",
    )  # fmt: skip
    session.add_all([bank, asked])
    await session.flush()
    session.add(EndorsementLine(
        endorsement_id=asked.id, entry_id=entry.id, worked_minutes=60, billed_minutes=60,
        comment="I was not at home",
    ))  # fmt: skip
    await session.flush()

    assert await privacy.erase_customer(session, customer.id) == 3

    customer_id = customer.id
    session.expire_all()
    left = str(await privacy.export_customer(session, customer_id))
    assert not any(word in left for word in ("Ville", "ville@", "at home"))
    assert "'billed_minutes': 60" in left
