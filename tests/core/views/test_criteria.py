"""Criteria: every operator of every kind, trees, what is refused and what is never wider."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.access.permissions import Permission
from core.fields.indexing import keep_values
from core.fields.models import FieldKind, Module
from core.fields.service import create_field
from core.views.criteria import check, compile_tree
from core.views.errors import CriteriaTooMany, CriterionRefused, CriterionUnclear
from core.views.operators import BY_KIND, OPERATORS
from core.views.queries import open_list
from core.views.relative import SPANS, span
from tests import make
from tests.core.views.rows import TODAY, a_stage, a_task, day, ending, titles


@pytest.fixture
async def owner(session: AsyncSession, clock: Any) -> Actor:
    """Somebody who sees everything."""
    return make.actor_of(await make.a_member(session, owner=True))


def one(column: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"column": column, "op": op, "value": value}


DATES = [
    ("is", "2026-03-31", "today"),
    ("is", "today", "today"),
    ("from", "2026-03-31", "today soon far"),
    ("until", "2026-03-31", "late today"),
    ("between", ["2026-03-20", "2026-03-31"], "late today"),
    ("between", ["2026-04-30", "2026-04-01"], "soon"),
    ("within", "today", "today"),
    ("within", "this_week", "today soon"),
    ("within", "last_week", "late"),
    ("within", "next_month", "soon"),
    ("within", "this_year", "late today soon"),
    ("within", "until_today", "late today"),
    ("within", "from_today", "today soon far"),
    ("next_days", 7, "today soon"),
    ("last_days", 7, "late today"),
    ("older_than", 5, "late"),
    ("older_than", 6, ""),
    ("empty", None, "undated"),
    ("filled", None, "far late soon today"),
]


async def test_days_are_compared_by_every_operator(session: AsyncSession, owner: Actor) -> None:
    for name, step in (("late", -6), ("today", 0), ("soon", 2), ("far", 400)):
        await a_task(session, name, due_on=day(step))
    await a_task(session, "undated")

    for op, value, expected in DATES:
        tree = one("due_on", op, value)
        assert await titles(session, owner, tree) == sorted(expected.split()), (op, value)
        walked = await titles(session, owner, {"all": [tree]}, walking=True)
        assert walked == sorted(expected.split()), (op, value)


async def test_moments_are_compared_by_the_days_of_the_readers_zone(
    session: AsyncSession, owner: Actor
) -> None:
    midnight = ending(hours=-12)  # 21.00 UTC on the 30th: already the 31st in Helsinki
    await a_task(session, "begins", starts_at=midnight)
    await a_task(session, "before", starts_at=midnight - timedelta(minutes=1))
    await a_task(session, "ends", starts_at=midnight + timedelta(hours=24))
    await a_task(session, "never")

    assert await titles(session, owner, one("starts_at", "within", "today")) == ["begins"]
    assert await titles(session, owner, one("starts_at", "is", "2026-03-30")) == ["before"]
    assert await titles(session, owner, one("starts_at", "from", "2026-04-01")) == ["ends"]
    assert await titles(session, owner, one("starts_at", "until", "2026-03-30")) == ["before"]
    assert await titles(session, owner, one("starts_at", "empty")) == ["never"]


@pytest.mark.parametrize(
    ("op", "value", "expected"),
    [
        ("is", 90, "b"), ("is_not", 90, "a c none"), ("over", 90, "c"), ("under", "90", "a"),
        ("between", [90, 30], "a b"), ("empty", None, "none"), ("filled", None, "a b c"),
    ],
)  # fmt: skip
async def test_figures_are_compared(
    session: AsyncSession, owner: Actor, op: str, value: Any, expected: str
) -> None:
    for name, minutes in (("a", 60), ("b", 90), ("c", 120), ("none", None)):
        await a_task(session, name, planned_minutes=minutes, percent=(minutes or 0) // 2)

    assert await titles(session, owner, one("planned", op, value)) == expected.split()
    if op not in ("empty", "filled", "is_not"):
        halves = [v // 2 for v in value] if isinstance(value, list) else int(value) // 2
        assert set(expected.split()) <= set(
            await titles(session, owner, one("percent", op, halves))
        )


@pytest.mark.parametrize(
    ("op", "value", "expected"),
    [
        ("contains", "hana", ["Keittiön HANA", "hana vuotaa"]), ("begins", "Hana", ["hana vuotaa"]),
        ("contains", "ÖN", ["Keittiön HANA"]), ("is", "hana vuotaa", ["hana vuotaa"]),
        ("is_not", "hana vuotaa", ["100 %", "Keittiön HANA"]), ("contains", "0 %", ["100 %"]),
        ("contains", "%", ["100 %"]), ("contains", "_", []), ("empty", None, []),
        ("filled", None, ["100 %", "Keittiön HANA", "hana vuotaa"]),
    ],
)  # fmt: skip
async def test_texts_are_compared_whatever_their_case(
    session: AsyncSession, owner: Actor, op: str, value: Any, expected: list[str]
) -> None:
    for title in ("hana vuotaa", "Keittiön HANA", "100 %"):
        await a_task(session, title)

    assert await titles(session, owner, one("title", op, value)) == expected


async def test_choices_and_references_are_compared(session: AsyncSession, owner: Actor) -> None:
    matti, maija = await make.a_member(session, "Matti"), await make.a_member(session, "Maija")
    await a_task(session, "own", doer_id=owner.id, priority=1)
    await a_task(session, "matti", doer_id=matti.id)
    await a_task(session, "maija", doer_id=maija.id, priority=-1)
    await a_task(session, "nobody")

    for tree, expected in (
        (one("priority", "is", "1"), "own"), (one("priority", "is_not", "0"), "maija own"),
        (one("priority", "one_of", ["0", "-1"]), "maija matti nobody"),
        (one("doer", "is", "me"), "own"), (one("doer", "is", str(matti.id)), "matti"),
        (one("doer", "is_not", "me"), "maija matti nobody"), (one("doer", "empty"), "nobody"),
        (one("doer", "filled"), "maija matti own"),
        (one("doer", "one_of", ["me", maija.id.hex]), "maija own"),
    ):  # fmt: skip
        assert await titles(session, owner, tree) == expected.split(), tree


async def test_my_teams_are_the_readers_and_nobodys_without_one(
    session: AsyncSession, owner: Actor
) -> None:
    team, other = await make.a_team(session, "Own"), await make.a_team(session, "Other")
    member = await make.a_member(session, "Teemu", teams=[team], owner=True)
    await a_task(session, "ours", team_id=team.id)
    await a_task(session, "theirs", team_id=other.id)

    tree = one("team", "is", "my_teams")

    assert await titles(session, make.actor_of(member), tree) == ["ours"]
    assert await titles(session, owner, tree) == []


async def test_yes_or_no_is_compared_both_ways(session: AsyncSession, owner: Actor) -> None:
    await a_task(session, "open")
    await a_task(session, "closed", closed_at=ending())

    assert await titles(session, owner, one("is_open", "is", "yes")) == ["open"]
    assert await titles(session, owner, one("is_open", "is", "no")) == ["closed"]


async def test_own_fields_and_tags_are_compared_on_both_ways_of_reading(
    session: AsyncSession, owner: Actor
) -> None:
    for label, kind in (
        ("Warranty", FieldKind.NUMBER), ("Sum", FieldKind.MONEY), ("Checked", FieldKind.DATE),
        ("Model", FieldKind.TEXT), ("Paid", FieldKind.YES_NO),
    ):  # fmt: skip
        await create_field(session, owner, module=Module.TASK, label=label, kind=kind)
    chosen = await create_field(
        session, owner, module=Module.TASK, label="Colour", kind=FieldKind.CHOICE,
        choices=("Red", "Blue"),
    )  # fmt: skip
    red = chosen.choices[0]["key"]
    a, b = await a_task(session, "a"), await a_task(session, "b")
    await keep_values(session, Module.TASK, a.id, {
        "warranty": "24", "sum": {"minor": 1250, "currency": "EUR"}, "checked": "2026-03-31",
        "model": "Höyry 3", "paid": True, "colour": red,
    }, ["Kiire", "tarjous"])  # fmt: skip
    await keep_values(session, Module.TASK, b.id, {"warranty": "12.5", "paid": False}, ["tarjous"])

    for tree, expected in (
        (one("custom.warranty", "is", "24"), "a"), (one("custom.warranty", "under", "12,6"), "b"),
        (one("custom.warranty", "is_not", 24), "b"), (one("custom.warranty", "filled"), "a b"),
        (one("custom.warranty", "between", [12, 30]), "a b"), (one("custom.sum", "over", 12), "a"),
        (one("custom.sum", "empty"), "b"), (one("custom.checked", "within", "today"), "a"),
        (one("custom.checked", "older_than", 1), ""), (one("custom.model", "contains", "hoyry"), "a"),
        (one("custom.model", "begins", "Höy"), "a"), (one("custom.model", "is_not", "höyry 3"), "b"),
        (one("custom.paid", "is", "yes"), "a"), (one("custom.paid", "is", "no"), "b"),
        (one("custom.colour", "is", red), "a"), (one("custom.colour", "is_not", red), "b"),
        (one("tags", "has", "KIIRE"), "a"), (one("tags", "has_not", "kiire"), "b"),
        (one("tags", "one_of", ["kiire", "tarjous"]), "a b"), (one("tags", "empty"), ""),
    ):  # fmt: skip
        assert await titles(session, owner, tree) == expected.split(), tree
        assert await titles(session, owner, tree, walking=True) == expected.split(), tree


async def test_a_tree_joins_by_and_and_or(session: AsyncSession, owner: Actor) -> None:
    await a_task(session, "own urgent", doer_id=owner.id, priority=1)
    await a_task(session, "own", doer_id=owner.id)
    await a_task(session, "urgent", priority=1)
    mine, urgent = one("doer", "is", "me"), one("priority", "is", "1")

    assert await titles(session, owner, {"all": [mine, urgent]}) == ["own urgent"]
    assert len(await titles(session, owner, {"any": [mine, urgent]})) == 3
    assert await titles(session, owner, {"all": [urgent, {"any": [mine, one("doer", "empty")]}]}) \
        == ["own urgent", "urgent"]  # fmt: skip
    assert len(await titles(session, owner, {"all": []})) == 3
    assert len(await titles(session, owner, {})) == 3


async def test_what_cannot_be_compared_matches_nothing_and_is_told(
    session: AsyncSession, owner: Actor
) -> None:
    await a_task(session, "one", priority=1)
    scope = await open_list(session, owner, "task")
    broken: Any
    for broken in (
        one("salary", "over", 1), one("due_on", "within", "someday"), one("due_on", "is", "soon"),
        one("priority", "is", "7"), one("doer", "is", "you"), one("title", "contains", " "),
        one("planned", "over", "much"), one("due_on", "older_than", 10**9), one("title", "like", "a"),
        one("is_open", "is", ["x"]), one("planned", "between", 3), one("custom.x", "is", 1),
        {"column": 7}, {"none": []}, "text", None,
    ):  # fmt: skip
        tree: Any = {"all": [broken]}
        assert await titles(session, owner, tree) == [], broken
        assert len(compile_tree(tree, scope=scope).problems) == 1, broken
    wider: Any = {"any": [one("salary", "over", 1), one("priority", "is", "1")]}
    assert await titles(session, owner, wider) == ["one"]


ENDLESS = [
    *(("planned", "over", figure) for figure in ("1e999999", "1e99999999", "inf", "nan", "9" * 99)),
    ("due_on", "next_days", "1e999999"),
    ("created", "from", "0001-01-01"),
    ("created", "until", "9999-12-31"),
    ("created", "is", "9999-12-31"),
]


@pytest.mark.parametrize(("column", "op", "value"), ENDLESS)
async def test_figures_and_days_beyond_all_bounds_are_refused_at_once(
    session: AsyncSession, owner: Actor, column: str, op: str, value: str
) -> None:
    scope = await open_list(session, owner, "task")
    with pytest.raises(CriterionUnclear):
        check({"all": [one(column, op, value)]}, scope)


async def test_keeping_a_tree_refuses_what_is_wrong_with_it(
    session: AsyncSession, owner: Actor
) -> None:
    scope = await open_list(session, owner, "task")
    good = one("priority", "is", "1")

    check({"all": [good, {"any": [good, {"all": [good]}]}]}, scope)

    with pytest.raises(CriterionRefused) as refused:
        check({"all": [one("salary", "over", 1)]}, scope)
    assert "salary" in refused.value.sentence()
    with pytest.raises(CriterionUnclear) as unclear:
        check({"all": [one("due_on", "is", "soon")]}, scope)
    assert "“Due”" in unclear.value.sentence()
    for tree in (
        {"all": [good] * 41}, {"all": [{"any": [{"all": [{"any": [good]}]}]}]},
        {"all": [good], "any": [good]}, {"some": [good]},
    ):  # fmt: skip
        with pytest.raises(CriteriaTooMany):
            check(tree, scope)


async def test_a_column_that_one_may_not_see_is_no_column(
    session: AsyncSession, clock: Any
) -> None:
    member = await make.a_member(session, payroll_number="77")
    chief = make.actor_of(member)
    manager = Actor("staff", id=member.id, permissions=frozenset((Permission.MANAGE_STAFF,)))
    payer = Actor("staff", id=member.id, permissions=frozenset(
        (Permission.MANAGE_STAFF, Permission.EXPORT_HOURS)))  # fmt: skip
    tree = one("payroll_number", "begins", "7")

    assert chief.permissions.isdisjoint({Permission.MANAGE_STAFF})
    found = await titles(session, payer, tree, kind="staff_member", column="name")
    assert found == ["Matti"]
    hidden = await titles(session, manager, tree, kind="staff_member", column="name")
    assert hidden == []
    assert "payroll_number" not in (await open_list(session, manager, "staff_member")).columns


def test_spans_are_whole_days_around_today() -> None:
    for name in SPANS:
        first, last = span(name, TODAY) or (TODAY, day(-1))
        assert first <= last
    assert span("last_month", TODAY) == (day(-58), day(-31))
    assert span("next_month", TODAY) == (day(1), day(30))
    assert span("last_year", TODAY) == (day(-454), day(-90))
    assert span("never", TODAY) is None


def test_every_operator_has_words_and_is_tested() -> None:
    used = {op for ops in BY_KIND.values() for op in ops}
    assert used == set(OPERATORS)


async def test_stages_of_hidden_tasks_do_not_widen_a_list(
    session: AsyncSession, owner: Actor
) -> None:
    stage = await a_stage(session)
    stage.sees_all = False
    await a_task(session, "secret")
    await session.flush()
    clerk = make.actor_of(await make.a_member(session, "Clara", roles=[
        await make.a_role(session, "all", Permission.SEE_ALL_TASKS)]))  # fmt: skip

    assert await titles(session, owner) == ["secret"]
    assert await titles(session, clerk) == []
    assert await titles(session, clerk, walking=True) == []
    assert await titles(session, clerk, {"any": [one("is_open", "is", "yes")]}) == []
