"""What happened with the rules of stages: signatures, and messages on entry."""

from dataclasses import dataclass
from uuid import UUID

from core.work.events import TaskEvent


@dataclass(frozen=True)
class TaskSigned(TaskEvent):
    """Somebody signed a task in a stage for a role (names as they were)."""

    stage_id: UUID | None = None
    stage: str = ""
    role_id: UUID | None = None
    role: str = ""
    comment: str = ""


@dataclass(frozen=True)
class SignatureWithdrawn(TaskEvent):
    """A signature was taken back; `signer_id` gave it."""

    stage_id: UUID | None = None
    stage: str = ""
    role_id: UUID | None = None
    role: str = ""
    signer_id: UUID | None = None


@dataclass(frozen=True)
class EntryMessageNotSent(TaskEvent):
    """The customer could not be told that the task entered a stage: nowhere to write to."""

    stage: str = ""
