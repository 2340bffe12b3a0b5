"""Who is told of time banks and of customers' endorsements; the customer gets mail."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.permissions import Permission
from core.config import Settings
from core.events.bus import Event, Happened, Subscriber
from core.kit import clock, formatting
from core.kit.i18n import supported, use_language
from core.kit.text import shorten
from core.notify import customer_mail
from core.notify.customer_mail import Letter, Reach
from core.notify.recipients import Recipient
from core.notify.telling import Telling, tell_many
from core.people.queries import names_of
from core.settings.queries import load_company
from core.staff.queries import holders_of
from core.timesheets import endorsement_queries
from core.timesheets.bank_events import (
    EndorsementAsked,
    HoursEndorsed,
    TimeBankExpired,
    TimeBankLow,
)
from core.timesheets.endorsing import DISPUTED, token_of
from core.timesheets.models import Endorsement, TimeBank


async def bank_low(session: AsyncSession, happened: Happened) -> None:
    """A bank runs low: who looks after banks is told, and its customer when that was chosen."""
    event = happened.event
    assert isinstance(event, TimeBankLow)
    bank = await session.get(TimeBank, event.bank_id)
    if bank is None:
        return
    customer = (await names_of(session, [event.customer_id])).get(event.customer_id, "")

    def values(_person: Recipient) -> dict[str, Any]:
        return {"customer": customer, "bank": event.name,
                "left": formatting.hours(event.balance),
                "limit": formatting.hours(bank.alert_below)}  # fmt: skip

    await _tell_managers(session, happened, "bank_low", event.bank_id, values)
    if bank.tells_customer:
        await _mail_balance(session, happened, event)


async def _mail_balance(session: AsyncSession, happened: Happened, event: TimeBankLow) -> None:
    reach = await customer_mail.reach_of(session, event.customer_id)
    if reach is None:
        return
    company = await load_company(session)
    language = supported(reach.language) or company.language
    with use_language(language):
        values = {"bank": event.name, "left": formatting.hours(event.balance)}
    await customer_mail.write(session, company, Letter(
        "bank_low_customer", f"bank-low-{happened.record_id}", reach, event.customer_id, language,
        values, "time_bank", event.bank_id,
    ))  # fmt: skip


async def bank_expired(session: AsyncSession, happened: Happened) -> None:
    """A bank's last day passed with hours left: who looks after banks is told."""
    event = happened.event
    assert isinstance(event, TimeBankExpired)
    bank = await session.get(TimeBank, event.bank_id)
    if bank is None or bank.expires_on is None:
        return
    last = bank.expires_on
    customer = (await names_of(session, [event.customer_id])).get(event.customer_id, "")

    def values(_person: Recipient) -> dict[str, Any]:
        return {"customer": customer, "bank": event.name, "day": formatting.day(last),
                "lost": formatting.hours(-event.minutes)}  # fmt: skip

    await _tell_managers(session, happened, "bank_expired", event.bank_id, values)


async def _tell_managers(
    session: AsyncSession, happened: Happened, kind: str, bank_id: UUID, values: Any
) -> None:
    managers = await holders_of(session, Permission.MANAGE_HOURS)
    await tell_many(session, [
        Telling(staff_id, kind, f"{kind}-{happened.record_id}", values,
                path=f"/app/banks/{bank_id}", subject_kind="time_bank", subject_id=bank_id)
        for staff_id in managers if staff_id != happened.actor.id
    ])  # fmt: skip


async def endorsement_asked(session: AsyncSession, happened: Happened) -> None:
    """Send the customer the link, in their language, when there is an address."""
    event = happened.event
    assert isinstance(event, EndorsementAsked)
    asked = await session.get(Endorsement, event.endorsement_id)
    if asked is None or not asked.address:
        return
    company = await load_company(session)
    settings: Settings = session.info["settings"]
    link = f"{settings.public_url}/hours/{token_of(session.info['keyring'], asked)}"
    with use_language(asked.language):
        until = clock.local(asked.expires_at, company.zone).date()
        values = {"link": link, "period": _period(asked), "company": company.name,
                  "until": formatting.day(until)}  # fmt: skip
    reach = await customer_mail.reach_of(session, asked.customer_id, asked.address)
    await customer_mail.write(session, company, Letter(
        "endorsement_asked", f"endorsement-{asked.id}",
        reach or Reach(asked.address, None, None), asked.customer_id, asked.language, values,
        "endorsement", asked.id,
    ))  # fmt: skip


def _period(asked: Endorsement) -> str:
    if asked.first_day == asked.last_day:
        return formatting.day(asked.first_day)
    return f"{formatting.day(asked.first_day)} – {formatting.day(asked.last_day)}"


async def hours_endorsed(session: AsyncSession, happened: Happened) -> None:
    """The customer answered: who asked is told; of a dispute all who approve hours are."""
    event = happened.event
    assert isinstance(event, HoursEndorsed)
    asked = await session.get(Endorsement, event.endorsement_id)
    if asked is None:
        return
    told: Iterable[UUID] = [asked.asked_by_id] if asked.asked_by_id else []
    comments = ""
    if event.disputed:
        told = {*told, *await holders_of(session, Permission.APPROVE_HOURS)}
        comments = await _comments(session, asked)
    customer = (await names_of(session, [event.customer_id])).get(event.customer_id, "")
    kind = "hours_disputed" if event.disputed else "hours_confirmed"

    def values(_person: Recipient) -> Mapping[str, Any]:
        return {"customer": customer, "period": _period(asked), "disputed": event.disputed,
                "open": event.open, "comment": comments}  # fmt: skip

    await tell_many(session, [
        Telling(staff_id, kind, f"{kind}-{happened.record_id}", values,
                path=f"/app/endorsements/{asked.id}", subject_kind="endorsement",
                subject_id=asked.id)
        for staff_id in sorted(told)
    ])  # fmt: skip


async def _comments(session: AsyncSession, asked: Endorsement) -> str:
    """Return what the customer wrote about the first disputed rows."""
    lines = await endorsement_queries.lines(session, asked)
    said = [formatting.quoted(shorten(one.line.comment, 120)) for one in lines
            if one.line.state == DISPUTED and one.line.comment]  # fmt: skip
    return "\n".join(said[:3])


SUBSCRIPTIONS: dict[type[Event], list[Subscriber]] = {
    TimeBankLow: [bank_low],
    TimeBankExpired: [bank_expired],
    EndorsementAsked: [endorsement_asked],
    HoursEndorsed: [hours_endorsed],
}
