"""Facts about intake and its rules."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class MessageIgnored(Event):
    """A message opened nothing: `reason` is its kind (vacation, list …) or `rule`."""

    subject_kind: ClassVar[str] = "source"
    subject_field: ClassVar[str] = "source_id"
    source_id: UUID
    item_id: UUID
    reason: str


@dataclass(frozen=True)
class RuleEvent(Event):
    """A fact about a routing rule."""

    subject_kind: ClassVar[str] = "rule"
    subject_field: ClassVar[str] = "rule_id"
    rule_id: UUID
    name: str


@dataclass(frozen=True)
class RuleCreated(RuleEvent):
    """A rule was made."""


@dataclass(frozen=True)
class RuleChanged(RuleEvent):
    """`changes` maps a field to [before, after]."""

    changes: dict[str, Any]


@dataclass(frozen=True)
class RuleArchived(RuleEvent):
    """A rule is tried no more."""


@dataclass(frozen=True)
class RuleRestored(RuleEvent):
    """A rule is tried again."""


@dataclass(frozen=True)
class MailPinned(Event):
    """The mail that opened a request must always go to `wanted`."""

    subject_kind: ClassVar[str] = "contact_request"
    subject_field: ClassVar[str] = "request_id"
    request_id: UUID
    number: str
    wanted: dict[str, Any]


@dataclass(frozen=True)
class MailUnpinned(Event):
    """The mail may go wherever the rules send it."""

    subject_kind: ClassVar[str] = "contact_request"
    subject_field: ClassVar[str] = "request_id"
    request_id: UUID
    number: str
