"""Strangers in Telegram where the company takes requests by other doors only."""

from core.intake.gathering import Item
from core.intake.outcomes import Outcome, Result
from core.intake.work import Work
from core.kit import clock
from core.kit.i18n import _, use_language
from core.outbound.cards import Card
from core.outbound.service import Queued
from core.people.matching import Known


def is_turned_away(work: Work, item: Item) -> bool:
    """Tell whether a stranger may not ask here."""
    return item.message.channel == "telegram" and not work.batch.company.strangers_may_ask


def turn_away(work: Work, item: Item) -> Outcome:
    """Say once a day that requests are not taken here."""
    today = clock.today(work.batch.company.zone)
    with use_language(work.language(item, Known(None))):
        text = _("This chat is for the staff of {company}. Please reach us by mail or phone.")
        card = Card(text.format(company=work.batch.company.name or "Apuri"))
    work.rows.outgoing.append(Queued(
        f"turned-away-{item.asker}-{today}", "telegram", "turned_away", item.asker,
        {"card": card.as_json()}, source_id=item.message.source_id,
    ))  # fmt: skip
    return work.outcome(item, Result.IGNORED, reason="stranger")
