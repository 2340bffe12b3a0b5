"""The top bar's one field: a number opens its page, a sentence goes to the assistant."""

import re

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from admin.pages.forms import read_form
from admin.pages.rendering import see_other
from admin.pages.serving import reading
from core.people.queries import find_customers

_NUMBER = re.compile(r"([RT])-[0-9]{4}-[0-9]{1,8}", re.IGNORECASE)
_WORDS_ONLY = re.compile(r"[^\d?!]{2,60}")


async def say(request: Request) -> Response:
    """POST /app/say: 303 to what was found, 307 (the same form) to the chat otherwise."""
    form = await read_form(request)
    text = form.text("text", limit=10_000)
    if not text:
        return see_other("/app/chat")
    if found := _NUMBER.fullmatch(text):
        room = "requests" if found[1].upper() == "R" else "tasks"
        return see_other(f"/app/{room}/{text.upper()}")
    if _WORDS_ONLY.fullmatch(text):
        async with reading(request) as (session, actor):
            customers = await find_customers(session, actor, text, limit=2)
        if len(customers) == 1:
            return see_other(f"/app/customers/{customers[0].id}")
        if customers:
            return see_other("/app/customers", q=text)
    return RedirectResponse("/app/chat/say", 307)


ROUTES = [Route("/app/say", say, methods=["POST"])]
