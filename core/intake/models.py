"""Routing rules: which words go to whom; and the mails that must go where they go."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Archivable, Record, Versioned, json, link, words


class RoutingRule(Versioned, Archivable, Record):
    """Tried in order of `position`; all conditions must hold.

    `conditions` {sources: [id], recipients: [text], senders: [text], words: [text], languages: [tag],
    customers: [id], tags: [tag an earlier rule gave], times: ["1-5 16:00-08:00"]}: a list holds
    when any of it fits, an absent one always. `actions` {team_id, assignee_id, spread
    ("round_robin"|"least_busy"), tags, priority, state ("spam"|"ignored"), workflow_id, stage_id,
    answer {language: text}, lists (a mailing list's mail opens a request too)}. The first rule that
    fits ends the search unless `goes_on`.
    """

    __tablename__ = "routing_rules"
    name: Mapped[str] = words()
    position: Mapped[int] = mapped_column(default=100, index=True)
    active: Mapped[bool] = mapped_column(default=True)
    goes_on: Mapped[bool] = mapped_column(default=False)
    conditions: Mapped[dict[str, Any]] = json("contact", default=dict)
    actions: Mapped[dict[str, Any]] = json(default=dict)
    turn: Mapped[int] = mapped_column(default=0)  # round robin: how many it has spread


class RoutingPin(Record):
    """The mail that opened this request must always go where `wanted` says.

    `wanted` {team_id, assignee_id, state, workflow_id, stage_id}: what the rules decide about it.
    """

    __tablename__ = "routing_pins"
    request_id: Mapped[UUID] = link("contact_requests.id", unique=True, index=False)
    wanted: Mapped[dict[str, Any]] = json(default=dict)
    staff_id: Mapped[UUID | None] = link("staff_members.id", index=False, default=None)
