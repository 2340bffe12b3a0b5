"""Choosing customers, projects and people in forms: suggestions, and what was meant."""

from uuid import UUID

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from admin.pages.forms import Form
from admin.pages.serving import reading
from core.access.actor import Actor
from core.errors import Invalid
from core.kit.i18n import _
from core.kit.ids import parse_id
from core.kit.text import fold
from core.people.queries import find_customers, find_persons, names_of
from core.staff.queries import active_members
from core.work.queries import find_projects, project_names

SUGGESTIONS = 15


async def customer_of(
    session: AsyncSession, actor: Actor, form: Form, field: str = "customer"
) -> UUID | None:
    """Return the customer meant by a picker; raises Invalid when none or several are."""
    name = form.text(field)
    if not name:
        return None
    if chosen := form.id(f"{field}_id"):
        names = await names_of(session, [chosen])
        if fold(names.get(chosen, "")) == fold(name):
            return chosen
    found = await find_customers(session, actor, name, limit=20)
    exact = [one for one in found if fold(one.name) == fold(name)] or list(found)
    if not exact:
        raise Invalid(_("No customer is called “{name}”.").format(name=name), field=field)
    if len(exact) > 1:
        sentence = _("Several customers match “{name}”. Choose one of the suggestions.")
        raise Invalid(sentence.format(name=name), field=field)
    return exact[0].id


async def project_of(
    session: AsyncSession, form: Form, customer_id: UUID | None = None
) -> UUID | None:
    """Return the project meant by a picker; raises Invalid when none or several are."""
    name = form.text("project")
    if not name:
        return None
    if chosen := form.id("project_id"):
        names = await project_names(session, [chosen])
        if fold(names.get(chosen, "")) == fold(name):
            return chosen
    found = await find_projects(session, name, customer_id=customer_id)
    exact = [one for one, _customer in found if fold(one.name) == fold(name)]
    exact = exact or [one for one, _customer in found]
    if not exact:
        raise Invalid(_("No open project is called “{name}”.").format(name=name), field="project")
    if len(exact) > 1:
        sentence = _("Several projects match “{name}”. Choose one of the suggestions.")
        raise Invalid(sentence.format(name=name), field="project")
    return exact[0].id


async def person_of(
    session: AsyncSession, actor: Actor, form: Form, field: str = "person"
) -> UUID | None:
    """Return the person meant by a picker; raises Invalid when none or several are."""
    name = form.text(field)
    if not name:
        return None
    found = await find_persons(session, actor, name, limit=20)
    chosen = form.id(f"{field}_id")
    exact = [who for who, _firm in found if who.id == chosen and fold(who.name) == fold(name)]
    exact = exact or [who for who, _firm in found if fold(who.name) == fold(name)]
    exact = exact or [who for who, _firm in found]
    if not exact:
        raise Invalid(_("No person is called “{name}”.").format(name=name), field=field)
    if len(exact) > 1:
        sentence = _("Several persons match “{name}”. Choose one of the suggestions.")
        raise Invalid(sentence.format(name=name), field=field)
    return exact[0].id


async def doers(session: AsyncSession) -> list[tuple[UUID, str]]:
    """Return everybody who may be chosen to do something, for a select."""
    return [(member.id, member.name) for member in await active_members(session)]


def _options(rows: list[tuple[UUID, str, str]]) -> Response:
    option = Markup('<option value="{}" data-id="{}">{}</option>')
    return HTMLResponse(Markup("").join(option.format(name, key, more) for key, name, more in rows))


async def suggest_customers(request: Request) -> Response:
    """GET /app/suggest/customers?customer=…: options for the picker's list."""
    text = next(iter(request.query_params.values()), "")[:200]
    async with reading(request) as (session, actor):
        found = await find_customers(session, actor, text, limit=SUGGESTIONS)
    return _options([(one.id, one.name, ", ".join(one.aliases or ())) for one in found])


async def suggest_projects(request: Request) -> Response:
    """GET /app/suggest/projects?project=…&customer_id=…: options for the picker's list."""
    asked = request.query_params
    async with reading(request) as (session, _actor):
        found = await find_projects(
            session, asked.get("project", "")[:200],
            customer_id=parse_id(asked.get("customer_id", "")), limit=SUGGESTIONS,
        )  # fmt: skip
    return _options([(one.id, one.name, customer or "") for one, customer in found])


ROUTES = [
    Route("/app/suggest/customers", suggest_customers),
    Route("/app/suggest/projects", suggest_projects),
]
