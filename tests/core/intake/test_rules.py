"""Rules of the week, of tags and of answers; trying them on past mails; mails that are pinned."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.access.permissions import Permission
from core.contact_requests import service as requests
from core.contact_requests.models import ContactRequest
from core.errors import Invalid, NotAllowed
from core.intake import service, times
from core.intake.errors import PinWouldBreak
from core.intake.models import RoutingPin, RoutingRule
from core.intake.routing import Facts, fitting, route
from core.kit import clock
from core.outbound.models import OutboundMessage
from core.settings import keys
from core.settings.service import set_value
from core.sources.models import SourceKind
from tests import make
from tests.core.intake.letters import take

OWNER = system("test")
TUESDAY = datetime(2026, 3, 31, 15, 5, tzinfo=UTC)


@pytest.fixture
async def mailbox(session: AsyncSession) -> UUID:
    """A mailbox that mails come through."""
    return (await make.a_source(session, SourceKind.MAILBOX, address="info@firm.example")).id


@pytest.mark.parametrize(
    ("entry", "moment", "fits"),
    [
        ("12345 08:00-16:00", TUESDAY, True),
        ("12345 08:00-15:05", TUESDAY, False),
        ("2 15:05-15:06", TUESDAY, True),
        (" 00:00-24:00", TUESDAY, True),
        ("1 00:00-24:00", TUESDAY, False),
        ("2 16:00-08:00", TUESDAY + timedelta(hours=16), True),  # Wednesday at 7.05
        ("3 16:00-08:00", TUESDAY + timedelta(hours=16), False),
        ("7 20:00-06:00", datetime(2026, 3, 30, 5, 59, tzinfo=UTC), True),  # the night to Monday
        ("7 20:00-06:00", datetime(2026, 3, 30, 6, 0, tzinfo=UTC), False),
    ],
)
def test_a_time_of_the_week_holds(entry: str, moment: datetime, fits: bool) -> None:
    assert times.fits(entry, moment) is fits


@pytest.mark.parametrize("entry", ["", "8-16", "8 25:00-26:00", "1 08:61-09:00", "1 08:00-08:00"])
def test_what_is_no_time_of_the_week_holds_never(entry: str) -> None:
    assert times.span_of(entry) is None
    assert not times.fits(entry, TUESDAY)


def test_a_rule_looks_at_the_tags_an_earlier_one_gave() -> None:
    def rule(conditions: dict[str, Any], goes_on: bool, **actions: Any) -> RoutingRule:
        return RoutingRule(
            id=uuid4(), name="R", conditions=conditions, actions=actions, goes_on=goes_on
        )

    night = rule({"times": ["2 15:00-16:00"]}, True, tags=["Päivystys"])
    second = rule({"tags": ["paivystys"]}, False, priority=1)
    facts = Facts(moment=TUESDAY)

    both, alone = route([night, second], facts), route([second], facts)

    assert (both.priority, both.tags, len(both.trace)) == (1, ["Päivystys"], 2)
    assert (alone.priority, alone.trace) == (0, [])
    assert fitting(second, facts) is None


async def test_an_evening_s_mail_goes_to_whoever_is_on_call(
    session: AsyncSession, mailbox: UUID
) -> None:
    team = (await make.a_team(session, "On call")).id
    company = clock.local(clock.now(), "Europe/Helsinki")
    for name, shift in (("Now", 0), ("Later", 120)):
        start = company + timedelta(minutes=shift - 30)
        end = start + timedelta(minutes=60)
        await service.create_rule(
            session, OWNER, name=name, position=10 + shift,
            conditions={"times": [f"{start.isoweekday()} {start:%H:%M}-{end:%H:%M}"]},
            actions={"team_id": team, "priority": 1 if not shift else -1},
        )  # fmt: skip

    outcome = await take(session, mailbox)

    request = await session.get_one(ContactRequest, outcome.request_id)
    assert (request.team_id, request.priority) == (team, 1)
    assert [step["rule"] for step in request.routing_trace] == ["Now"]


async def test_a_rule_answers_with_its_own_words_in_the_writer_s_language(
    session: AsyncSession, mailbox: UUID
) -> None:
    await set_value(session, OWNER, keys.AUTO_ACKNOWLEDGE, False)
    await service.create_rule(
        session, OWNER, name="Prices", conditions={"words": ["hinta", "price"]},
        actions={"answer": {"fi": "Hinnasto on verkossa, {{ name }}. {{ number }}",
                            "en": "See our prices. {{ number }}", "xx": "no", "sv": " "}},
    )  # fmt: skip

    finnish = await take(session, mailbox, text="Mikä hinta?", language="fi", name="Liisa")
    english = await take(session, mailbox, text="What price?", language="en", sender="b@x.example")
    other = await take(session, mailbox, text="Hello", sender="c@x.example")

    sent = {row.subject_id: row for row in await session.scalars(sa.select(OutboundMessage))}
    assert (finnish.acknowledged, english.acknowledged, other.acknowledged) == (True, True, False)
    assert finnish.request_id is not None
    assert (
        f"Hinnasto on verkossa, Liisa. {finnish.number}" in sent[finnish.request_id].payload["text"]
    )
    assert "See our prices" in sent[english.request_id].payload["text"]
    assert sent[finnish.request_id].payload["auto_submitted"] == "auto-replied"
    request = await session.get_one(ContactRequest, finnish.request_id)
    assert request.routing_trace[0]["actions"] == {"answer": True}


async def test_an_answer_of_a_rule_goes_neither_to_machines_nor_without_end(
    session: AsyncSession, mailbox: UUID
) -> None:
    await set_value(session, OWNER, keys.ACK_LIMIT_PER_DAY, 1)
    await service.create_rule(
        session, OWNER, name="All", conditions={}, actions={"answer": {"en": "Thanks."}}
    )

    first = await take(session, mailbox, sender="a@x.example")
    second = await take(session, mailbox, sender="a@x.example")
    machine = await take(session, mailbox, sender="b@x.example", kind="auto_reply")
    nobody = await take(session, mailbox, sender="no-reply@x.example")

    assert [one.acknowledged for one in (first, second, machine, nobody)] == [
        True, False, False, False
    ]  # fmt: skip


async def test_what_a_rule_may_not_say(session: AsyncSession) -> None:
    for conditions, actions in (
        ({"times": ["ma-pe"]}, {}),
        ({"words": [f"w{n}" for n in range(501)]}, {}),
        ({}, {"answer": {"fi": "{{ unknown }}"}}),
        ({}, {"answer": {"fi": "{% for x in number %}{% endfor %}"}}),
        ({}, {"answer": {"fi": "{{ number "}}),
    ):
        with pytest.raises(Invalid):
            await service.create_rule(
                session, OWNER, name="R", conditions=conditions, actions=actions
            )


async def tried(
    session: AsyncSession, words: str, rule_id: UUID | None = None, **actions: Any
) -> Any:
    return await service.try_rule(
        session, OWNER, rule_id, name="Leaks", conditions={"words": [words]}, actions=actions
    )


async def test_a_rule_is_tried_on_past_mails_before_it_is_saved(
    session: AsyncSession, mailbox: UUID
) -> None:
    pipes = (await make.a_team(session, "Pipes")).id
    rule = await service.create_rule(
        session, OWNER, name="Leaks", conditions={"words": ["leak"]}, actions={"team_id": pipes}
    )
    rule_id = rule.id
    for number, text in enumerate(["It leaks", "A leaking tap", "It drips", "Hello"]):
        await take(session, mailbox, text=text, sender=f"{number}@x.example")
    before = await session.scalar(sa.select(sa.func.count()).select_from(RoutingRule))

    same = await tried(session, "leak", rule_id, team_id=pipes)
    wider = await service.try_rule(
        session, OWNER, rule_id, name="Leaks", conditions={"words": ["leak", "drip"]},
        actions={"team_id": pipes},
    )  # fmt: skip
    other = await tried(session, "tap", None, tags=["tap"])
    off = await service.try_rule(
        session, OWNER, rule_id, name="Leaks", conditions={}, actions={}, active=False
    )

    assert (same.tried, same.fitting, same.changed) == (4, 2, 0)
    assert (wider.fitting, wider.changed) == (3, 1)
    (example,) = wider.examples
    assert (example.before.team_id, example.after.team_id) == (None, pipes)
    assert (example.mail.subject, example.mail.asker) == ("It drips", "2@x.example")
    assert (other.fitting, other.changed) == (0, 0)  # the older rule of the same order decides
    assert (off.fitting, off.changed) == (0, 2)
    assert await session.scalar(sa.select(sa.func.count()).select_from(RoutingRule)) == before


async def test_trying_reads_a_fixed_number_of_statements(
    session: AsyncSession, mailbox: UUID, queries: Any
) -> None:
    for number in range(30):
        await take(session, mailbox, text="It leaks", sender=f"{number}@x.example")

    with queries() as asked:
        found = await tried(session, "leak", tags=["a"])

    assert (found.changed, len(found.examples)) == (30, 10)
    assert len(asked) <= 5, "\n".join(asked)


@pytest.fixture
async def pinned(session: AsyncSession, mailbox: UUID) -> dict[str, Any]:
    """A rule for leaks, and a mail that it must always send to the pipes."""
    pipes, power = [(await make.a_team(session, name)).id for name in ("Pipes", "Power")]
    rule = await service.create_rule(
        session, OWNER, name="Leaks", conditions={"words": ["leak"]}, actions={"team_id": pipes}
    )
    rule_id = rule.id
    outcome = await take(session, mailbox, text="The main leaks")
    await service.pin(session, OWNER, str(outcome.number))
    await session.flush()
    return {"rule": rule_id, "pipes": pipes, "power": power, "number": outcome.number}


async def test_a_change_that_breaks_a_pin_is_refused_with_the_difference(
    session: AsyncSession, pinned: dict[str, Any]
) -> None:
    rule, power = pinned["rule"], pinned["power"]

    with pytest.raises(PinWouldBreak) as refused:
        await service.change_rule(session, OWNER, rule, actions={"team_id": power})
    said = refused.value.sentence("en")
    for change in (
        {"conditions": {"words": ["drip"]}}, {"active": False}, {"actions": {"state": "spam"}},
        {"actions": {"team_id": pinned["pipes"], "state": "ignored"}},
    ):  # fmt: skip
        with pytest.raises(PinWouldBreak):
            await service.change_rule(session, OWNER, rule, **change)
    with pytest.raises(PinWouldBreak):
        await service.archive_rule(session, OWNER, rule)
    with pytest.raises(PinWouldBreak):
        await service.create_rule(
            session, OWNER, name="First", position=1, conditions={}, actions={"team_id": power}
        )

    assert said == (
        f"Not saved: the mail of {pinned['number']} must go to Pipes, but would go to Power."
    )
    stored = (await session.scalars(sa.select(RoutingRule))).all()
    assert [(one.name, one.active, one.archived_at) for one in stored] == [("Leaks", True, None)]
    # What leaves the mail where it must go is saved: a tag, another name, a later rule.
    await service.change_rule(
        session, OWNER, rule, name="Water", actions={"team_id": pinned["pipes"], "tags": ["a"]}
    )
    await service.create_rule(
        session, OWNER, name="Last", position=999, conditions={}, actions={"team_id": power}
    )


async def test_the_try_out_names_the_pins_that_would_break(
    session: AsyncSession, pinned: dict[str, Any]
) -> None:
    found = await tried(session, "drip", pinned["rule"], team_id=pinned["pipes"])

    (broken,) = found.broken
    assert (broken.number, broken.must, broken.would) == (pinned["number"], "Pipes", "nobody")


async def test_a_pin_that_the_rules_never_met_stops_nothing(
    session: AsyncSession, pinned: dict[str, Any]
) -> None:
    # Somebody gave the request on by hand and pinned it there: the rules do not know that yet.
    await requests.assign(session, OWNER, pinned["number"], team_id=pinned["power"])
    await service.pin(session, OWNER, pinned["number"])
    await service.change_rule(session, OWNER, pinned["rule"], conditions={"words": ["main"]})
    await service.change_rule(session, OWNER, pinned["rule"], actions={"team_id": pinned["power"]})
    with pytest.raises(PinWouldBreak):  # but now they meet it
        await service.change_rule(
            session, OWNER, pinned["rule"], actions={"team_id": pinned["pipes"]}
        )
    await service.unpin(session, OWNER, pinned["number"])
    await session.flush()
    await service.change_rule(session, OWNER, pinned["rule"], actions={"team_id": pinned["pipes"]})
    assert (await session.scalars(sa.select(RoutingPin))).all() == []


async def test_who_may_try_and_pin(session: AsyncSession, mailbox: UUID) -> None:
    role = await make.a_role(session, "r", Permission.HANDLE_REQUESTS)
    clerk: Actor = make.actor_of(await make.a_member(session, "Clara", roles=[role]))
    number = str((await take(session, mailbox)).number)

    with pytest.raises(NotAllowed):
        await service.try_rule(session, clerk, None, name="A", conditions={}, actions={})
    with pytest.raises(NotAllowed):
        await service.pin(session, clerk, number)
    with pytest.raises(NotAllowed):
        await service.unpin(session, clerk, number)
    with pytest.raises(Invalid):  # it is nobody's: there is no place to pin it to
        await service.pin(session, OWNER, number)
