"""The Twilio stand-in refuses what Twilio refuses, and Twilio's own library believes it."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes.twilio import ACCOUNT, Twilio

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
GOOD = {"To": "+358401234567", "From": "+15005550006", "Body": "Hei"}


@pytest.fixture
def twilio(tmp_path: Path) -> Iterator[Twilio]:
    twilio = Twilio(record=tmp_path / "texts.jsonl").start()
    yield twilio
    twilio.stop()


@pytest.fixture
async def client(twilio: Twilio) -> AsyncIterator[httpx.AsyncClient]:
    login = (ACCOUNT, twilio.auth_token)
    async with httpx.AsyncClient(base_url=twilio.url, auth=login, timeout=5) as client:
        yield client


async def test_a_text_is_taken_read_listed_and_recorded(
    twilio: Twilio, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    made = await client.post(MESSAGES, data=GOOD)
    assert made.status_code == 201
    sid = made.json()["sid"]
    assert (await client.get(MESSAGES.replace(".json", f"/{sid}.json"))).json() == made.json()
    await client.post(MESSAGES, data=GOOD | {"To": "+46701234567"})

    listed = (await client.get(MESSAGES, params={"To": GOOD["To"]})).json()["messages"]
    assert [row["sid"] for row in listed] == [sid]
    rows = [json.loads(line) for line in (tmp_path / "texts.jsonl").read_text().splitlines()]
    assert [row["to"] for row in rows] == [GOOD["To"], "+46701234567"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"To": ""}, 21604),
        ({"To": "040 123 4567"}, 21211),
        ({"From": ""}, 21603),
        ({"From": "A name too long"}, 21212),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"Text": "x"}, 20001),
    ],
)
async def test_a_wrong_text_is_refused_by_its_code_and_not_taken(
    twilio: Twilio, client: httpx.AsyncClient, change: dict[str, str], code: int
) -> None:
    answer = await client.post(MESSAGES, data=GOOD | change)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert twilio.messages == []


async def test_who_said_stop_and_who_has_the_wrong_token_is_refused(
    twilio: Twilio, client: httpx.AsyncClient
) -> None:
    twilio.says_stop(GOOD["To"])
    assert (await client.post(MESSAGES, data=GOOD)).json()["code"] == 21610
    wrong = await client.post(MESSAGES, data=GOOD, auth=(ACCOUNT, "wrong"))
    assert (wrong.status_code, wrong.json()["code"]) == (401, 20003)
    assert twilio.messages == []


async def test_faults_hit_one_sending_each(twilio: Twilio, client: httpx.AsyncClient) -> None:
    twilio.fail(429, 20429)
    assert (await client.post(MESSAGES, data=GOOD)).status_code == 429
    for carried_out in (False, True):
        twilio.cut(carried_out=carried_out)
        with pytest.raises(httpx.TransportError):
            await client.post(MESSAGES, data=GOOD)
        assert len(twilio.to(GOOD["To"])) == carried_out
    twilio.hang(5)
    with pytest.raises(httpx.ReadTimeout):
        await client.post(MESSAGES, data=GOOD, timeout=0.3)
    assert len(twilio.to(GOOD["To"])) == 2
    assert (await client.post(MESSAGES, data=GOOD)).status_code == 201


async def test_a_long_list_comes_in_pages(twilio: Twilio, client: httpx.AsyncClient) -> None:
    for number in range(5):
        await client.post(MESSAGES, data=GOOD | {"Body": str(number)})
    seen: list[str] = []
    page: str | None = f"{MESSAGES}?PageSize=2"
    while page:
        answer = (await client.get(page)).json()
        seen += [row["body"] for row in answer["messages"]]
        page = answer["next_page_uri"]
    assert seen == ["4", "3", "2", "1", "0"]


@pytest.mark.slow
async def test_twilios_own_library_accepts_answers_errors_and_signatures(twilio: Twilio) -> None:
    from twilio.base.exceptions import TwilioRestException
    from twilio.http.async_http_client import AsyncTwilioHttpClient
    from twilio.request_validator import RequestValidator
    from twilio.rest import Client

    class Local(AsyncTwilioHttpClient):  # type: ignore[misc]
        async def request(self, method: str, url: str, **options: Any) -> Any:
            return await super().request(
                method, url.replace("https://api.twilio.com", twilio.url), **options
            )

    callback = "https://example.test/hooks/sms-status/1?m=2"
    async with Local() as http:
        client = Client(ACCOUNT, twilio.auth_token, http_client=http)
        words = {"from_": GOOD["From"], "body": "Hei", "status_callback": callback}
        made = await client.messages.create_async(to=GOOD["To"], **words)
        assert (made.status, made.date_created.tzinfo is None) == ("queued", False)
        listed = await client.messages.list_async(to=GOOD["To"], from_=GOOD["From"], limit=9)
        assert [one.sid for one in listed] == [made.sid]
        with pytest.raises(TwilioRestException) as refused:
            await client.messages.create_async(to="+1", **words)
        assert refused.value.code == 21211

    validator = RequestValidator(twilio.auth_token)
    form, headers = twilio.report(twilio.messages[0], "delivered")
    assert validator.validate(callback, form, headers["X-Twilio-Signature"])
    assert not validator.validate(callback + "x", form, headers["X-Twilio-Signature"])
    form, headers = twilio.incoming("https://example.test/hooks/sms", "+358401", "+1500", "åäö €")
    signature = headers["X-Twilio-Signature"]
    assert validator.validate("https://example.test/hooks/sms", form, signature)
    assert not validator.validate("https://example.test/hooks/sms", form | {"Body": ""}, signature)
