"""What reading found is shown on the request's page: to use by one press, or to know."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from core.contact_requests.models import ContactRequest
from core.contact_requests.queries import get_request
from core.conversations.models import Message
from core.kit import clock
from core.people.models import Organisation, Person
from core.sources.models import SourceKind
from core.staff.models import StaffMember
from core.startup import App
from tests import make
from tests.admin.conftest import Browser
from tests.core.contact_requests.asked import BOSS
from tests.core.intake.letters import take

INVITATION = {
    "summary": "Site visit", "starts": "2026-12-01T09:00:00", "ends": "2026-12-01T10:30:00",
    "place": "Koivukuja 3", "organizer": "Kaisa Lehto",
    "lines": "Site visit\n1.12.2026 09:00–10:30\nKoivukuja 3",
}  # fmt: skip


async def _asked(app: App, *letters: dict[str, Any]) -> tuple[str, list[str]]:
    """Take letters in; return the first one's number and the messages' ids."""
    async with app.sessions.begin() as session:
        mailbox = (await make.a_source(session, SourceKind.MAILBOX, address="a@firm.example")).id
        outcomes = [await take(session, mailbox, **letter) for letter in letters]
    return str(outcomes[0].number), [str(one.message_id) for one in outcomes]


async def test_the_writer_of_a_forwarded_mail_becomes_the_asker_by_one_press(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    forward = {"from_address": "kaisa@lehto.example", "from_name": "Kaisa <Lehto>"}
    number, (message,) = await _asked(app, {"extra": {"forward": forward}})
    client = await browser(clerk)
    path = f"/app/requests/{number}"
    before = (await client.get(path)).text
    await client.post(f"{path}/inside", data={"message_id": message})
    after = (await client.get(path)).text

    assert (
        "The mail inside was written by Kaisa &lt;Lehto&gt; &lt;kaisa@lehto.example&gt;" in before
    )
    assert "The mail inside" not in after
    assert "<dd>kaisa@lehto.example</dd>" in after


async def test_a_no_takes_the_offer_away(app: App, browser: Browser, clerk: StaffMember) -> None:
    forward = {"from_address": "kaisa@lehto.example", "from_name": ""}
    number, (message,) = await _asked(app, {"extra": {"forward": forward}})
    client = await browser(clerk)
    path = f"/app/requests/{number}"
    await client.post(f"{path}/no", data={"message_id": message, "what": "inside"})
    page = (await client.get(path)).text

    assert "The mail inside" not in page


async def test_what_the_card_lacks_is_offered_until_it_is_there(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    notes = {"business_id": "1234567-1", "contact_notes": ["phone-country-from-language"]}
    number, (message,) = await _asked(
        app, {"phone": "+358401234567", "company": "Lehto Oy", "extra": notes}
    )
    client = await browser(owner)
    path = f"/app/requests/{number}"
    pages = [(await client.get(path)).text]
    for what in ("company", "business_id", "phone"):
        await client.post(f"{path}/complete", data={"message_id": message, "what": what})
        pages.append((await client.get(path)).text)

    offered = ("is signed for Lehto Oy", "business ID 1234567-1", "number +358401234567")
    assert [[one in page for one in offered] for page in pages] == [
        [True, False, True], [False, True, True], [False, False, True], [False, False, False],
    ]  # fmt: skip
    assert "Its country was guessed from the language." in pages[0]
    assert 'href="tel:+358401234567"' in pages[3]
    async with app.sessions.reading() as session:
        request = await _request(session, number)
        person = await session.get_one(Person, request.person_id)
        assert (await session.get_one(Organisation, person.organisation_id)).name == "Lehto Oy"


async def _request(session: Any, number: str) -> ContactRequest:
    return await get_request(session, BOSS, number)


async def test_another_persons_number_is_not_offered_for_the_askers_card(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    number, _ids = await _asked(
        app, {"message_id": "a@x.example"},
        {"in_reply_to": "<a@x.example>", "sender": "other@x.example",
         "extra": {"contact_notes": ["phone-country-from-language"]}, "phone": "+358401234567"},
    )  # fmt: skip
    client = await browser(clerk)

    assert "+358401234567" not in (await client.get(f"/app/requests/{number}")).text


async def test_a_vacation_says_until_when_while_it_lasts(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    day = clock.today("Europe/Helsinki") + timedelta(days=9)
    number, _ids = await _asked(
        app, {"message_id": "a@x.example"},
        {"in_reply_to": "<a@x.example>", "kind": "vacation", "text": "I am away.",
         "extra": {"back_on": day.isoformat()}},
    )  # fmt: skip
    client = await browser(clerk)
    page = (await client.get(f"/app/requests/{number}")).text
    async with app.sessions.begin() as session:
        for message in await session.scalars(_vacations()):
            message.findings = {"back_on": "2020-01-02"}
    later = (await client.get(f"/app/requests/{number}")).text

    assert "Back on" in page
    assert "The customer is away. Back on" in page
    assert "Back on" in later
    assert "The customer is away." not in later


def _vacations() -> Any:
    return sa.select(Message).where(Message.kind == "vacation")


async def test_an_invitation_is_shown_once_with_time_place_and_organizer(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    number, _ids = await _asked(
        app, {"text": f"Please come.\n\n{INVITATION['lines']}", "extra": {"invitation": INVITATION}}
    )
    client = await browser(clerk)
    page = (await client.get(f"/app/requests/{number}")).text
    timeline = page[page.index('class="timeline"') : page.index('id="reply"')]

    assert timeline.count("Site visit") == 1
    assert "Tue 1 Dec at 09:00–10:30" in timeline
    assert "Koivukuja 3" in timeline
    assert "Kaisa Lehto" in timeline
    assert "Please come." in timeline


async def test_the_language_is_chosen_on_the_request_and_on_the_card(
    app: App, browser: Browser, owner: StaffMember
) -> None:
    number, _ids = await _asked(app, {"language": "fi"})
    client = await browser(owner)
    path = f"/app/requests/{number}"
    before = (await client.get(path)).text
    async with app.sessions.reading() as session:
        person_id = (await _request(session, number)).person_id
    data = {"language": "sv", "back": path}
    answer = await client.post(f"/app/persons/{person_id}/language", data=data)
    after = (await client.get(path)).text

    assert "last written" in before
    assert answer.headers["location"].startswith(path)
    assert "(chosen)" in after
    assert '<option value="sv" selected lang="sv">' in after


async def test_everything_that_was_written_is_one_press_away(
    app: App, browser: Browser, clerk: StaffMember
) -> None:
    whole = "Yes, please.\n\n> <b>would</b> Thursday\n>   suit you?"
    number, (quoting, plain) = await _asked(
        app, {"text": "Yes, please.", "full_text": whole}, {"text": "Other", "subject": "b"}
    )
    client = await browser(clerk)
    page = (await client.get(f"/app/requests/{number}")).text
    shown = await client.get(f"/app/messages/{quoting}/html")
    nothing = await client.get(f"/app/messages/{plain}/html")

    assert f'src="/app/messages/{quoting}/html"' in page
    assert "Thursday" not in page
    assert "&gt; &lt;b&gt;would&lt;/b&gt; Thursday" in shown.text
    assert "sandbox" in shown.headers["content-security-policy"]
    assert nothing.status_code == 404
