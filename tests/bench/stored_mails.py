"""Mails that were taken in long ago, written by SQL: what a database looks like after years."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.contact_requests.models import ContactRequest
from core.conversations.models import Conversation, Message, ThreadId
from core.db.base import table_of
from core.events.models import EventRecord
from core.inbox.models import InboxItem, LedgerEntry, RawMail
from core.kit.clock import now
from core.outbound.models import OutboundMessage
from core.people.models import EmailAddress, Person

SENDERS = 20_000
BATCH = 20_000  # mails in one transaction's statements
_YEAR_AGO = "018f00000000"  # the time part of UUIDs older than every new one

Value = Any


class Sql:
    """Expressions over the number of a mail that both databases understand."""

    def __init__(self, dialect: str, numbers: sa.CTE) -> None:
        self._sqlite, self.n = dialect == "sqlite", numbers.c.n

    @property
    def is_sqlite(self) -> bool:
        """Whether the expressions are SQLite's."""
        return self._sqlite

    def hexadecimal(self, number: Value) -> Value:
        """Sixteen hexadecimal digits."""
        if self._sqlite:
            return sa.func.printf("%016x", number, type_=sa.Text)
        return sa.func.lpad(sa.func.to_hex(number), 16, "0", type_=sa.Text)

    def id(self, kind: str, number: Value | None = None) -> Value:
        """The id of a row of a kind (one hexadecimal digit)."""
        text = sa.literal(f"{_YEAR_AGO}7{kind}00") + self.hexadecimal(
            self.n if number is None else number
        )
        return sa.type_coerce(text if self._sqlite else sa.cast(text, sa.Uuid), sa.Uuid)

    @property
    def hash(self) -> Value:
        """64 digits that differ for every mail and come in no order."""
        large = sa.cast(self.n, sa.BigInteger)
        scattered = (
            large * sa.literal(2654435761, sa.BigInteger) % sa.literal(4294967296, sa.BigInteger)
        )
        return self.hexadecimal(scattered) + self.hexadecimal(self.n) + sa.literal("0" * 32)

    @property
    def blob(self) -> Value:
        """About as many bytes as a mail of 2 kB takes when compressed."""
        if self._sqlite:
            return sa.func.randomblob(1000)
        one = sa.func.md5(sa.cast(self.n, sa.Text))
        return sa.func.decode(sa.func.repeat(one, 62), "hex")

    @property
    def text(self) -> Value:
        """The number as text."""
        return sa.cast(self.n, sa.Text)


async def fill(session: AsyncSession, source_id: UUID, first: int, count: int) -> None:
    """Write `count` mails, each a closed request with its thread, from number `first` on."""
    dialect = session.get_bind().dialect.name
    numbers = sa.select(sa.literal(first).label("n")).cte("numbers", recursive=True)
    more = sa.select(numbers.c.n + 1).where(numbers.c.n < first + count - 1)
    numbers = numbers.union_all(more)
    sql = Sql(dialect, numbers)
    for model, values in _rows(sql, source_id).items():
        where = sql.n <= SENDERS if model in (Person, EmailAddress) else sa.true()
        await insert(session, model, values, numbers, where)


async def insert(
    session: AsyncSession, model: Any, values: Mapping[str, Value], numbers: sa.CTE, where: Value
) -> None:
    """Insert a row of a model for every number; what is not named gets the model's default."""
    table = table_of(model)
    every = {"created_at": sa.literal(now(), table.c.created_at.type), **values}
    for column in table.c:  # what the models would fill in
        default = column.default
        if column.name not in every and default is not None and default.is_scalar:
            every[column.name] = sa.literal(default.arg, column.type)
    picked = sa.select(*every.values()).select_from(numbers).where(where)
    await session.execute(sa.insert(table).from_select(list(every), picked, False))


def _rows(sql: Sql, source_id: UUID) -> dict[Any, dict[str, Value]]:
    """The columns of each table, parents first."""
    source = sa.literal(source_id, sa.Uuid)
    moment = sa.literal(now(), table_of(InboxItem).c.received_at.type)
    sender = sa.cast(1 + sql.n % SENDERS, sa.Text)
    address = sa.literal("sender") + sender + "@stored.example"
    return _arrived(sql, source, moment) | _understood(sql, source, moment, address)


def _arrived(sql: Sql, source: Value, moment: Value) -> dict[Any, dict[str, Value]]:
    """Who writes, and what came in before anybody understood it."""
    own = sa.literal("sender") + sql.text + "@stored.example"
    return {
        Person: {"id": sql.id("1"), "version": sa.literal(1), "name": own},
        EmailAddress: {"id": sql.id("2"), "person_id": sql.id("1"), "address": own},
        RawMail: {"id": sql.id("3"), "sha256": sql.hash, "size": sa.literal(2000),
                  "body": sql.blob},
        InboxItem: {"id": sql.id("4"), "source_id": source, "channel": sa.literal("mail"),
                    "external_id": sa.literal("id:") + sql.hash, "order_key": sa.literal(""),
                    "state": sa.literal("done"), "raw_id": sql.id("3"), "received_at": moment,
                    "due_at": moment, "attempts": sa.literal(1), "error": sa.literal("")},
        LedgerEntry: {"id": sql.id("5"), "source_id": source, "folder": sa.literal("INBOX"),
                      "uidvalidity": sa.literal(1), "uid": sql.n, "item_id": sql.id("4"),
                      "settled_at": moment},
    }  # fmt: skip


def _understood(
    sql: Sql, source: Value, moment: Value, address: Value
) -> dict[Any, dict[str, Value]]:
    """What became of it: a thread, a request, an acknowledgement, the audit."""
    empty, subject = sa.literal([], sa.JSON), sa.literal("Stored matter ") + sql.text
    return {
        Conversation: {"id": sql.id("6"), "channel": sa.literal("mail"), "source_id": source,
                       "subject": subject, "subject_key": subject, "partner_address": address,
                       "token": sa.func.substr(sql.hash, 9, 24), "last_message_at": moment},
        Message: {"id": sql.id("7"), "conversation_id": sql.id("6"), "direction": sa.literal("in"),
                  "channel": sa.literal("mail"), "from_address": address, "to_addresses": empty,
                  "subject": subject, "text": sa.literal("Hei! " * 40), "flags": empty,
                  "sent_at": moment, "inbox_item_id": sql.id("4")},
        ThreadId: {"id": sql.id("8"), "hash": sql.hash, "conversation_id": sql.id("6"),
                   "message_id": sql.id("7")},
        ContactRequest: {"id": sql.id("9"), "version": sa.literal(1),
                         "number": sa.literal("R-2020-") + sql.text,
                         "state": sa.literal("closed"), "subject": subject,
                         "channel": sa.literal("mail"), "conversation_id": sql.id("6"),
                         "source_id": source, "asker_address": address, "tags": empty,
                         "routing_trace": empty, "opened_at": moment,
                         "last_activity_at": moment, "closed_at": moment},
        OutboundMessage: {"id": sql.id("a"), "once_key": sa.literal("stored-") + sql.text,
                          "channel": sa.literal("mail"), "kind": sa.literal("acknowledgement"),
                          "address": address, "payload": sa.literal({}, sa.JSON),
                          "state": sa.literal("sent"), "due_at": moment,
                          "subject_kind": sa.literal("contact_request"),
                          "subject_id": sql.id("9")},
        EventRecord: {"id": sql.id("b"), "name": sa.literal("RequestOpened"),
                      "subject_kind": sa.literal("contact_request"), "subject_id": sql.id("9"),
                      "actor_kind": sa.literal("customer"), "payload": sa.literal({}, sa.JSON),
                      "actor_name": sa.literal(""), "channel": sa.literal("mail"),
                      "digest": sql.hash, "position": sql.n, "seal": sql.hash},
    }  # fmt: skip
