"""A week as a picture, drawn where it is shown, with the same figures in words."""

from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from admin.app import build_app
from core.assistant.models import ChatLine
from core.kit.drawing import draw_png
from core.outbound.models import OutboundMessage
from core.staff import service as staff
from core.startup import App
from tests.core.assistant.conftest import Chat, Company

PNG = b"\x89PNG\r\n\x1a\n"


def bars(spec: dict[str, Any]) -> dict[tuple[str, str], float]:
    """Return the hours of each day and customer in a chart."""
    values = spec["layer"][0]["data"]["values"]
    return {(one["day"], one["customer"]): one["hours"] for one in values}


async def test_the_week_is_drawn_with_its_days_customers_and_norm(
    telegram: Chat, company: Company, app: App
) -> None:
    await telegram.says(company.matti, "7,5h lehto")
    await telegram.says(company.matti, "eilen 6h lehto ulkovuoraus")

    await telegram.says(company.matti, "oma viikko")
    said = await telegram.presses(company.matti, "Kuvana")

    assert said == "Viikko 14: 13,5 h / 30 h"
    async with app.sessions.reading() as session:
        payload = await session.scalar(
            sa.select(OutboundMessage.payload).order_by(OutboundMessage.id.desc()).limit(1)
        )
    assert payload is not None
    spec = payload["card"]["drawing"]
    assert bars(spec) == {("ma 30", "Lehto"): 6.0, ("ti 31", "Lehto"): 7.5}
    norm = spec["layer"][2]["data"]["values"]
    assert [one["norm"] for one in norm] == [7.5] * 4  # Friday is Good Friday
    assert (await draw_png(spec)).startswith(PNG)


@pytest.mark.parametrize("owner", [True, False])
async def test_the_web_chat_shows_the_picture_to_its_person_alone(
    app: App, company: Company, clock: Any, owner: bool
) -> None:
    from tests.core.assistant.conftest import a_chat

    chat = await a_chat(app, "webchat")
    await chat.says(company.sam, "7.5h bell")
    await chat.says(company.sam, "my week")
    await chat.presses(company.sam, "As a picture")
    async with app.sessions.begin() as session:
        line = (await session.scalars(
            sa.select(ChatLine.id).where(ChatLine.drawing.is_not(None))
        )).one()  # fmt: skip
        who = company.sam if owner else company.maria
        _opened, token = await staff.start_session(session, who.id, way="link")
    transport = httpx.ASGITransport(app=build_app(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8010") as client:
        client.cookies.set("apuri", token, domain="127.0.0.1")
        picture = await client.get(f"/app/chat/drawings/{line}.png")
        page = await client.get("/app/chat/lines")

    if owner:
        assert picture.content.startswith(PNG)
        assert f'src="/app/chat/drawings/{line}.png"' in page.text
        assert 'alt="Week 14: 7.5 h of 30 h"' in page.text
    else:
        assert picture.status_code == 404
