"""What goes into understanding a message and what comes out of it.

In: `Directory` (names, indexed once and reused), `Context` (what was saved last, the running
timer), `Said` (the words and when and where they were said).
Out: `Reading`. A doubt is a value: `ask` lists what is missing, `draft` holds what was understood.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from core.language.directory import Directory
from core.language.known import Customer, Named

__all__ = [
    "Ask",
    "Bulk",
    "Choice",
    "Contact",
    "Context",
    "Customer",
    "Directory",
    "Draft",
    "Entry",
    "Intent",
    "Kind",
    "Leave",
    "Named",
    "Option",
    "Query",
    "Reading",
    "RequestOrder",
    "RunningTimer",
    "Said",
    "SavedEntry",
    "TaskOrder",
    "WeekOrder",
]

Intent = Literal[
    "log_time", "log_travel", "log_expense", "multi",
    "start_timer", "stop_timer", "correct", "undo",
    "create_task", "create_contact", "query", "ask", "none",
    "help", "take_request", "answer_request", "close_request", "absence", "drop_timer",
    "finish_task", "note_entry", "list_requests",
    "submit_week", "recall_week", "approve_week", "reject_week",
]  # fmt: skip
Kind = Literal["time", "travel", "expense"]
Ask = Literal["customer", "duration", "date", "amount", "project", "intent", "confirm"]
What = Literal["hours", "travel", "expenses", "tasks", "timer"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One booking, or with intent `correct` only its changed slots (the rest is None).

    `minutes` is net working time; `date` the local day it began; `start`, `end` local clock times
    only when said; `km`, `amount` exact; refs are those of the directory.
    """

    kind: Kind = "time"
    minutes: int | None = None
    date: dt.date | None = None
    person: str | None = None
    person_ref: str | None = None
    customer: str | None = None
    customer_ref: str | None = None
    internal: bool = False
    project: str | None = None
    project_ref: str | None = None
    task: str | None = None
    task_ref: str | None = None
    billable: bool | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    km: Decimal | None = None
    amount: Decimal | None = None
    currency: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class TaskOrder:
    """A chore to be remembered; `title` in the writer's words."""

    title: str
    due: dt.date | None = None
    time: dt.time | None = None
    customer: str | None = None
    customer_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody not in the directory who wants something; `phone` in E.164."""

    name: str
    phone: str | None = None
    email: str | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A question; `first` and `last` are inclusive days, None for the timer.

    `said`: the days were said, not taken for granted.
    """

    what: What
    first: dt.date | None = None
    last: dt.date | None = None
    customer: str | None = None
    customer_ref: str | None = None
    said: bool = False


@dataclass(frozen=True, slots=True)
class RequestOrder:
    """Take, answer or close a contact request by its number (`R-2026-0042`)."""

    number: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class WeekOrder:
    """Send, take back, approve or send back a week of hours; `monday` None: none was said.

    `person` are the words for whose week it is, `comment` what was said after a colon.
    """

    monday: dt.date | None = None
    person: str | None = None
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """Days somebody is or was away; `kind` a value of `timesheets` absences, None: not said.

    `options` are the (first, last) days that may be meant, inclusive, the likelier first; none:
    ask. `minutes` of each day are off, or `half` of it; neither: all of it. Not `sure`: ask.
    """

    kind: str | None
    options: tuple[tuple[dt.date, dt.date], ...] = ()
    minutes: int | None = None
    half: bool = False
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """One way to settle a doubt; `value` goes into the slot, `ref` is the directory's."""

    label: str
    value: str
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A doubtful slot of one entry of the draft, with its best options (three at most)."""

    slot: Ask
    entry: int = 0
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Bulk:
    """All hours of inclusive days, of one customer when one is named: `yesterday's hours`."""

    first: dt.date
    last: dt.date
    customer: str | None = None
    customer_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What was understood before asking: complete it and book it.

    `bulk` names the saved entries that a correction or an order to undo means all together.
    """

    intent: Intent
    entries: tuple[Entry, ...] = ()
    choices: tuple[Choice, ...] = ()
    target: int | str | None = None
    bulk: Bulk | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One message understood. Entries only where they may be booked; with `ask` see `draft`.

    `bare`: an order to undo that says nothing of what is meant.
    `why`: beside each of `ask` the sentence (a msgid) that says what is doubtful, where known.
    """

    intent: Intent
    entries: tuple[Entry, ...] = ()
    target: int | str | None = None
    task: TaskOrder | None = None
    contact: Contact | None = None
    query: Query | None = None
    request: RequestOrder | None = None
    week: WeekOrder | None = None
    ask: tuple[Ask, ...] = ()
    draft: Draft | None = None
    language: str | None = None
    bare: bool = False
    why: tuple[str, ...] = ()
    leave: Leave | None = None


@dataclass(frozen=True, slots=True)
class SavedEntry:
    """What the assistant saved; its names are the directory's."""

    id: int | str
    kind: Kind
    date: dt.date
    customer: str | None = None
    minutes: int | None = None
    start: dt.time | None = None
    end: dt.time | None = None
    project: str | None = None
    task: str | None = None
    billable: bool | None = None
    km: Decimal | None = None
    amount: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class RunningTimer:
    """The writer's running timer; `start` is local wall time."""

    customer: str | None
    start: dt.datetime
    project: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What was saved last (newest first) and what is running.

    `usual`: customers' names the writer works for often or is assigned to, best first; they order
    what is offered and decide nothing.
    """

    last_entries: Sequence[SavedEntry] = ()
    running_timer: RunningTimer | None = None
    usual: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """The words with what is needed to read them; `now` is local wall time in `tz`."""

    text: str
    now: dt.datetime
    tz: str = "Europe/Helsinki"
    lang: str | None = None
    region: str | None = None
    currency: str | None = None
    directory: Directory = field(default_factory=Directory)
    context: Context = field(default_factory=Context)
