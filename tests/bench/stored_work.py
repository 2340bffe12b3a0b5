"""A company after years: customers, tasks and messages, written by SQL in sets."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.contact_requests.models import ContactRequest
from core.conversations.models import Conversation, Message
from core.kit.clock import now
from core.people.models import Customer, Organisation
from core.work.models import Stage, Task
from tests.bench.stored_mails import Sql, insert

BATCH = 50_000
WORDS = (
    "hana", "vuoto", "katto", "putki", "kylpyhuone", "sauna", "valo", "pistorasia", "ovi",
    "ikkuna", "lattia", "maali", "laatta", "viemari", "ilmastointi", "lampo", "pumppu", "mittari",
    "huolto", "korjaus", "asennus", "tarkastus", "siivous", "tarjous", "lasku", "avain", "lukko",
    "hissi", "parveke", "raystas", "salaoja", "uuni",
)  # fmt: skip
"""32 words, folded: two of them and a number make a title."""
PER_REQUEST = 10  # messages of a request


class Stored(Sql):
    """Expressions over the number of a row, with words."""

    def word(self, step: int) -> Any:
        """A word of the list, another for every `step` rows."""
        if self._sqlite:
            place = sa.literal_column(f"(n / {step}) % {len(WORDS)}", sa.Integer)
            path = sa.literal("$[") + sa.cast(place, sa.Text) + "]"
            named = "[" + ",".join(f'"{word}"' for word in WORDS) + "]"
            return sa.func.json_extract(named, path, type_=sa.Text)
        words = ",".join(f"'{word}'" for word in WORDS)
        at = f"(n / {step}) % {len(WORDS)} + 1"
        return sa.func.coalesce(sa.literal_column(f"(ARRAY[{words}])[{at}]", sa.Text), "")

    @property
    def title(self) -> Any:
        """Two words and the number."""
        return self.word(1) + " " + self.word(37) + " " + self.text


def numbers_from(first: int, count: int) -> sa.CTE:
    """Return the numbers `first` to `first + count - 1` as a recursive expression."""
    numbers = sa.select(sa.literal(first).label("n")).cte("numbers", recursive=True)
    more = sa.select(numbers.c.n + 1).where(numbers.c.n < first + count - 1)
    return numbers.union_all(more)


async def fill_company(
    session: AsyncSession, *, tasks: int, first: int, count: int, staff: Sequence[UUID],
    teams: Sequence[UUID], stages: Sequence[Stage], source_id: UUID,
) -> None:  # fmt: skip
    """Write rows `first` to `first + count - 1` of `tasks`: a task each, a fifth as many customers,
    twice as many messages in a fifth as many requests."""
    dialect = session.get_bind().dialect.name
    numbers = numbers_from(first, count)
    sql = Stored(dialect, numbers)
    customers = max(1, tasks // 5)
    is_customer = sql.n <= customers
    for model, (values, where) in {
        **_customers(sql, is_customer), **_requests(sql, source_id, is_customer),
        Task: (_task(sql, customers, staff, teams, stages), sa.true()),
    }.items():  # fmt: skip
        await insert(session, model, values, numbers, where)
    for part in (0, 1):
        await insert(session, Message, _message(sql, part, customers), numbers, sa.true())


def _customers(sql: Stored, where: Any) -> dict[Any, Any]:
    name = sql.word(1) + " oy " + sql.text
    return {
        Organisation: ({"id": sql.id("1"), "version": sa.literal(1), "name": name}, where),
        Customer: ({"id": sql.id("2"), "version": sa.literal(1), "name": name,
                    "folded_name": name, "search_words": sa.literal(" ") + name,
                    "aliases": sa.literal([], sa.JSON), "organisation_id": sql.id("1")}, where),
    }  # fmt: skip


def _requests(sql: Stored, source_id: UUID, where: Any) -> dict[Any, Any]:
    source, empty = sa.literal(source_id, sa.Uuid), sa.literal([], sa.JSON)
    moment = sa.literal(now(), ContactRequest.__table__.c.opened_at.type)
    is_open = sql.n % 50 == 0
    return {
        Conversation: ({"id": sql.id("6"), "channel": sa.literal("mail"), "source_id": source,
                        "subject": sql.title, "subject_key": sql.title,
                        "partner_address": sa.literal("a@stored.example"),
                        "token": sa.func.substr(sql.hash, 9, 24),
                        "last_message_at": moment}, where),
        ContactRequest: ({"id": sql.id("9"), "version": sa.literal(1),
                          "number": sa.literal("R-2020-") + sql.text,
                          "state": sa.case((is_open, "new"), else_="closed"),
                          "subject": sql.title, "channel": sa.literal("mail"),
                          "conversation_id": sql.id("6"), "source_id": source,
                          "customer_id": sql.id("2"), "tags": empty, "routing_trace": empty,
                          "opened_at": moment, "last_activity_at": moment,
                          "first_answered_at": sa.case((is_open, sa.null()), else_=moment),
                          "closed_at": sa.case((is_open, sa.null()), else_=moment)}, where),
    }  # fmt: skip


def _message(sql: Stored, part: int, customers: int) -> dict[str, Any]:
    empty = sa.literal([], sa.JSON)
    moment = sa.literal(now(), Message.__table__.c.sent_at.type)
    number = sql.n * 2 + part
    return {
        "id": sql.id("7", number), "conversation_id": sql.id("6", 1 + (sql.n - 1) % customers),
        "direction": sa.literal("in"), "channel": sa.literal("mail"),
        "from_address": sa.literal("a@stored.example"), "to_addresses": empty,
        "subject": sql.title, "text": sa.literal("Hei! ") + sql.title, "flags": empty,
        "sent_at": moment,
    }  # fmt: skip


def _task(
    sql: Stored, customers: int, staff: Sequence[UUID], teams: Sequence[UUID],
    stages: Sequence[Stage],
) -> dict[str, Any]:  # fmt: skip
    ends = [one for one in stages if one.kind in ("done", "lost")]
    opens = [one for one in stages if one.kind not in ("done", "lost")]
    moment = sa.literal(now(), Task.__table__.c.closed_at.type)
    is_open = sql.n % 10 == 0
    many = len(opens)
    place = sa.literal_column("n / 10", sa.Integer)
    stage = sa.case(
        *((sa.and_(is_open, place % many == one), _uuid(stage.id))
          for one, stage in enumerate(opens)), else_=_uuid(ends[0].id),
    )  # fmt: skip
    doer = _one_of(staff, sql.n)
    asked = sql.n % 3 == 0
    return {
        "id": sql.id("d"), "version": sa.literal(1), "number": sa.literal("T-2020-") + sql.text,
        "title": sql.title, "workflow_id": _uuid(stages[0].workflow_id), "stage_id": stage,
        "stage_since": moment, "customer_id": sql.id("2", 1 + (sql.n - 1) % customers),
        "doer_id": doer, "responsible_id": _one_of(staff, sql.n + 7),
        "team_id": sa.case((asked, _one_of(teams, place)), else_=sa.null()), "due_on": day_of(sql),
        "closed_at": sa.case((is_open, sa.null()), else_=moment),
        "planned_minutes": sa.literal(60), "tags": sa.literal([], sa.JSON),
    }  # fmt: skip


def _one_of(ids: Sequence[UUID], number: Any) -> Any:
    """Another of a few ids for every number."""
    some = ((number % len(ids) == place, _uuid(one)) for place, one in enumerate(ids))
    return sa.case(*some, else_=_uuid(ids[0]))


def _uuid(value: UUID) -> Any:
    return sa.literal(value, sa.Uuid)


def day_of(sql: Stored) -> Any:
    """A day of three years, another for every task."""
    today = now().date()
    if sql.is_sqlite:
        days = sa.cast(sql.n % 1000 - 800, sa.Text) + " days"
        return sa.type_coerce(sa.func.date(today.isoformat(), days), sa.Date)
    return sa.literal(today, sa.Date) + sa.cast(sql.n % 1000 - 800, sa.Integer)
