"""What people are to work: a norm for each weekday from a day on."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from admin import fields
from admin.base import ServiceView, present_request, version_of
from admin.pages.forms import minutes_in
from admin.pages.rendering import actor_of
from core.access.actor import Actor
from core.access.permissions import Permission
from core.errors import Invalid
from core.kit import clock, formatting
from core.kit.i18n import N_, _
from core.kit.ids import parse_id
from core.staff.queries import active_members
from core.timesheets import working_times
from core.timesheets.models import WorkingTime

WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"),
    N_("Sunday"),
)  # fmt: skip
USUAL = ("7:30",) * 5 + ("0",) * 2


def _hours(minutes: int) -> str:
    return formatting.hours(minutes).removesuffix(" h")


def _minutes(text: str | None, field: str) -> int:
    """Return the minutes of a weekday; an empty one is 0."""
    found = minutes_in(text) if text and text.strip() else 0
    if found is None:
        raise Invalid(_("Write the hours as 7:30 or 7.5."), field=field)
    return found


def _balance(text: str | None) -> int | None:
    """Return a balance in minutes, which may be negative; None when it is left empty."""
    said = (text or "").strip().replace("−", "-")
    if not said:
        return None
    return _minutes(said.lstrip("+-"), "opening_balance") * (-1 if said.startswith("-") else 1)


class WorkingTimeView(ServiceView, model=WorkingTime):
    """Working times. A new one holds from its day on; the earlier ones stay for the days before."""

    right = Permission.MANAGE_HOURS
    name, name_plural = N_("Working time"), N_("Working times")
    about = N_("What people are to work on each weekday, and the balance they brought along.")
    none_yet = N_("Without a row a person is to work their usual day from Monday to Friday.")
    new_label = N_("New working time")
    icon = "hours"
    column_list = ("staff", "valid_from", "minutes", "opening_balance")
    column_labels = {
        "staff": N_("Person"), "valid_from": N_("From"), "minutes": N_("Hours a week"),
        "opening_balance": N_("Balance brought along"),
    }  # fmt: skip
    column_formatters = {
        "valid_from": lambda one, _name: formatting.day(one.valid_from),
        "minutes": lambda one, _name: formatting.hours(sum(one.minutes)),
        "opening_balance": lambda one, _name: (
            "–" if one.opening_balance is None else formatting.hours(one.opening_balance)),
    }  # fmt: skip
    column_default_sort = [("valid_from", True)]

    def form_row(self, pk: str) -> Any:
        """With whose it is."""
        return self._stmt_by_identifier(pk).options(joinedload(WorkingTime.staff))

    def row_title(self, row: WorkingTime) -> str:
        """Return whose it is, and from when."""
        return f"{row.staff} · {formatting.day(row.valid_from)}"

    async def fields(self, session: AsyncSession, row: WorkingTime | None) -> dict[str, Any]:
        """Person and first day of a new one; hours of each weekday; the balance."""
        help_text = N_("As 7:30 or 7.5. Leave empty for a free day.")
        given: dict[str, Any] = {}
        if row is None:
            people = fields.rows_choices(await active_members(session))
            actor = actor_of(present_request.get())
            given["staff"] = fields.choice(N_("Person"), people)
            given["valid_from"] = fields.day(
                N_("From"), required=True, default=clock.today(actor.zone if actor else "UTC")
            )
        for number, label in enumerate(WEEKDAYS):
            given[f"day_{number}"] = fields.text(
                label, help_text if number == 0 else "", maxlength=20, default=USUAL[number]
            )
        given["opening_balance"] = fields.text(
            N_("Balance brought along"),
            N_("Hours over (or with a minus, under) on the first day. Balances are counted from it."),
            maxlength=20,
        )  # fmt: skip
        return given

    def values(self, row: WorkingTime) -> dict[str, Any]:
        """Return what the form shows."""
        brought = row.opening_balance
        return {
            **{f"day_{number}": _hours(minutes) for number, minutes in enumerate(row.minutes)},
            "opening_balance": "" if brought is None else _hours(brought),
        }  # fmt: skip

    async def create(
        self, session: AsyncSession, actor: Actor, data: dict[str, Any]
    ) -> WorkingTime:
        """Let a norm hold from a day on."""
        staff_id = parse_id(data["staff"] or "")
        if staff_id is None or data["valid_from"] is None:
            raise Invalid(_("Say whose working time it is, and from which day on."), field="staff")
        return await working_times.set_working_time(
            session, actor, staff_id, valid_from=data["valid_from"], **_norm(data)
        )

    async def change(
        self, session: AsyncSession, actor: Actor, pk: UUID, data: dict[str, Any]
    ) -> WorkingTime:
        """Correct a norm that was written down wrongly."""
        return await working_times.change_working_time(
            session, actor, pk, version=version_of(data), **_norm(data)
        )


def _norm(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "minutes": [_minutes(data[f"day_{number}"], f"day_{number}") for number in range(7)],
        "opening_balance": _balance(data["opening_balance"]),
    }
