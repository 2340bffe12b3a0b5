"""The request page: merging, splitting, moving and their undo; why a message and a request are here."""

import re
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from core.access.actor import system
from core.access.permissions import Permission
from core.contact_requests import service
from core.contact_requests.models import ContactRequest, RequestMove
from core.conversations.models import Message
from core.conversations.queries import get_conversation
from core.conversations.service import add_message
from core.files.service import store_file
from core.intake import service as intake
from core.intake.models import RoutingPin
from core.sources.models import SourceKind
from core.staff.models import StaffMember, Team
from core.startup import App
from tests import make
from tests.admin.conftest import Browser
from tests.core.intake.letters import take

BOSS = system("a test")


async def _two(app: App) -> tuple[str, str]:
    async with app.sessions.begin() as session:
        mailbox = (await make.a_source(session, SourceKind.MAILBOX, address="a@firm.example")).id
        one = await take(session, mailbox, subject="The tap", text="About the tap",
                         message_id="tap@x.example")  # fmt: skip
        two = await take(session, mailbox, subject="Re: The tap", text="More of it")
        await take(session, mailbox, in_reply_to="<tap@x.example>", text="And the roof?")
    return str(one.number), str(two.number)


async def _messages(app: App) -> dict[str, str]:
    async with app.sessions.reading() as session:
        rows = await session.execute(sa.select(Message.text, Message.id))
        return {text: str(identity) for text, identity in rows}


async def test_a_suggested_merge_is_one_press_and_one_to_take_back(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    one, two = await _two(app)
    client = await browser(clerk)
    page = (await client.get(f"/app/requests/{two}")).text
    merged = await client.post(f"/app/requests/{two}/merge", data={"into": one})
    away = (await client.get(f"/app/requests/{two}")).text
    there = (await client.get(f"/app/requests/{one}")).text
    move = re.findall(r'name="move_id" value="([^"]+)"', there)
    back = await client.post(f"/app/requests/{one}/undo-move", data={"move_id": move[0]})
    again = await client.post(f"/app/requests/{one}/undo-move", data={"move_id": move[0]})
    after = (await client.get(f"/app/requests/{one}")).text

    assert "The same sender wrote about the same subject:" in page
    assert "50 % sure" in page
    assert merged.status_code == 303
    assert "merged into another one" in away
    assert 'id="reply"' not in away
    assert "More of it" in there
    assert "Merged here" in there
    assert (back.status_code, again.status_code) == (303, 422)
    assert "More of it" not in after


async def test_a_suggestion_is_another_matter(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    one, two = await _two(app)
    client = await browser(clerk)
    async with app.sessions.reading() as session:
        other = await session.scalar(
            sa.select(ContactRequest.id).where(ContactRequest.number == one)
        )
    await client.post(f"/app/requests/{two}/apart", data={"other_id": str(other)})

    assert "about the same subject" not in (await client.get(f"/app/requests/{two}")).text


async def test_ticked_messages_are_split_off_and_moved(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    one, two = await _two(app)
    client = await browser(clerk)
    ids = await _messages(app)
    choosing = (await client.get(f"/app/requests/{one}?choose=1")).text
    path = f"/app/requests/{one}/carry"
    nothing = await client.post(path, data={"split": "1"})
    nowhere = await client.post(path, data={"message": ids["And the roof?"], "move": "1"})
    moved = await client.post(
        path, data={"message": ids["And the roof?"], "move": "1", "to": two.removeprefix("R-2026-")}
    )
    there = (await client.get(f"/app/requests/{two}")).text
    split = await client.post(
        f"/app/requests/{two}/carry",
        data={"message": ids["And the roof?"], "split": "1", "new_subject": "The roof"},
    )
    async with app.sessions.reading() as session:
        new = await session.scalar(
            sa.select(ContactRequest).where(ContactRequest.subject == "The roof")
        )
        kinds = list(await session.scalars(sa.select(RequestMove.kind)))

    assert choosing.count('name="message"') == 3  # with the acknowledgement
    assert 'id="reply"' not in choosing
    assert (nothing.status_code, nowhere.status_code) == (422, 422)
    assert "Tick the messages first." in nothing.text
    assert (moved.status_code, split.status_code) == (303, 303)
    assert "And the roof?" in there
    assert "1 message moved from:" in there
    assert "Moved here by hand" in there
    assert new is not None
    assert sorted(kinds) == ["move", "split"]
    own = (await client.get(f"/app/requests/{new.number}")).text
    assert "And the roof?" in own
    assert "Split off from:" in own


async def test_a_message_says_why_it_stands_there_and_who_joined(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    one, _other = await _two(app)
    async with app.sessions.begin() as session:
        mailbox = (await make.a_source(session, SourceKind.MAILBOX, address="b@firm.example")).id
        await take(session, mailbox, in_reply_to="<tap@x.example>", sender="boss@other.example")
    page = (await (await browser(clerk)).get(f"/app/requests/{one}")).text

    assert "Answers a message of this conversation · 100\N{NO-BREAK SPACE}% sure" in page
    assert "New in the conversation" in page


async def test_the_trace_is_shown_in_words_and_a_mail_is_pinned(
    app: App, browser: Browser, owner: StaffMember, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        me = await session.get_one(StaffMember, clerk.id)
        await session.refresh(me, ["teams"])
        team = Team(name="Pipes")
        me.teams.append(team)
        await session.flush()
        team_id = str(team.id)
        mailbox = (await make.a_source(session, SourceKind.MAILBOX, address="a@firm.example")).id
        await intake.create_rule(
            session, BOSS, name="Leaks", conditions={"words": ["leak"], "sources": [str(mailbox)]},
            actions={"team_id": team_id, "priority": 1, "answer": {"en": "Secret words"}},
        )  # fmt: skip
        number = (await take(session, mailbox, text="It leaks")).number
    boss, staff = await browser(owner), await browser(clerk)
    page = (await boss.get(f"/app/requests/{number}")).text
    pinned = await boss.post(f"/app/requests/{number}/pin")
    after = (await boss.get(f"/app/requests/{number}")).text
    plain = (await staff.get(f"/app/requests/{number}")).text
    refused = await staff.post(f"/app/requests/{number}/unpin")
    async with app.sessions.reading() as session:
        pins = (await session.scalars(sa.select(RoutingPin))).all()

    assert "came to mailbox · says leak → to team: Pipes · priority: high" in page
    assert "answers in its own words" in page
    assert pinned.status_code == 303
    assert "Take the pin off" in after
    assert ("Why it is here" in plain, "/pin" in plain.split("Why it is here")[1]) == (True, False)
    assert refused.status_code in (403, 422)
    assert [one.wanted for one in pins] == [{"team_id": team_id}]
    await boss.post(f"/app/requests/{number}/unpin")
    assert "It must go here" in (await boss.get(f"/app/requests/{number}")).text


async def test_files_of_a_merged_request_are_seen_by_who_sees_the_other(
    app: App, browser: Browser
) -> None:
    async with app.sessions.begin() as session:
        role = await make.a_role(session, "r", Permission.HANDLE_REQUESTS)
        teams = {name: await make.a_team(session, name) for name in ("Mine", "Theirs")}
        me = await make.a_member(session, "Minna", roles=[role], teams=[teams["Mine"]])
        one = await make.a_request(session, team_id=teams["Mine"].id)
        two = await make.a_request(session, team_id=teams["Theirs"].id, address="b@x.example")
        said = await add_message(
            session, await get_conversation(session, two.conversation_id), direction="in",
            text="See", attachment_count=1,
        )  # fmt: skip
        file = await store_file(
            session, name="a.txt", data=b"x", subject_kind="message", subject_id=said.id
        )
        file_id: UUID = file.id
        numbers = (one.number, two.number)
    client = await browser(me)
    before = await client.get(f"/files/{file_id}")
    async with app.sessions.begin() as session:
        await service.merge_requests(session, BOSS, numbers[1], into=numbers[0])
    after = await client.get(f"/files/{file_id}")
    hidden = await client.get(f"/app/requests/{numbers[1]}")

    assert (before.status_code, after.status_code, hidden.status_code) == (404, 200, 404)


async def test_a_page_with_many_merges_asks_no_more_often(
    app: App, browser: Browser, clerk: StaffMember, queries: Any
) -> None:
    async def merge(count: int) -> None:
        async with app.sessions.begin() as session:
            for _each in range(count):
                other = await make.a_request(session, address="b@x.example")
                await service.merge_requests(session, BOSS, other.number, into=number)

    async with app.sessions.begin() as session:
        number = (await make.a_request(session)).number
    client = await browser(clerk)
    path = f"/app/requests/{number}"
    await client.get(path)
    with queries() as plain:
        await client.get(path)
    await merge(1)
    await client.get(path)
    with queries() as few:
        await client.get(path)
    await merge(8)
    with queries() as many:
        page = await client.get(path)

    assert page.text.count("Merged here:") >= 9
    assert len(many) == len(few) == len(plain) + 1, "\n".join(many)
