"""One message to the assistant, and its answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor
from core.assistant.directory import Ground, Names
from core.assistant.memory import Memory, Saved
from core.assistant.models import Card as RememberedCard
from core.inbox.incoming import IncomingMessage
from core.kit import clock
from core.kit.ids import new_id
from core.language.reading import Intent, Reading
from core.outbound.cards import Card

Subject = tuple[str, UUID]
"""What a card shows or what was done: a kind and an id, see `models.Card`."""


@dataclass
class Turn:
    """A message of a proven staff member, with what is known before it is understood.

    `said_at` is the moment the person spoke (their phone's, not ours); `text` is what is
    understood, usually the message's own. `replaces` are the rows an edited message booked before;
    `card` is the remembered card that was pressed, answered or whose message was edited, `mate` that
    of an album's earlier pictures; `pointed` are the rows of an answered card. `confirmed` are the
    doubts (`timesheets.errors.Doubtful`) the person was asked about; `about` is the task that the
    notice told of which the words answer.
    """

    session: AsyncSession
    actor: Actor
    incoming: IncomingMessage
    ground: Ground
    said_at: datetime
    memory: Memory = field(default_factory=Memory)
    text: str = ""
    file_ids: list[UUID] = field(default_factory=list)
    replaces: list[Subject] = field(default_factory=list)
    card: RememberedCard | None = None
    mate: RememberedCard | None = None
    pointed: tuple[Saved, ...] = ()
    confirmed: frozenset[str] = frozenset()
    about: UUID | None = None

    @property
    def names(self) -> Names:
        return self.ground.names

    @property
    def today(self) -> date:
        """The person's day when they spoke."""
        return clock.local(self.said_at, self.actor.zone).date()

    @property
    def now(self) -> datetime:
        """The person's wall time when they spoke, without zone."""
        return clock.local(self.said_at, self.actor.zone).replace(tzinfo=None)


@dataclass
class Reply:
    """What to answer. No card: silence. `edits` shows it in the place of the pressed card.

    `card_id` is the id under which the card is remembered: its buttons carry it. `subjects`
    None leaves what a remembered card shows as it was.
    """

    card: Card | None = None
    subjects: list[Subject] | None = None
    draft_id: UUID | None = None
    card_id: UUID = field(default_factory=new_id)
    edits: bool = False


Skill = Callable[[Turn, Reading], Awaitable[Reply]]
Press = Callable[[Turn, UUID | None, str], Awaitable[Reply]]

skills: dict[str, Skill] = {}
presses: dict[str, Press] = {}


def skill(*intents: Intent) -> Callable[[Skill], Skill]:
    """Register what answers these intents."""

    def register(function: Skill) -> Skill:
        for intent in intents:
            skills[intent] = function
        return function

    return register


def press_of(*verbs: str) -> Callable[[Press], Press]:
    """Register what answers buttons with these verbs; it gets the button's id and argument."""

    def register(function: Press) -> Press:
        for verb in verbs:
            presses[verb] = function
        return function

    return register
