"""Whoever looks at a list: the columns they have, their day, their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.access.actor import Actor
from core.columns import Column
from core.kit import clock
from core.views.modules import ListModule


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """A module as one actor sees it: `columns` has only what they may see, own fields included."""

    module: ListModule
    actor: Actor
    columns: Mapping[str, Column]
    today: date

    @property
    def own(self) -> list[UUID]:
        """What "me" means."""
        return [self.actor.id] if self.actor.kind == "staff" and self.actor.id else []

    @property
    def teams(self) -> list[UUID]:
        """What "my teams" means."""
        return sorted(self.actor.team_ids)


def scope_of(module: ListModule, actor: Actor, own_fields: Mapping[str, Column]) -> Scope:
    """Return a module as an actor sees it; a column without its right is absent."""
    columns = {
        column.name: column.for_actor(column, actor) if column.for_actor else column
        for column in module.columns
        if _may_see(actor, column)
    }
    columns |= {name: one for name, one in own_fields.items() if _may_see(actor, one)}
    return Scope(module, actor, columns, clock.today(actor.zone))


def _may_see(actor: Actor, column: Column) -> bool:
    return column.right is None or actor.may(column.right)
