"""Open work asked for by chat: a customer's, a colleague's, what is late; only what one may see."""

from datetime import date

import pytest

from core.access.permissions import Permission
from core.startup import App
from core.work.models import Stage
from tests import make
from tests.core.assistant.conftest import Chat, Company
from tests.core.assistant.tasks_at_hand import a_task, now
from tests.core.work.stages import limit

TODAY = date(2026, 3, 31)


@pytest.fixture
async def lena(app: App, company: Company, stages: dict[str, Stage]) -> object:
    """Somebody who sees every task, in English; a customer with tasks of two people."""
    async with app.sessions.begin() as session:
        role = await make.a_role(
            session, "Lead", *make.FIELD, Permission.SEE_ALL_TASKS, Permission.SEE_ALL_REQUESTS
        )
        lena = await make.a_member(session, "Lena", roles=[role])
        kallio = await make.a_customer(session, "Kallio Oy")
        await make.a_request(session, subject="Tap leaks", customer_id=kallio.id)
    await a_task(app, company.sam, "Pumpun vaihto", customer_id=kallio.id, due_on=date(2026, 3, 30))
    await a_task(app, company.matti, "Maalaus", customer_id=kallio.id)
    await a_task(app, company.matti, "Muu")
    return lena


@pytest.mark.parametrize(
    "text",
    ["what is open for Kallio", "mitä Kalliolla on auki", "vad är öppet hos Kallio?",
     "Kallio: mitä on auki"],
)  # fmt: skip
async def test_what_is_open_for_a_customer(app: App, chat: Chat, lena: object, text: str) -> None:
    said = await chat.says(lena, text)  # type: ignore[arg-type]
    assert said.split("\n")[:4] == [
        "Kallio Oy", "1. T-2026-0001 · Pumpun vaihto · Mon 30 Mar (late) · Sam",
        "2. T-2026-0002 · Maalaus · Matti", "R-2026-0001 · Tap leaks · Liisa Peltola",
    ]  # fmt: skip
    assert chat.labels()[:3] == ["1", "2", "R-2026-0001"]
    ref = chat.last_ref
    assert (await chat.presses(lena, "2")).startswith("T-2026-0002 Maalaus")  # type: ignore[arg-type]
    card = await chat.presses(lena, "R-2026", ref)  # type: ignore[arg-type]
    assert card.endswith("Nobody has taken it.")
    assert chat.labels()[0] == "Take"


async def test_each_sees_only_what_they_may(
    app: App, chat: Chat, company: Company, lena: object, stages: dict[str, Stage]
) -> None:
    said = await chat.says(company.sam, "what is open for Kallio")
    assert "Pumpun vaihto" in said
    assert "Maalaus" not in said
    assert await chat.says(company.sam, "what does Matti have") == (
        "✓ Matti: no open task that you may see."
    )
    assert (await chat.says(lena, "what does Matti have")).split("\n") == [  # type: ignore[arg-type]
        "Matti", "1. T-2026-0002 · Maalaus · Kallio Oy", "2. T-2026-0003 · Muu",
    ]  # fmt: skip
    async with app.sessions.begin() as session:
        bosses = await make.a_role(session, "Bosses")
        await limit(session, await session.get_one(Stage, stages["Uusi"].id), sees=[bosses])
    for text in ("what does Matti have", "what is late", "what is open for Kallio"):
        said = await chat.says(lena, text)  # type: ignore[arg-type]
        assert "T-2026" not in said, text


@pytest.mark.parametrize("text", ["what is late", "mikä on myöhässä", "vad är försenat?"])
async def test_what_is_late_is_told_ones_own_first(
    app: App, chat: Chat, company: Company, lena: object, text: str
) -> None:
    assert (await chat.says(company.sam, text)).split("\n") == [
        "Your late tasks", "1. T-2026-0001 · Pumpun vaihto · Mon 30 Mar (late) · Kallio Oy",
    ]  # fmt: skip
    assert (await chat.says(lena, text)).split("\n") == [  # type: ignore[arg-type]
        "Others’ late tasks", "1. T-2026-0001 · Pumpun vaihto · Mon 30 Mar (late) · Sam",
    ]  # fmt: skip
    assert await chat.says(company.matti, text) == "✓ Mikään ei ole myöhässä."


async def test_of_two_of_a_name_one_is_chosen(app: App, chat: Chat, company: Company) -> None:
    asked = await chat.says(company.anna, "what is open for Heikkinen")
    assert asked == "? Whom do you mean?"
    assert chat.labels() == ["Heikkinen Antti", "Heikkinen Sirpa"]
    assert (await chat.presses(company.anna, "Heikkinen Sirpa")).startswith("✓ Heikkinen Sirpa:")


@pytest.mark.parametrize("text", ["what do I have open", "mitä mulla on auki", "vad har jag öppet"])
async def test_ones_own_open_work_is_the_list_of_tasks(
    app: App, chat: Chat, company: Company, stages: dict[str, Stage], text: str
) -> None:
    made = await a_task(app, company.sam, "Pumpun vaihto", due_on=TODAY)
    assert await chat.says(company.sam, text) == "1. T-2026-0001 · Pumpun vaihto · Tue 31 Mar"
    assert (await now(app, made)).is_open
