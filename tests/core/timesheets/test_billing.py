"""What the customer pays of worked time: one function, whatever the rule."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from core.kit.ids import new_id
from core.timesheets.billing import EXACT, Terms, billed, is_billable, narrowest, to_step
from core.timesheets.models import BillingRule, Rounding

TERMS = st.builds(
    Terms, st.sampled_from([1, 5, 6, 10, 15, 20, 30, 60]), st.sampled_from(list(Rounding)),
    st.integers(0, 240), st.integers(0, 100),
)  # fmt: skip
MINUTES = st.integers(0, 25 * 60)


@given(MINUTES)
def test_without_a_rule_the_worked_minutes_are_billed(worked: int) -> None:
    assert billed(worked, EXACT, is_travel=False, billable=True) == worked


@given(MINUTES, TERMS, st.booleans())
def test_billed_time_is_never_negative_and_unbilled_time_is_nothing(
    worked: int, terms: Terms, is_travel: bool
) -> None:
    assert billed(worked, terms, is_travel=is_travel, billable=True) >= 0
    assert billed(worked, terms, is_travel=is_travel, billable=False) == 0


@given(MINUTES, MINUTES, TERMS, st.booleans())
def test_more_work_is_never_billed_less(
    one: int, other: int, terms: Terms, is_travel: bool
) -> None:
    less, more = sorted((one, other))
    paid = [billed(minutes, terms, is_travel=is_travel, billable=True) for minutes in (less, more)]
    assert paid[0] <= paid[1]


@given(MINUTES, TERMS, st.booleans())
def test_a_reversal_mirrors_what_it_takes_back(worked: int, terms: Terms, is_travel: bool) -> None:
    there = billed(worked, terms, is_travel=is_travel, billable=True)
    assert billed(-worked, terms, is_travel=is_travel, billable=True) == -there


@given(st.integers(1, 25 * 60), TERMS)
def test_work_is_at_least_the_minimum_and_else_within_a_step(worked: int, terms: Terms) -> None:
    paid = billed(worked, terms, is_travel=False, billable=True)
    assert paid >= terms.minimum_minutes
    if paid > terms.minimum_minutes:
        assert paid % terms.step_minutes == 0
        assert abs(paid - worked) < terms.step_minutes


@given(MINUTES, TERMS)
def test_rounding_what_is_rounded_changes_nothing(worked: int, terms: Terms) -> None:
    once = to_step(worked, terms.step_minutes, terms.rounding) * terms.step_minutes
    assert to_step(once, terms.step_minutes, terms.rounding) * terms.step_minutes == once


def test_each_direction_goes_its_way_and_a_half_goes_up() -> None:
    def paid(worked: int, rounding: Rounding) -> int:
        return billed(worked, Terms(30, rounding), is_travel=False, billable=True)

    assert [paid(31, way) for way in (Rounding.UP, Rounding.NEAREST, Rounding.DOWN)] == [60, 30, 30]
    assert (paid(45, Rounding.NEAREST), paid(44, Rounding.NEAREST)) == (60, 30)
    assert (paid(29, Rounding.DOWN), paid(1, Rounding.UP)) == (0, 30)


def test_travelling_is_billed_by_its_share_and_knows_no_minimum() -> None:
    terms = Terms(15, Rounding.UP, minimum_minutes=60, travel_percent=50)
    assert billed(40, terms, is_travel=True, billable=True) == 30
    assert billed(40, terms, is_travel=False, billable=True) == 60
    assert billed(31, Terms(travel_percent=50), is_travel=True, billable=True) == 16
    assert billed(500, Terms(travel_percent=0), is_travel=True, billable=True) == 0


def test_who_said_nothing_bills_what_has_a_customer() -> None:
    customer = new_id()
    assert is_billable(None, customer)
    assert not is_billable(None, None)
    assert not is_billable(False, customer)
    assert is_billable(True, None)


def test_the_narrowest_rule_holds_and_of_those_the_latest_valid_one() -> None:
    customer, project = new_id(), new_id()

    def rule(day: int, *, of: UUID | None = None, on: UUID | None = None) -> BillingRule:
        return BillingRule(
            id=new_id(), valid_from=date(2026, 3, day), customer_id=of, project_id=on
        )

    company, newer, customers = rule(1), rule(20), rule(5, of=customer)
    projects, strangers = rule(10, on=project), rule(1, of=new_id())
    rules = [company, newer, customers, projects, strangers]

    def holds(day: int, of: UUID | None, on: UUID | None) -> BillingRule | None:
        return narrowest(rules, of, on, date(2026, 3, day))

    assert holds(25, customer, project) is projects
    assert holds(9, customer, project) is customers
    assert holds(4, customer, project) is company
    assert holds(25, new_id(), None) is newer
    assert narrowest(rules, None, None, date(2026, 2, 28)) is None
    twin = rule(10, on=project)
    assert narrowest([*rules, twin], customer, project, date(2026, 3, 10)) is twin
