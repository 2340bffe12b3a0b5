"""A customer looks through the hours of a period without a login: a signed, expiring link.

The link is the row's id and a signature over it and its last moment; whoever holds it sees those
rows, the balance of the time banks, and nothing else. An answer may be changed until the link is
over. What was asked is kept as it was: an entry that changed since cannot be answered any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require, system
from core.errors import Invalid, NotFound
from core.events.bus import record
from core.kit import clock, formatting
from core.kit.crypto import Keyring
from core.kit.i18n import _
from core.kit.i18n import supported as supported_language
from core.kit.ids import parse_id
from core.kit.text import one_line, storable
from core.people.addresses import mail_address
from core.people.queries import get_customer
from core.timesheets import bank_events, endorsement_queries, policies
from core.timesheets.errors import LinkOver, NothingSaid, NothingToEndorse, TooManyRows
from core.timesheets.models import Endorsement, EndorsementLine, TimeEntry
from core.timesheets.queries import COUNTS

PURPOSE = "endorsement"
SIGNATURE = 26  # characters of five bits
DAYS, MOST_DAYS = 14, 90
MOST_ROWS = 1000
LONGEST = 2_000
OPEN, CONFIRMED, DISPUTED, SETTLED = "open", "confirmed", "disputed", "settled"


@dataclass(frozen=True, slots=True)
class Said:
    """The customer's word on a row: confirmed or disputed, with a comment."""

    state: str
    comment: str = ""


async def ask_endorsement(
    session: AsyncSession, actor: Actor, *, customer_id: UUID, first: date, last: date,
    project_id: UUID | None = None, address: str = "", language: str = "", days: int = DAYS,
) -> Endorsement:  # fmt: skip
    """Gather a customer's hours of a period behind a link; with an address it is sent there.

    Hours marked as not billed are left out. Raises NothingToEndorse, TooManyRows and Invalid.
    """
    require(policies.can_ask_endorsement(actor))
    customer = await get_customer(session, system("its hours are shown to it"), customer_id)
    asked = Endorsement(
        customer_id=customer_id, project_id=project_id, first_day=first, last_day=last,
        address=_address(address), language=supported_language(language) or "en",
        asked_by_id=actor.id if actor.kind == "staff" else None,
        expires_at=clock.now() + timedelta(days=_checked(first, last, days)),
    )  # fmt: skip
    entries = await _entries(session, asked)
    if not entries:
        raise NothingToEndorse(
            customer=customer.name, first=formatting.day(first), last=formatting.day(last)
        )
    if len(entries) > MOST_ROWS:
        raise TooManyRows(count=MOST_ROWS)
    session.add(asked)
    await session.flush()
    session.add_all(
        EndorsementLine(endorsement_id=asked.id, entry_id=entry.id, state=OPEN,
                        worked_minutes=entry.worked_minutes, billed_minutes=entry.billed_minutes)
        for entry in entries
    )  # fmt: skip
    await session.flush()
    await record(session, actor, bank_events.EndorsementAsked(
        asked.id, customer_id, first, last, len(entries)
    ))  # fmt: skip
    return asked


def _address(typed: str) -> str:
    found = mail_address(typed)
    if typed.strip() and (found is None or "." not in found.partition("@")[2]):
        sentence = _("This does not look like a mail address. Check it, please.")
        raise Invalid(sentence, field="address")
    return found or ""


def _checked(first: date, last: date, days: int) -> int:
    if last < first:
        raise Invalid(_("The last day cannot be before the first one."), field="last")
    if not 1 <= days <= MOST_DAYS:
        sentence = _("The link may be open from 1 to {most} days.").format(most=MOST_DAYS)
        raise Invalid(sentence, field="days")
    return days


async def _entries(session: AsyncSession, asked: Endorsement) -> list[TimeEntry]:
    statement = sa.select(TimeEntry).where(
        TimeEntry.customer_id == asked.customer_id, *COUNTS, TimeEntry.billable.is_not(False),
        TimeEntry.day.between(asked.first_day, asked.last_day),
    )  # fmt: skip
    if asked.project_id is not None:
        statement = statement.where(TimeEntry.project_id == asked.project_id)
    found = await session.scalars(
        statement.order_by(TimeEntry.day, TimeEntry.id).limit(MOST_ROWS + 1)
    )
    return list(found)


def token_of(keyring: Keyring, asked: Endorsement) -> str:
    """Return what stands in a link: the id and a signature over it and its last moment."""
    return f"{asked.id.hex}.{keyring.sign(PURPOSE, _signed(asked), SIGNATURE)}"


def _signed(asked: Endorsement) -> str:
    return f"{asked.id.hex}.{int(asked.expires_at.timestamp())}"


async def of_token(session: AsyncSession, token: str, *, lock: bool = False) -> Endorsement:
    """Return what a link is about, also when it is over; raises NotFound for a forged one."""
    keyring: Keyring = session.info["keyring"]
    key, _dot, signature = token.partition(".")
    identity = parse_id(key) if len(key) == 32 else None
    asked = await session.get(Endorsement, identity, with_for_update=lock) if identity else None
    if asked is None or not keyring.verify(PURPOSE, _signed(asked), signature):
        raise NotFound
    if len(signature) != SIGNATURE:
        raise NotFound
    return asked


def is_over(asked: Endorsement) -> bool:
    """Tell whether a link cannot be answered any more."""
    return asked.ended_at is not None or asked.expires_at <= clock.now()


async def note_opened(session: AsyncSession, token: str) -> None:
    """Remember when a link was first opened (by a person or by their mail's scanner)."""
    asked = await of_token(session, token, lock=True)
    if asked.opened_at is None and not is_over(asked):
        asked.opened_at = clock.now()


async def say(
    session: AsyncSession, token: str, said: Mapping[UUID, Said], *, confirm_all: bool = False,
    by: str = "",
) -> Endorsement:  # fmt: skip
    """Take the customer's word on rows by their ids; `confirm_all` confirms what is not disputed.

    Raises NotFound, LinkOver, NothingSaid.
    """
    asked = await of_token(session, token, lock=True)
    if is_over(asked):
        raise LinkOver
    changed = 0
    lines = await endorsement_queries.lines(session, asked)
    for line in (one.line for one in lines if one.is_current):
        word = said.get(line.id)
        if confirm_all and (word is None or word.state != DISPUTED):
            word = Said(CONFIRMED, word.comment if word else "")
        if word is not None and word.state in (CONFIRMED, DISPUTED):
            _mark(line, word)
            changed += 1
    if not changed:
        raise NothingSaid
    asked.answered_at, asked.answered_by = clock.now(), one_line(by)[:120]
    await _record_answer(session, asked, [one.line.state for one in lines])
    return asked


def _mark(line: EndorsementLine, said: Said) -> None:
    line.state, line.comment = said.state, storable(said.comment).strip()[:LONGEST]
    line.said_at = clock.now()


async def _record_answer(session: AsyncSession, asked: Endorsement, states: list[str]) -> None:
    actor = Actor(kind="customer", name=asked.answered_by, language=asked.language, channel="link")
    await record(session, actor, bank_events.HoursEndorsed(
        asked.id, asked.customer_id, states.count(CONFIRMED), states.count(DISPUTED),
        states.count(OPEN), asked.answered_by,
    ))  # fmt: skip


async def withdraw_endorsement(
    session: AsyncSession, actor: Actor, endorsement_id: UUID
) -> Endorsement:
    """Let a link lead nowhere from now on; twice changes nothing."""
    require(policies.can_ask_endorsement(actor))
    asked = await endorsement_queries.get_endorsement(session, actor, endorsement_id, lock=True)
    if asked.ended_at is None:
        asked.ended_at = clock.now()
        await record(session, actor, bank_events.EndorsementWithdrawn(asked.id, asked.customer_id))
    return asked


async def settle_dispute(session: AsyncSession, actor: Actor, line_id: UUID) -> EndorsementLine:
    """Say that a disputed row was settled with the customer; twice changes nothing."""
    require(policies.can_ask_endorsement(actor))
    line = await session.get(EndorsementLine, line_id, with_for_update=True)
    if line is None:
        raise NotFound
    if line.state == DISPUTED:
        line.state = SETTLED
        await record(session, actor, bank_events.DisputeSettled(line.endorsement_id, line.id))
    return line
