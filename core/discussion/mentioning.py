"""Colleagues and teams named in a text by `@`; nothing is guessed.

`@Anna Virtanen`, `@anna.virtanen` and the name of a team name somebody; so does `@Anna` while one
colleague bears that first name. Inflected and misspelt names are plain words, as is a mail address.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.kit.text import fold
from core.staff.models import StaffMember, Team, team_members

_AT = re.compile(r"(?<![\w@.+-])@(?=\w)")
_END = re.compile(r"(?<=\w)(?!\w|[-.'’]\w|@)")
_LONGEST = 80
_OTHER = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A colleague or a team and the one way to write it that is never ambiguous."""

    id: UUID
    name: str
    handle: str
    is_team: bool = False


@dataclass(frozen=True)
class Crew:
    """Whom a text may mention. `members` are the active people of each team."""

    people: tuple[Named, ...] = ()
    teams: tuple[Named, ...] = ()
    members: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)

    @property
    def forms(self) -> dict[str, tuple[Named, ...]]:
        """What may stand behind the `@`, folded, and whom it may mean."""
        found: dict[str, dict[UUID, Named]] = {}
        first: dict[str, dict[UUID, Named]] = {}
        for one in (*self.people, *self.teams):
            for form in (fold(one.name), one.handle):
                found.setdefault(form, {})[one.id] = one
            if not one.is_team:
                first.setdefault(fold(one.name).split(" ")[0], {})[one.id] = one
        for form, whom in first.items():
            found.setdefault(form, whom)
        return {form: tuple(whom.values()) for form, whom in found.items()}


@dataclass(slots=True)
class Found:
    """Whom a text names; `unclear` are words that may mean several."""

    people: list[Named] = field(default_factory=list)
    teams: list[Named] = field(default_factory=list)
    unclear: list[tuple[str, tuple[Named, ...]]] = field(default_factory=list)


def crew_of(
    people: Iterable[tuple[UUID, str]],
    teams: Iterable[tuple[UUID, str]] = (),
    members: Mapping[UUID, tuple[UUID, ...]] | None = None,
) -> Crew:
    """Return a crew with handles; those that would be alike are numbered in the order given."""
    rows = [(*one, False) for one in people] + [(*one, True) for one in teams]
    plain = [_OTHER.sub(".", fold(name)).strip(".") or "nn" for _id, name, _team in rows]
    often, met = Counter(plain), Counter[str]()
    made = []
    for (identity, name, is_team), handle in zip(rows, plain, strict=True):
        met[handle] += 1
        number = str(met[handle]) if often[handle] > 1 else ""
        made.append(Named(identity, name, handle + number, is_team))
    return Crew(
        tuple(one for one in made if not one.is_team),
        tuple(one for one in made if one.is_team),
        members or {},
    )


def _spans(text: str, crew: Crew) -> Iterable[tuple[int, int, tuple[Named, ...]]]:
    """Yield where names stand (the `@` included) and whom each may mean, the longest name first."""
    forms = crew.forms
    beginnings = {form[:size] for form in forms for size in range(1, len(form) + 1)}
    for at in _AT.finditer(text):
        rest = text[at.end() : at.end() + _LONGEST].split("\n", 1)[0]
        longest: tuple[int, tuple[Named, ...]] | None = None
        for found in _END.finditer(rest):
            said = fold(rest[: found.start()])
            if said not in beginnings:
                break
            if whom := forms.get(said):
                longest = found.start(), whom
        if longest is not None:
            yield at.start(), at.end() + longest[0], longest[1]


def find(text: str, crew: Crew) -> Found:
    """Return whom a text names, each once, in the order of the text."""
    found = Found()
    seen: set[UUID] = set()
    for start, end, whom in _spans(text, crew):
        if len(whom) > 1:
            found.unclear.append((text[start + 1 : end], whom))
        elif whom[0].id not in seen:
            seen.add(whom[0].id)
            (found.teams if whom[0].is_team else found.people).append(whom[0])
    return found


def marked(text: str, names: Iterable[tuple[UUID, str]]) -> list[tuple[str, bool]]:
    """Return a text in parts, each with whether it is the name of one of these colleagues."""
    parts: list[tuple[str, bool]] = []
    at = 0
    for start, end, _whom in _spans(text, crew_of(names)):
        parts += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [one for one in [*parts, (text[at:], False)] if one[0]]


async def load_crew(session: AsyncSession) -> Crew:
    """Return everybody who works here and the teams in use, two statements."""
    active = StaffMember.deactivated_at.is_(None)
    people = await session.execute(
        sa.select(StaffMember.id, StaffMember.name).where(active).order_by(StaffMember.id)
    )
    rows: Sequence[Any] = (
        await session.execute(
            sa.select(Team.id, Team.name, StaffMember.id)
            .outerjoin(team_members, team_members.c.team_id == Team.id)
            .outerjoin(StaffMember, sa.and_(StaffMember.id == team_members.c.staff_id, active))
            .where(Team.archived_at.is_(None))
            .order_by(Team.id, StaffMember.id)
        )
    ).all()
    members: dict[UUID, tuple[UUID, ...]] = {}
    for team_id, _name, staff_id in rows:
        members[team_id] = (*members.get(team_id, ()), *((staff_id,) if staff_id else ()))
    teams = {team_id: name for team_id, name, _staff in rows}
    return crew_of(((row[0], row[1]) for row in people), teams.items(), members)
