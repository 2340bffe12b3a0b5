"""Routing: which rule fits, what follows, and the trace that says why."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.access.permissions import Permission
from core.contact_requests.models import ContactRequest, RequestState
from core.errors import Changed, Invalid, NotAllowed
from core.intake import queries, service
from core.intake.models import RoutingRule
from core.intake.outcomes import Result
from core.intake.routing import Facts, fitting, route
from core.people.models import EmailAddress, Person
from core.sources.models import SourceKind
from tests import make
from tests.core.intake.letters import arrived, take, take_all

OWNER = system("test")


def a_rule(conditions: dict[str, Any], **actions: Any) -> RoutingRule:
    return RoutingRule(id=uuid4(), name="Rule", conditions=conditions, actions=actions,
                       goes_on=bool(actions.pop("goes_on", False)))  # fmt: skip


FACTS = Facts(
    source_id=UUID(int=1), recipients=("putki@firm.example",), language="fi",
    sender_address="liisa@posti.taloyhtio.example", sender_name="Liisa Peltola",
    subject="Vuoto!", text="Keittiön hanasta (taas) tippuu vettä.", customer_id=UUID(int=2),
)  # fmt: skip


@pytest.mark.parametrize(
    "conditions",
    [
        {},
        {"words": ["hana"]},
        {"words": ["KEITTION HANASTA"]},
        {"words": ["nothing", "vuoto"]},
        {"words": ["hanasta taas"]},
        {"recipients": ["putki@firm.example"]},
        {"senders": ["@taloyhtio.example"]},
        {"senders": ["peltola"]},
        {"languages": ["sv", "fi"]},
        {"sources": [str(UUID(int=1))], "customers": [str(UUID(int=2))]},
        {"words": [], "languages": ["fi"]},
    ],
)
def test_a_rule_fits(conditions: dict[str, Any]) -> None:
    assert fitting(a_rule(conditions), FACTS) is not None


@pytest.mark.parametrize(
    "conditions",
    [
        {"words": ["ana"]},
        {"words": ["sähkö"]},
        {"words": ["!"]},
        {"recipients": ["@putki.example"]},
        {"senders": ["@yhtio.example"]},
        {"senders": ["liisa@taloyhtio.example"]},
        {"languages": ["sv"]},
        {"words": ["hana"], "languages": ["en"]},
    ],
)
def test_a_rule_does_not_fit(conditions: dict[str, Any]) -> None:
    assert fitting(a_rule(conditions), FACTS) is None


def test_the_first_rule_decides_and_one_that_goes_on_lets_others_add() -> None:
    team, other = str(uuid4()), str(uuid4())
    rules = [
        a_rule({"languages": ["sv"]}, team_id=other),
        a_rule({"words": ["vuoto"]}, tags=["urgent"], priority=1, goes_on=True),
        a_rule({"words": ["hana"]}, team_id=team, tags=["tap", "urgent"]),
        a_rule({}, team_id=other),
    ]

    decision = route(rules, FACTS)

    assert (str(decision.team_id), decision.tags, decision.priority) == (
        team, ["urgent", "tap"], 1
    )  # fmt: skip
    assert [step["matched"] for step in decision.trace] == [{"words": "vuoto"}, {"words": "hana"}]


@pytest.fixture
async def mailbox(session: AsyncSession) -> UUID:
    """A mailbox that mails come through."""
    return (await make.a_source(session, SourceKind.MAILBOX, address="info@firm.example")).id


async def assignees(session: AsyncSession, outcomes: list[Any]) -> list[UUID | None]:
    return [(await session.get_one(ContactRequest, one.request_id)).assignee_id for one in outcomes]


async def test_members_take_turns_across_batches(session: AsyncSession, mailbox: UUID) -> None:
    members = [await make.a_member(session, name) for name in ("Anna", "Matti", "Olli")]
    idle = await make.a_member(
        session, "Reader", roles=[await make.a_role(session, "r", Permission.SEE_CUSTOMERS)]
    )
    team = await make.a_team(session, "Field", [*members, idle])
    ids = [one.id for one in members]
    await service.create_rule(
        session, OWNER, name="All", conditions={},
        actions={"team_id": team.id, "spread": "round_robin"},
    )  # fmt: skip

    first = await take_all(session, mailbox, *[{"sender": f"{n}@x.example"} for n in range(4)])
    second = await take_all(session, mailbox, *[{"sender": f"{n}@y.example"} for n in range(3)])

    assert await assignees(session, [*first, *second]) == (ids * 3)[:7]
    request = await session.get_one(ContactRequest, first[0].request_id)
    assert request.state == RequestState.IN_WORK
    assert request.routing_trace[-1] == {"chosen": str(ids[0]), "way": "round_robin"}


async def test_the_least_busy_member_gets_the_next_request(
    session: AsyncSession, mailbox: UUID
) -> None:
    anna, matti = await make.a_member(session, "Anna"), await make.a_member(session, "Matti")
    team = await make.a_team(session, "Field", [anna, matti])
    ids = (anna.id, matti.id)
    for _each in range(2):
        await make.a_request(session, team_id=team.id, assignee_id=anna.id)
    await service.create_rule(
        session, OWNER, name="All", conditions={},
        actions={"team_id": team.id, "spread": "least_busy"},
    )  # fmt: skip

    outcomes = await take_all(session, mailbox, *[{"sender": f"{n}@x.example"} for n in range(4)])

    assert await assignees(session, outcomes) == [ids[1], ids[1], ids[0], ids[1]]


async def test_what_a_rule_calls_spam_or_nothing_gets_no_answer_and_no_person(
    session: AsyncSession, mailbox: UUID
) -> None:
    await service.create_rule(
        session, OWNER, name="Spam", conditions={"words": ["casino"]}, actions={"state": "spam"}
    )
    await service.create_rule(
        session, OWNER, name="Noise", conditions={"senders": ["@noise.example"]},
        actions={"state": "ignored"},
    )  # fmt: skip

    spam = await take(session, mailbox, text="Casino!")
    noise = await take(session, mailbox, sender="x@noise.example")

    assert (spam.result, spam.acknowledged) == (Result.OPENED, False)
    assert (await session.get_one(ContactRequest, spam.request_id)).state == RequestState.SPAM
    assert (noise.result, noise.reason) == (Result.IGNORED, "rule")
    assert await session.get(Person, noise.item_id) is None


async def test_a_rule_that_names_a_gone_team_leaves_the_request_to_all(
    session: AsyncSession, mailbox: UUID
) -> None:
    team = await make.a_team(session, "Old")
    await service.create_rule(
        session, OWNER, name="Old", conditions={}, actions={"team_id": team.id}
    )
    from core.kit.clock import now

    team.archived_at = now()
    await session.flush()

    outcome = await take(session, mailbox)

    request = await session.get_one(ContactRequest, outcome.request_id)
    assert request.team_id is None
    assert {"remark": "gone", "field": "team_id"} in request.routing_trace


async def test_a_known_customer_is_linked_and_a_guessed_one_waits_for_a_person(
    session: AsyncSession, mailbox: UUID
) -> None:
    person = Person(name="Liisa")
    session.add(person)
    await session.flush()
    session.add(EmailAddress(address="liisa@lehto.example", person_id=person.id))
    own = (await make.a_customer(session, "Liisa", person_id=person.id)).id
    lehto = (await make.a_customer(session, "Lehto Oy")).id

    known = await take(session, mailbox, sender="Liisa@Lehto.example")
    guessed = await take(session, mailbox, sender="x@y.example", company="lehto oy")

    first = await session.get_one(ContactRequest, known.request_id)
    second = await session.get_one(ContactRequest, guessed.request_id)
    assert (first.customer_id, first.state) == (own, RequestState.NEW)
    assert (second.customer_id, second.state) == (lehto, RequestState.VERIFY)


async def test_rules_are_checked_before_they_are_saved(session: AsyncSession) -> None:
    matti = make.actor_of(await make.a_member(session, "Matti"))
    rule = await service.create_rule(session, OWNER, name="A", conditions={}, actions={})

    for conditions, actions in [
        ({"phase of moon": ["full"]}, {}),
        ({"sources": ["not an id"]}, {}),
        ({}, {"spread": "round_robin"}),
        ({}, {"team_id": str(uuid4())}),
        ({}, {"state": "gone"}),
    ]:
        with pytest.raises(Invalid):
            await service.create_rule(
                session, OWNER, name="B", conditions=conditions, actions=actions
            )
    with pytest.raises(NotAllowed):
        await service.create_rule(session, matti, name="B", conditions={}, actions={})
    await service.change_rule(session, OWNER, rule.id, version=rule.version, position=5)
    await session.flush()
    with pytest.raises(Changed):
        await service.change_rule(session, OWNER, rule.id, version=1, position=6)
    await service.archive_rule(session, OWNER, rule.id)
    assert await queries.all_rules(session, OWNER) == []


async def test_a_message_can_be_tried_on_changed_rules_without_a_trace(
    session: AsyncSession, mailbox: UUID
) -> None:
    team = await make.a_team(session, "Field")
    (message,) = await arrived(session, mailbox, {"text": "Hanasta tippuu"})

    trial = await service.dry_run(
        session, OWNER, message, rules=[a_rule({"words": ["hana"]}, team_id=str(team.id))]
    )
    nothing = await service.dry_run(session, OWNER, message)

    assert trial.decision.team_id == team.id
    assert nothing.decision.trace == []
