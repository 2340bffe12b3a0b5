"""How a page opens its session, and what happens when nobody is signed in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError
from starlette.requests import Request
from starlette.responses import Response

from admin.pages.frame import load_frame
from admin.pages.rendering import actor_of, language_of, render
from core.access.actor import Actor
from core.db.refused import names_nothing
from core.db.session import Sessions
from core.errors import Changed, DomainError, NotThere
from core.fields.queries import use_stamp
from core.kit.i18n import set_language
from core.settings import queries as settings


class SignInNeeded(Exception):
    """Nobody is signed in; the handler in `errors.py` leads to the sign-in page and back."""


def signed_in(request: Request) -> Actor:
    """Return who acts, and speak their language for the rest of the request."""
    actor = actor_of(request)
    if actor is None:
        raise SignInNeeded
    set_language(language_of(request))
    return actor


def sessions_of(request: Request) -> Sessions:
    """Return the installation's database."""
    sessions: Sessions = request.state.app.sessions
    return sessions


@asynccontextmanager
async def reading(request: Request) -> AsyncIterator[tuple[AsyncSession, Actor]]:
    """A session that cannot write, and who reads."""
    actor = signed_in(request)
    async with sessions_of(request).reading() as session:
        _tell_stamp(request, session)
        if (stamp := getattr(request.state, "settings_stamp", None)) is not None:
            settings.use_stamp(session, stamp)
        yield session, actor


@asynccontextmanager
async def writing(request: Request) -> AsyncIterator[tuple[AsyncSession, Actor]]:
    """One transaction, and who changes; a lost race and what is gone become refusals."""
    actor = signed_in(request)
    try:
        async with sessions_of(request).begin() as session:
            _tell_stamp(request, session)
            yield session, actor
    except StaleDataError:
        raise Changed from None
    except IntegrityError as error:  # a forged id, or what was put away while the form was open
        if names_nothing(error):
            raise NotThere from None
        raise


def _tell_stamp(request: Request, session: AsyncSession) -> None:
    """Own fields are read anew only when the sign-in's query saw that they changed."""
    if (stamp := getattr(request.state, "fields_stamp", None)) is not None:
        use_stamp(session, stamp)


async def show(
    request: Request, session: AsyncSession, template: str, status: int = 200, **context: Any
) -> Response:
    """Load the frame and render a page; a `refused` DomainError becomes words in the page."""
    actor = signed_in(request)
    request.state.frame = await load_frame(session, actor)
    return render(request, template, status, **context)


def refusal_of(error: DomainError | None) -> dict[str, Any]:
    """Return what a template needs to show a refusal: the sentence and the field it is about."""
    if error is None:
        return {}
    return {
        "refusal": error.sentence(),
        "wrong_field": str(getattr(error, "field", "")),
    }
