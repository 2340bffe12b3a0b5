"""What happened to customers, persons and organisations."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from core.events.bus import Event


@dataclass(frozen=True)
class PersonAdded(Event):
    """Somebody became known; `channel` is where they wrote."""

    person_id: UUID
    channel: str = ""
    subject_kind = "person"
    subject_field = "person_id"


@dataclass(frozen=True)
class PersonChanged(Event):
    """`changes` maps a field to [before, after]."""

    person_id: UUID
    changes: dict[str, Any] = field(default_factory=dict)
    subject_kind = "person"
    subject_field = "person_id"


@dataclass(frozen=True)
class PersonErased(Event):
    """Everything about a person was erased (GDPR article 17)."""

    person_id: UUID
    why: str = ""
    subject_kind = "person"
    subject_field = "person_id"


@dataclass(frozen=True)
class OrganisationAdded(Event):
    """A company, association or authority became known."""

    organisation_id: UUID
    name: str
    subject_kind = "organisation"
    subject_field = "organisation_id"


@dataclass(frozen=True)
class OrganisationChanged(Event):
    """`changes` maps a field to [before, after]."""

    organisation_id: UUID
    changes: dict[str, Any] = field(default_factory=dict)
    subject_kind = "organisation"
    subject_field = "organisation_id"


@dataclass(frozen=True)
class CustomerAdded(Event):
    """An organisation or person became a customer."""

    customer_id: UUID
    name: str
    subject_kind = "customer"
    subject_field = "customer_id"


@dataclass(frozen=True)
class CustomerChanged(Event):
    """`changes` maps a field to [before, after]."""

    customer_id: UUID
    changes: dict[str, Any] = field(default_factory=dict)
    subject_kind = "customer"
    subject_field = "customer_id"


@dataclass(frozen=True)
class CustomerArchived(Event):
    """A customer was put away."""

    customer_id: UUID
    subject_kind = "customer"
    subject_field = "customer_id"


@dataclass(frozen=True)
class CustomerRestored(Event):
    """A customer was taken back."""

    customer_id: UUID
    subject_kind = "customer"
    subject_field = "customer_id"


@dataclass(frozen=True)
class AddressBounced(Event):
    """A mail to one of the person's or organisation's addresses came back."""

    address_id: UUID
    permanent: bool
    subject_kind = "person"
    subject_field = "address_id"
