"""The admin's mapping from our rows to a payroll program's pay bases."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any, TypedDict, Unpack
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.db.upsert import insert_new
from core.errors import Invalid, NotFound, check_version
from core.events.bus import record
from core.kit import clock, ids
from core.kit.i18n import N_, _, use_language
from core.kit.text import one_line
from core.timesheets import bank_events, payroll, policies
from core.timesheets.errors import CodeTaken
from core.timesheets.models import AbsenceKind, PayBasis, PayUnit

UNITS: Mapping[str, tuple[str, ...]] = {
    "work": (PayUnit.HOURS, PayUnit.DAYS),
    "absence": (PayUnit.DAYS, PayUnit.HOURS),
    "travel": (PayUnit.KILOMETRES,),
    "expense": (PayUnit.MONEY,),
}
"""What each kind of row can be counted in, the usual unit first."""


class BasisFields(TypedDict, total=False):
    """What a basis holds; see `PayBasis`. The unit '' means the usual one of its kind."""

    code: str
    name: str
    position: int
    what: str
    unit: str
    is_supplement: bool
    from_time: time | None
    until_time: time | None
    conditions: dict[str, Any]


ABSENCES: tuple[tuple[str, str, AbsenceKind], ...] = (
    ("300", N_("Annual holiday"), AbsenceKind.VACATION),
    ("310", N_("Sick leave"), AbsenceKind.SICK),
    ("320", N_("Care of a sick child"), AbsenceKind.SICK_CHILD),
    ("330", N_("Parental leave"), AbsenceKind.PARENTAL),
    ("340", N_("Time off from the working-time balance"), AbsenceKind.BALANCE),
    ("350", N_("Training"), AbsenceKind.TRAINING),
    ("360", N_("Unpaid leave"), AbsenceKind.UNPAID),
    ("370", N_("Other absence"), AbsenceKind.OTHER),
)
"""The code each absence begins with, and what payroll calls it (a msgid)."""


def usual() -> list[BasisFields]:
    """Return what a Finnish company usually begins with, named in the language of the moment.

    Night is 23-6, as the Working Hours Act has it; the rest the company's agreement decides.
    """
    night, evening = (time(23), time(6)), (time(18), time(23))
    found: list[BasisFields] = [
        {"code": "100", "name": _("Hourly pay"), "what": "work"},
        {"code": "200", "name": _("Evening supplement"), "what": "work", "is_supplement": True,
         "from_time": evening[0], "until_time": evening[1]},
        {"code": "210", "name": _("Night supplement"), "what": "work", "is_supplement": True,
         "from_time": night[0], "until_time": night[1]},
        {"code": "220", "name": _("Saturday supplement"), "what": "work", "is_supplement": True,
         "conditions": payroll.conditions(days=["saturday"])},
        {"code": "230", "name": _("Sunday and holiday supplement"), "what": "work",
         "is_supplement": True, "conditions": payroll.conditions(days=["sunday"])},
    ]  # fmt: skip
    found += [
        {"code": code, "name": _(name), "what": "absence",
         "conditions": payroll.conditions(absence_kind=kind.value)}
        for code, name, kind in ABSENCES
    ]  # fmt: skip
    found += [
        {"code": "500", "name": _("Kilometre allowance"), "what": "travel"},
        {"code": "600", "name": _("Expenses by receipt"), "what": "expense"},
    ]
    return found


async def exist(session: AsyncSession) -> bool:
    """Tell whether there is a mapping at all, put away or not."""
    return bool(await session.scalar(sa.select(sa.exists().where(PayBasis.id.is_not(None)))))


async def ensure_bases(session: AsyncSession, language: str) -> Sequence[PayBasis]:
    """Return the bases in use, in order; an empty mapping is filled with the usual one first."""
    if not await exist(session):
        with use_language(language):
            rows = [_row(position, one) for position, one in enumerate(usual(), 1)]
        await insert_new(session, PayBasis, rows, key=["code"])
    return await bases(session)


def _row(position: int, one: BasisFields) -> dict[str, Any]:
    return {
        "id": ids.new_id(), "created_at": clock.now(), "version": 1, "archived_at": None,
        "position": position * 10, "unit": UNITS[one["what"]][0], "is_supplement": False,
        "from_time": None, "until_time": None, "conditions": {}, **one,
    }  # fmt: skip


async def bases(session: AsyncSession) -> Sequence[PayBasis]:
    """Return the bases in use, in the order they are tried."""
    found = await session.scalars(
        sa.select(PayBasis)
        .where(PayBasis.archived_at.is_(None))
        .order_by(PayBasis.position, PayBasis.code)
    )
    return found.all()


async def create_basis(
    session: AsyncSession, actor: Actor, **fields: Unpack[BasisFields]
) -> PayBasis:
    """Add a basis; raises CodeTaken and Invalid."""
    require(policies.can_manage(actor))
    basis = PayBasis(position=100, is_supplement=False, conditions={}, unit="", code="", name="")
    await _fill(session, basis, fields)
    session.add(basis)
    await session.flush()
    await record(session, actor, bank_events.PayBasisCreated(basis.id, basis.code))
    return basis


async def change_basis(
    session: AsyncSession, actor: Actor, basis_id: UUID, *, version: int | None = None,
    **fields: Unpack[BasisFields],
) -> PayBasis:  # fmt: skip
    """Change a basis; raises CodeTaken and Invalid."""
    basis = await _load(session, actor, basis_id)
    check_version(basis.version, version)
    await _fill(session, basis, fields)
    await record(session, actor, bank_events.PayBasisChanged(basis.id, basis.code))
    return basis


async def _fill(session: AsyncSession, basis: PayBasis, fields: BasisFields) -> None:
    for name, value in fields.items():
        setattr(basis, name, one_line(value) if isinstance(value, str) else value)
    if not basis.code:
        raise Invalid(_("Give the code that your payroll program knows."), field="code")
    if not basis.name:
        raise Invalid(_("Give the pay basis a name."), field="name")
    if (basis.from_time is None) != (basis.until_time is None):
        raise Invalid(_("Give both times, or neither."), field="until_time")
    units = UNITS.get(basis.what)
    if units is None:
        raise Invalid(_("Say what the pay basis gathers."), field="what")
    basis.unit = basis.unit or units[0]
    if basis.unit not in units:
        raise Invalid(_("This cannot be counted in that unit."), field="unit")
    taken = sa.select(PayBasis.id).where(PayBasis.code == basis.code)
    with session.no_autoflush:
        if (await session.scalar(taken)) not in (None, basis.id):
            raise CodeTaken(code=basis.code)


async def archive_basis(session: AsyncSession, actor: Actor, basis_id: UUID) -> None:
    """Put a basis away: it gathers nothing any more."""
    basis = await _load(session, actor, basis_id)
    if basis.archived_at is None:
        basis.archived_at = clock.now()
        await record(session, actor, bank_events.PayBasisArchived(basis.id, basis.code))


async def restore_basis(session: AsyncSession, actor: Actor, basis_id: UUID) -> None:
    """Take a basis back into use."""
    basis = await _load(session, actor, basis_id)
    if basis.archived_at is not None:
        basis.archived_at = None
        await record(session, actor, bank_events.PayBasisRestored(basis.id, basis.code))


async def _load(session: AsyncSession, actor: Actor, basis_id: UUID) -> PayBasis:
    require(policies.can_manage(actor))
    basis = await session.get(PayBasis, basis_id, with_for_update=True)
    if basis is None:
        raise NotFound
    return basis
