"""Routing rules: which words go to whom."""

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Archivable, Record, Versioned, json, words


class RoutingRule(Versioned, Archivable, Record):
    """Tried in order of `position`; all conditions must hold.

    `conditions` {sources: [id], recipients: [text], senders: [text], words: [text], languages: [tag],
    customers: [id]}: a list holds when any of it fits, an absent one always. `actions` {team_id,
    assignee_id, spread ("round_robin"|"least_busy"), tags, priority, state ("spam"|"ignored"),
    workflow_id, stage_id}. The first rule that fits ends the search unless `goes_on`.
    """

    __tablename__ = "routing_rules"
    name: Mapped[str] = words()
    position: Mapped[int] = mapped_column(default=100, index=True)
    active: Mapped[bool] = mapped_column(default=True)
    goes_on: Mapped[bool] = mapped_column(default=False)
    conditions: Mapped[dict[str, Any]] = json("contact", default=dict)
    actions: Mapped[dict[str, Any]] = json(default=dict)
    turn: Mapped[int] = mapped_column(default=0)  # round robin: how many it has spread
