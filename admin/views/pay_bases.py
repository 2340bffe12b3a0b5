"""Pay bases in words: which of our hours, absences, kilometres and costs a code gathers [N18]."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqladmin.pagination import Pagination
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request

from admin import fields
from admin.base import Act, ServiceView, version_of
from admin.views.archiving import archived_filter
from core.access.actor import Actor
from core.access.permissions import Permission
from core.kit import formatting
from core.kit.i18n import N_, _
from core.settings.queries import load_company
from core.timesheets import pay_bases, payroll
from core.timesheets.models import PayBasis, PayUnit
from core.work.queries import work_kinds

WHAT: Mapping[str, str] = {
    "work": N_("Work done"), "absence": N_("Absences"), "travel": N_("Kilometres"),
    "expense": N_("Costs"),
}  # fmt: skip
UNITS: Mapping[str, str] = {
    PayUnit.HOURS.value: N_("Hours"), PayUnit.DAYS.value: N_("Days"),
    PayUnit.KILOMETRES.value: N_("Kilometres"), PayUnit.MONEY.value: N_("Money"),
}  # fmt: skip
DAYS: Mapping[str, str] = {
    "weekday": N_("from Monday to Friday"), "saturday": N_("on Saturdays"),
    "sunday": N_("on Sundays and public holidays"),
}  # fmt: skip
ABSENCES: Mapping[str, str] = {kind.value: words for _code, words, kind in pay_bases.ABSENCES}


def gathers(basis: PayBasis, kinds: Mapping[str, str]) -> str:
    """Return what a basis gathers, in one line: `Work on Saturdays, 18–23`."""
    found = [_(WHAT[basis.what])]
    conditions = basis.conditions
    if kind := conditions.get("work_kind_id"):
        found.append(kinds.get(kind, _("a kind of work that is gone")))
    if absence := conditions.get("absence_kind"):
        found = [_(ABSENCES.get(absence, absence))]
    found += [_(DAYS[one]) for one in conditions.get("days", ()) if one in DAYS]
    if basis.from_time is not None and basis.until_time is not None:
        walls = [formatting.clock_time(one) for one in (basis.from_time, basis.until_time)]
        found.append("–".join(walls))
    return " · ".join(found)


def _gathers(basis: PayBasis, _name: str, request: Request) -> str:
    return gathers(basis, request.state.kind_names)


def _way(basis: PayBasis, _name: str, _request: Request) -> str:
    return _("on top") if basis.is_supplement else _("the first that fits")


def _unit(basis: PayBasis, _name: str, _request: Request) -> str:
    return _(UNITS.get(basis.unit, basis.unit))


class PayBasisView(ServiceView, model=PayBasis):
    """The mapping to the payroll program."""

    right = Permission.MANAGE_HOURS
    name, name_plural = N_("Pay basis"), N_("Pay bases")
    about = N_("Which hours, absences, kilometres and costs each code of your payroll gets.")
    none_yet = N_("Without pay bases nothing goes to payroll.")
    new_label = N_("New pay basis")
    icon = "hours"
    column_list = ("position", "code", "name", "what", "is_supplement", "unit")
    column_labels = {
        "position": N_("Order"), "code": N_("Code"), "name": N_("Name"), "what": N_("Gathers"),
        "is_supplement": N_("How"), "unit": N_("Counted in"),
    }  # fmt: skip
    column_formatters = {"what": _gathers, "is_supplement": _way, "unit": _unit}
    column_searchable_list = ("code", "name")
    column_default_sort = [("position", False), ("code", False)]
    filters = (archived_filter(PayBasis),)
    acts = (
        Act("archive", N_("Put away"), pay_bases.archive_basis, lambda one: not one.is_archived,
            done="archived"),
        Act("restore", N_("Take into use again"), pay_bases.restore_basis,
            lambda one: one.is_archived, done="restored"),
    )  # fmt: skip

    async def list(self, request: Request) -> Pagination:
        """Return a page; an empty mapping is filled with the usual one first."""
        app = request.state.app
        async with app.sessions.reading() as session:
            filled = await pay_bases.exist(session)
        if not filled:
            async with app.sessions.begin() as session:
                await pay_bases.ensure_bases(session, (await load_company(session)).language)
        await self._learn_names(request)
        return await super().list(request)

    async def get_model_objects(self, request: Request, limit: int | None = 0) -> Any:
        """Return the rows to export, and the names they speak of."""
        await self._learn_names(request)
        return await super().get_model_objects(request, limit)

    async def _learn_names(self, request: Request) -> None:
        async with request.state.app.sessions.reading() as session:
            kinds = await work_kinds(session)
        request.state.kind_names = {str(kind.id): kind.name for kind in kinds}

    async def fields(self, session: AsyncSession, row: PayBasis | None) -> dict[str, Any]:
        """Code, order, what is gathered and when."""
        return {
            "code": fields.text(N_("Code"), N_("As your payroll program knows it."), required=True,
                                maxlength=40),
            "name": fields.text(N_("Name"), required=True, maxlength=120),
            "position": fields.number(N_("Order"), N_("Smaller numbers are tried first."),
                                      high=10_000, default=100),
            "what": fields.choice(N_("Gathers"), _options(WHAT), default="work"),
            "unit": fields.choice(N_("Counted in"), _options(UNITS), empty=_("the usual unit")),
            "is_supplement": fields.check(
                N_("Comes on top"),
                N_("A supplement is paid besides the first pay basis that fits."),
            ),
            "days": fields.checks(N_("Only"), _options(DAYS), N_("Nothing ticked: on every day.")),
            "from_time": fields.wall_time(N_("From")),
            "until_time": fields.wall_time(
                N_("Until"), N_("Work without clock times never fits a time of the day.")
            ),
            "work_kind_id": fields.choice(
                N_("Kind of work"), fields.rows_choices(await work_kinds(session)), empty=_("any")
            ),
            "absence_kind": fields.choice(N_("Absence"), _options(ABSENCES), empty=_("any")),
        }  # fmt: skip

    def values(self, row: PayBasis) -> dict[str, Any]:
        """Return what the form shows."""
        shown = ("code", "name", "position", "what", "unit", "is_supplement", "from_time",
                 "until_time")  # fmt: skip
        conditions = row.conditions
        return {
            **{name: getattr(row, name) for name in shown},
            "days": conditions.get("days", []),
            "work_kind_id": conditions.get("work_kind_id", ""),
            "absence_kind": conditions.get("absence_kind", ""),
        }

    async def create(self, session: AsyncSession, actor: Actor, data: dict[str, Any]) -> Any:
        """Add a basis."""
        return await pay_bases.create_basis(session, actor, **_given(data))

    async def change(
        self, session: AsyncSession, actor: Actor, pk: UUID, data: dict[str, Any]
    ) -> Any:
        """Change a basis."""
        given = _given(data)
        return await pay_bases.change_basis(session, actor, pk, version=version_of(data), **given)


def _options(words: Mapping[str, str]) -> fields.Choices:
    return [(key, _(one)) for key, one in words.items()]


def _given(data: dict[str, Any]) -> pay_bases.BasisFields:
    """Return what the service takes; a condition that does not concern the rows is dropped."""
    what = data["what"] or ""
    return {
        "code": data["code"] or "", "name": data["name"] or "", "position": data["position"],
        "what": what, "unit": data["unit"] or "", "is_supplement": bool(data["is_supplement"]),
        "from_time": data["from_time"] if what == "work" else None,
        "until_time": data["until_time"] if what == "work" else None,
        "conditions": payroll.conditions(
            days=data["days"] or (),
            work_kind_id=(data["work_kind_id"] or "") if what == "work" else "",
            absence_kind=(data["absence_kind"] or "") if what == "absence" else "",
        ),
    }  # fmt: skip
