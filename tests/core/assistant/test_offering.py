"""Where a customer is in doubt, the buttons show the writer's own first and say why."""

import pytest
import sqlalchemy as sa

from core.startup import App
from core.work.models import Project, project_members
from tests.core.assistant.conftest import Chat, Company


@pytest.mark.parametrize("how", ["responsible", "attached"])
async def test_whoever_logged_nothing_is_offered_the_customers_of_their_projects(
    chat: Chat, company: Company, app: App, how: str
) -> None:
    async with app.sessions.begin() as session:
        project = (
            await session.scalars(sa.select(Project).where(Project.name == "Bathroom refit"))
        ).one()
        if how == "responsible":
            project.responsible_id = company.sam.id
        else:
            row = {"project_id": project.id, "staff_id": company.sam.id}
            await session.execute(sa.insert(project_members).values(row))

    assert (
        await chat.says(company.sam, "yesterday 3.5 h") == "? 3.5 h · Mon 30 Mar · which customer?"
    )
    assert chat.labels()[0] == "Bell · your Bathroom refit"
    assert (await chat.presses(company.sam, "Bell")).startswith("✓ 3.5 h · Bell")


async def test_of_two_that_fit_the_one_worked_for_most_comes_first(
    chat: Chat, company: Company
) -> None:
    await chat.says(company.matti, "eilen heikkinen sirpa 3h")

    await chat.says(company.matti, "2h heikkinen")

    assert chat.labels()[:2] == ["Heikkinen Sirpa · eilen 3 h", "Heikkinen Antti · Pesuhuone"]


async def test_an_unknown_name_offers_those_most_alike(chat: Chat, company: Company) -> None:
    card = await chat.says(company.matti, "2h hos Heikkila")

    assert card.startswith("? 2 h")
    assert any(label.startswith("Heikkinen") for label in chat.labels())
