"""Settings: typed, versioned, recorded."""

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.errors import Changed, Invalid, NotAllowed
from core.events.models import EventRecord
from core.settings import keys, service
from core.settings.models import Setting

OWNER = system("a test")


async def test_a_setting_never_changed_has_its_default(session: AsyncSession) -> None:
    assert await service.get(session, keys.COMPANY_LANGUAGE) == "fi"
    assert (await service.load_company(session)).ack_limit_per_day == 5


async def test_a_chosen_value_is_kept_and_recorded_with_what_was_before(
    session: AsyncSession,
) -> None:
    await service.set_value(session, OWNER, keys.COMPANY_NAME, "Lehto Oy", version=0)
    await service.set_value(session, OWNER, keys.COMPANY_NAME, "Lehto & pojat", version=1)
    await session.flush()

    company = await service.load_company(session)
    facts = (await session.scalars(sa.select(EventRecord).order_by(EventRecord.id))).all()
    assert company.name == "Lehto & pojat"
    assert [fact.payload for fact in facts if fact.payload][-1] == {
        "setting_id": str(facts[-1].subject_id),
        "key": "company_name",
        "before": "Lehto Oy",
        "after": "Lehto & pojat",
    }


async def test_the_second_of_two_editors_is_told_that_it_changed(session: AsyncSession) -> None:
    await service.set_value(session, OWNER, keys.COMPANY_NAME, "Lehto", version=0)

    with pytest.raises(Changed):
        await service.set_value(session, OWNER, keys.COMPANY_NAME, "Mine", version=0)


@pytest.mark.parametrize(
    ("key", "value"),
    [(keys.COMPANY_ZONE, "Mars/Olympus"), (keys.ACK_LIMIT_PER_DAY, "0"),
     (keys.ACK_LIMIT_PER_DAY, "many"), (keys.CURRENCY, "eur")],
)  # fmt: skip
async def test_a_wrong_value_is_refused_in_a_sentence_that_names_the_setting(
    session: AsyncSession, key: keys.Key[str], value: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        await service.set_value(session, OWNER, key, value)

    assert key.label in refusal.value.sentence()


async def test_whoever_lacks_the_right_changes_nothing(session: AsyncSession) -> None:
    clerk = Actor(kind="staff", name="Clerk")

    with pytest.raises(NotAllowed):
        await service.set_value(session, clerk, keys.COMPANY_NAME, "Mine")


async def test_a_stored_value_that_no_longer_fits_reads_as_the_default(
    session: AsyncSession,
) -> None:
    session.add(Setting(key="company_zone", value="Mars/Olympus"))
    await session.flush()

    assert (await service.load_company(session)).zone == "Europe/Helsinki"
