"""One batch in work: what was gathered, what it will write, and how a message becomes a row."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from core.access.actor import Actor
from core.config import Settings
from core.conversations.threads import Seen, bracketed, id_row
from core.intake.evidence import SCORES
from core.intake.findings import findings_of
from core.intake.gathering import Batch, Case, Item, Thread
from core.intake.outcomes import Outcome, Result
from core.intake.spreading import Choice
from core.intake.threading import MAX_TEXT, Match, stored_text, takes_part
from core.intake.writing import Rows
from core.kit import clock, ids
from core.kit.crypto import Keyring
from core.kit.i18n import supported
from core.kit.text import one_line, storable
from core.people.matching import Known

MAX_FULL = 1_000_000
MAX_HTML = 2_000_000


@dataclass(slots=True)
class Opened:
    """A request this batch opens, and the message that opened it."""

    item: Item
    thread: Thread
    case: Case
    message_id: UUID
    known: Known
    workflow_id: UUID | None = None
    stage_id: UUID | None = None
    answer: dict[str, str] = field(default_factory=dict)  # a rule's own words, by language


@dataclass(slots=True)
class Work:
    """A batch in work."""

    batch: Batch
    keyring: Keyring
    settings: Settings
    rows: Rows = field(default_factory=Rows)
    opened: list[Opened] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    bounces: list[tuple[Item, UUID | None, str]] = field(default_factory=list)
    acknowledged: dict[str, int] = field(default_factory=dict)

    @property
    def cases(self) -> list[Case]:
        """The requests this batch opens, in order."""
        return [one.case for one in self.opened]

    def language(self, item: Item, known: Known) -> str:
        """The language to answer a sender in: chosen, of the words, the person's, the source's."""
        source = self.batch.source_languages.get(item.message.source_id)
        chosen = known.language if known.language_chosen else None
        found = (chosen, item.message.language, known.language, source)
        return next((tag for one in found if (tag := supported(one))), self.batch.company.language)

    def asker(self, item: Item, known: Known) -> Actor:
        """The sender as an actor."""
        return Actor(
            kind="customer", id=known.person_id, channel=item.message.channel,
            name=one_line(item.message.sender.name)[:200] or item.asker,
            language=self.language(item, known), zone=self.batch.company.zone,
        )  # fmt: skip

    def add_message(self, item: Item, thread: Thread, known: Known, match: Match | None) -> UUID:
        """Note a message as a row of a thread, with its files and the ids it knows."""
        message, identity = item.message, ids.new_id()
        text, full = stored_text(item), storable(message.full_text or "")[:MAX_FULL]
        html = storable(message.html or "")[:MAX_HTML]
        flags = [*message.flags, *self._flags(item, thread)]
        self.rows.messages.append({
            "id": identity, "created_at": clock.now(), "conversation_id": thread.id,
            "direction": "in", "channel": message.channel, "kind": item.kind,
            "author_name": one_line(message.sender.name)[:200],
            "from_address": item.contact.address,
            "to_addresses": list(message.mail.recipients[:50]) if message.mail else [],
            "staff_id": None, "person_id": known.person_id,
            "subject": one_line(message.subject)[:500], "text": text,
            "full_text": full if full and full != text else None, "html": html or None,
            "has_html": bool(html), "attachment_count": len(message.attachments),
            "mail_message_id": bracketed(message.mail.message_id) if message.mail else None,
            "flags": list(dict.fromkeys(flags)), "sent_at": item.moment,
            "inbox_item_id": message.item_id, "outbound_id": None,
            "evidence": _evidence(match), "findings": findings_of(message, item.kind),
        })  # fmt: skip
        self.rows.files += [(identity, one) for one in message.attachments]
        self._remember(item, thread, identity)
        return identity

    def touch(self, thread: Thread) -> None:
        """Note that somebody wrote in a thread."""
        thread.last_message_at = clock.now()
        if not thread.is_new:
            self.rows.touched[thread.id] = {"at": thread.last_message_at}

    def _flags(self, item: Item, thread: Thread) -> list[str]:
        flags = []
        if item.contact.address in self.batch.staff_addresses:
            flags.append("claims_staff")
        is_reply = not thread.is_new and not item.is_automatic
        if is_reply and not takes_part(self.batch, item, thread):
            flags.append("new_participant")
        if len(item.message.text) > MAX_TEXT:
            flags.append("cut")
        return flags

    def _remember(self, item: Item, thread: Thread, message_id: UUID) -> None:
        """Know the message's id and its ancestors from now on, also within this batch."""
        own = item.evidence.own_hash
        known = self.batch.seen.get(own) if own else None
        if own and (known is None or known.message_id is None):
            self.rows.ids.append(id_row(own, thread.id, message_id))
            self.batch.seen[own] = Seen(thread.id, message_id)
            self.batch.repeats[message_id] = (item.contact.address, stored_text(item))
        if item.is_automatic:
            return
        for one in item.evidence.ancestors:
            if one not in self.batch.seen:
                self.rows.ids.append(id_row(one, thread.id, None))
                self.batch.seen[one] = Seen(thread.id, None)

    def outcome(
        self,
        item: Item,
        result: Result,
        thread: Thread | None = None,
        *,
        message_id: UUID | None = None,
        reason: str = "",
    ) -> Outcome:
        """Return what became of a message."""
        case = thread.case if thread else None
        return Outcome(
            item.message.item_id, result, reason, thread.id if thread else None, message_id,
            case.id if case else None, case.number if case else None,
        )  # fmt: skip

    def finished(self, outcome: Outcome, acknowledged: set[UUID]) -> Outcome:
        """Fill in the number that a new request got, and whether it was acknowledged."""
        if outcome.request_id is None or outcome.number:
            return outcome
        number = next(case.number for case in self.cases if case.id == outcome.request_id)
        return replace(
            outcome, number=number,
            acknowledged=outcome.result == Result.OPENED and outcome.request_id in acknowledged,
        )  # fmt: skip


def _evidence(match: Match | None) -> dict[str, Any] | None:
    """Return why a message stands where it stands, as it is stored."""
    if match is None:
        return None
    answers = {"answers": str(match.answers)} if match.answers else {}
    return {"by": match.by, "score": SCORES[match.by], **answers}
