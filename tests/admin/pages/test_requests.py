"""The inbox and the request page."""

from datetime import timedelta

import sqlalchemy as sa

from core.contact_requests.models import ContactRequest, ReplyDraft, RequestState
from core.conversations.models import Message
from core.outbound.models import OutboundMessage
from core.staff.models import StaffMember
from core.startup import App
from core.work.models import Task
from tests import make
from tests.admin.conftest import Browser


async def _asked(app: App, **values: object) -> str:
    async with app.sessions.begin() as session:
        request = await make.a_request(session, **values)  # type: ignore[arg-type]
        return request.number


async def test_the_inbox_shows_who_asked_what(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    number = await _asked(app, subject="The tap leaks", name="Liisa Peltola")

    page = await (await browser(clerk)).get("/app/inbox?box=unassigned")

    assert page.status_code == 200
    assert "Liisa Peltola" in page.text
    assert f"/app/requests/{number}" in page.text


async def test_an_empty_box_says_what_will_be_there(browser: Browser, clerk: StaffMember) -> None:
    page = await (await browser(clerk)).get("/app/inbox?box=mine")

    assert "The requests you have taken appear here." in page.text


async def test_the_inbox_goes_on_after_its_last_row(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        for number in range(53):
            await make.a_request(
                session, subject=f"Matter {number}", address=f"a{number}@x.example"
            )
    client = await browser(clerk)

    first = await client.get("/app/inbox?box=all")
    cursor = first.text.split("cursor=")[1].split('"')[0]
    second = await client.get(f"/app/inbox?box=all&cursor={cursor}")

    seen = [page.text.count("<tr data-list-row") for page in (first, second)]
    assert seen == [50, 3]


async def test_a_request_hidden_from_me_is_not_there(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        team = await make.a_team(session, name="Others")
        hidden = (await make.a_request(session, team_id=team.id)).number
    client = await browser(clerk)

    page = await client.get(f"/app/requests/{hidden}")
    answer = await client.post(f"/app/requests/{hidden}/answer", data={"text": "Hello"})
    closing = await client.post(f"/app/requests/{hidden}/close")

    assert [page.status_code, answer.status_code, closing.status_code] == [404, 404, 404]
    assert "Tap" not in page.text


async def test_taking_a_request_makes_it_mine(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    number = await _asked(app)

    answer = await (await browser(clerk)).post(f"/app/requests/{number}/take")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/app/requests/{number}?done=taken"
    async with app.sessions.reading() as session:
        assert await session.scalar(sa.select(ContactRequest.assignee_id)) == clerk.id


async def test_whoever_is_second_reads_who_took_it(
    app: App, browser: Browser, clerk: StaffMember, owner: StaffMember
) -> None:
    number = await _asked(app)
    await (await browser(owner)).post(f"/app/requests/{number}/take")

    page = await (await browser(clerk)).post(f"/app/inbox/{number}/take")

    assert page.status_code in (404, 422)  # taken from nobody's box: perhaps not theirs to see
    assert "Traceback" not in page.text


async def test_an_answer_leaves_through_the_outbox(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    number = await _asked(app, channel="manual", address="liisa@customer.example")
    client = await browser(clerk)

    sent = await client.post(f"/app/requests/{number}/answer", data={"text": "We come at nine."})
    page = await client.get(sent.headers["location"])

    assert sent.status_code == 303
    assert "We come at nine." in page.text
    async with app.sessions.reading() as session:
        queued = (await session.scalars(sa.select(OutboundMessage))).all()
    assert [one.address for one in queued if one.kind == "answer" or "answer" in one.once_key]


async def test_an_empty_answer_is_refused_in_words(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    number = await _asked(app)

    page = await (await browser(clerk)).post(f"/app/requests/{number}/answer", data={"text": " "})

    assert page.status_code == 422
    assert "Write an answer first." in page.text


async def test_a_refused_answer_stays_in_its_field(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    async with app.sessions.begin() as session:
        request = await make.a_request(session, channel="manual", address="", name="Somebody")
        number = request.number

    page = await (await browser(clerk)).post(
        f"/app/requests/{number}/answer", data={"text": "A long thought-out answer"}
    )

    assert page.status_code == 422
    assert "A long thought-out answer" in page.text


async def test_a_draft_is_kept_and_colleagues_see_who_answers(
    app: App, browser: Browser, clerk: StaffMember, owner: StaffMember
) -> None:
    number = await _asked(app)
    mine, theirs = await browser(clerk), await browser(owner)

    saved = await mine.post(f"/app/requests/{number}/draft", data={"text": "Dear Li"})
    page = await mine.get(f"/app/requests/{number}")
    beside = await theirs.get(f"/app/requests/{number}/answering")

    assert "Draft saved" in saved.text
    assert "Dear Li" in page.text
    assert "Clara is answering" in beside.text
    async with app.sessions.reading() as session:
        assert len((await session.scalars(sa.select(ReplyDraft))).all()) == 1


async def test_a_file_sent_with_an_answer_belongs_to_it(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    number = await _asked(app)
    client = await browser(clerk)

    sent = await client.post(
        f"/app/requests/{number}/answer", data={"text": "See the drawing."},
        files={"files": ("drawing.txt", b"a line", "text/plain")},
    )  # fmt: skip
    page = await client.get(sent.headers["location"])
    path = "/files/" + page.text.split('href="/files/')[1].split('"')[0]
    file = await client.get(path)

    assert file.content == b"a line"
    assert file.headers["content-disposition"].startswith("attachment")
    assert file.headers["x-content-type-options"] == "nosniff"


async def test_closing_and_reopening(app: App, browser: Browser, clerk: StaffMember) -> None:
    number = await _asked(app)
    client = await browser(clerk)

    closed = await client.post(f"/app/requests/{number}/close")
    again = await client.post(f"/app/requests/{number}/close")
    opened = await client.post(f"/app/requests/{number}/reopen")

    assert (closed.status_code, again.status_code, opened.status_code) == (303, 422, 303)
    assert f"Request {number} is already closed." in again.text


async def test_a_request_put_aside_comes_back_on_the_day(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    number = await _asked(app)

    await (await browser(clerk)).post(f"/app/requests/{number}/follow-up", data={"days": "3"})

    async with app.sessions.reading() as session:
        found = (await session.scalars(sa.select(ContactRequest))).one()
    assert found.state == RequestState.FOLLOW_UP
    assert found.follow_up_at is not None
    assert found.follow_up_at - found.opened_at > timedelta(days=2)


async def test_a_stale_page_does_not_give_the_request_on(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    number = await _asked(app)
    client = await browser(clerk)
    await client.post(f"/app/requests/{number}/take")

    page = await client.post(
        f"/app/requests/{number}/assign", data={"assignee_id": "", "team_id": "", "version": "1"}
    )

    assert page.status_code == 422
    assert "Somebody changed this while you were editing." in page.text


async def test_a_request_written_down_by_hand(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    client = await browser(clerk)

    refused = await client.post(
        "/app/requests/new", data={"asker_name": "Ville Virta", "text": "", "subject": ""}
    )
    made = await client.post(
        "/app/requests/new",
        data={"asker_name": "Ville Virta", "asker_address": "ville@x.example", "text": "Call me."},
    )

    assert refused.status_code == 422
    assert "Ville Virta" in refused.text
    assert made.status_code == 303
    async with app.sessions.reading() as session:
        assert (await session.scalars(sa.select(ContactRequest))).one().asker_name == "Ville Virta"


async def test_a_task_is_made_of_a_request(app: App, browser: Browser, clerk: StaffMember) -> None:
    number = await _asked(app, subject="The tap leaks")
    client = await browser(clerk)

    form = await client.get(f"/app/tasks/new?request={number}")
    made = await client.post(
        "/app/tasks/new",
        data={"request": number, "title": "Mend the tap", "doer_id": str(clerk.id)},
    )

    assert 'value="The tap leaks"' in form.text
    assert made.status_code == 303
    async with app.sessions.reading() as session:
        task = (await session.scalars(sa.select(Task))).one()
    assert task.contact_request_id is not None


async def test_a_hostile_mail_is_shown_harmless(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    number = await _asked(app)
    async with app.sessions.begin() as session:
        message = (await session.scalars(sa.select(Message))).one()
        message.has_html = True
        message.html = (
            '<p onclick="x()">Hello<script>alert(1)</script><img src="https://spy.example/p.gif">'
            '<a href="javascript:alert(1)">press</a><form action="https://spy.example"><input></form>'
            '<iframe src="https://spy.example"></iframe><style>@import "https://spy.example"</style>'
        )
        path = f"/app/messages/{message.id}/html"
    client = await browser(clerk)

    page = await client.get(f"/app/requests/{number}")
    mail = await client.get(path)

    assert 'sandbox="allow-popups' in page.text
    assert "alert" not in page.text
    assert "Hello" in mail.text
    for trap in ("spy.example", "script", "onclick", "<form", "<iframe"):
        assert trap not in mail.text
    policy = mail.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "frame-ancestors 'self'" in policy
