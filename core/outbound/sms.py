"""Text messages through Twilio: the one file that knows it. The SDK is imported when first used."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import gsm0338
import sqlalchemy as sa

from core.config import Settings
from core.db.session import Sessions
from core.kit.i18n import _, use_language
from core.outbound.models import OutboundMessage
from core.outbound.ports import NoAccount, Outgoing, RefusedForGood, Sent, TryLater, Unclear
from core.settings.queries import load_company
from core.sources import queries as sources
from core.sources.errors import SecretsUnreadable
from core.sources.models import Source, SourceKind, SourceStatus
from core.sources.service import report_failure, report_ok, secrets_of

if TYPE_CHECKING:
    from twilio.rest import Client

TIMEOUT = 20.0  # seconds for one request to Twilio
_LOOK_BACK = timedelta(seconds=5)  # Twilio's clock and ours
_WRONG_CREDENTIALS = (20003, 20008, 20403)
_STOPPED = 21610  # the receiver answered STOP
_TEMPORARY = (20429, 30001, 14107)  # too many at once


@dataclass(frozen=True, slots=True)
class Segments:
    """How many paid parts a text has, and in which alphabet (`GSM-7` or `UCS-2`)."""

    count: int
    encoding: str


def segments(text: str) -> Segments:
    """Count the parts: 160 septets or 70 UCS-2 units in one, 153 or 67 in each of several."""
    try:
        codec = gsm0338.Codec()
        sizes = [len(codec.encode(letter)[0]) for letter in text]
        single, several, encoding = 160, 153, "GSM-7"
    except UnicodeEncodeError:
        sizes = [len(letter.encode("utf-16-be", "surrogatepass")) // 2 for letter in text]
        single, several, encoding = 70, 67, "UCS-2"
    if sum(sizes) <= single:
        return Segments(1, encoding)
    count, room = 1, several
    for size in sizes:  # a letter of two units is never cut in half
        if size > room:
            count, room = count + 1, several
        room -= size
    return Segments(count, encoding)


def verify_signature(
    url: str, form: Mapping[str, Any], signature: str, auth_token: str, settings_header: str = ""
) -> bool:
    """Tell whether Twilio signed a request to us.

    `url` is the public address byte for byte with its query, built from our base URL;
    `settings_header` is X-Twilio-Webhooks-Signature-Settings.
    """
    from twilio.request_validator import RequestValidator, get_signature_algorithm

    if not signature or not auth_token:
        return False
    algorithm = get_signature_algorithm(settings_header)
    return bool(RequestValidator(auth_token).validate(url, form, signature, algorithm))


def _client(base: str, account_sid: str, auth_token: str) -> "Client":
    """Return a client whose requests have a real timeout and may go to another address."""
    from twilio.http.async_http_client import AsyncTwilioHttpClient
    from twilio.rest import Client

    elsewhere = urlsplit(base)

    class Http(AsyncTwilioHttpClient):  # type: ignore[misc]
        async def request(self, method: str, url: str, **options: Any) -> Any:
            if base:
                parts = urlsplit(url)
                path = elsewhere.path.rstrip("/") + parts.path
                url = urlunsplit((elsewhere.scheme, elsewhere.netloc, path, parts.query, ""))
            options["timeout"] = options.get("timeout") or TIMEOUT  # the SDK forgets its own
            return await super().request(method, url, **options)

    return Client(account_sid, auth_token, http_client=Http(timeout=TIMEOUT))


class TwilioSender:
    """Sends text messages from the number of their source, else from the first number in use."""

    channel = "sms"
    time_limit = TIMEOUT + 10

    def __init__(self, sessions: Sessions, settings: Settings) -> None:
        self._sessions = sessions
        self._settings = settings

    async def send(self, message: Outgoing) -> Sent:
        """Send one message; raises a SendProblem."""
        source, client = await self._account(message)
        options: dict[str, Any] = {
            "to": message.address,
            "from_": source.address,
            "body": str(message.payload.get("text", "")),
        }
        if self._settings.base_url:
            options["status_callback"] = self._callback(source, message)
        taken = await self._ask(source, client, client.messages.create_async(**options))
        if source.status != SourceStatus.OK:
            async with self._sessions.begin() as session:
                await report_ok(session, source.id)
        return Sent(str(taken.sid), str(taken.status))

    def _callback(self, source: Source, message: Outgoing) -> str:
        """Our id in the address lets a report find a message whose sending is not recorded yet."""
        base = self._settings.public_url
        return f"{base}/hooks/sms-status/{source.id}?m={message.id.hex}"

    async def look_up(self, message: Outgoing) -> Sent | None:
        """Return what Twilio has of a message that may have been sent."""
        source, client = await self._account(message)
        listing = client.messages.list_async(to=message.address, from_=source.address, limit=100)
        found = await self._ask(source, client, listing)
        theirs = await self._known_ids(message)
        text = str(message.payload.get("text", ""))
        for one in found:
            made = one.date_created
            recent = made is None or made >= message.created_at - _LOOK_BACK
            # A trial account puts a sentence of its own before the text.
            if recent and str(one.sid) not in theirs and str(one.body or "").endswith(text):
                return Sent(str(one.sid), str(one.status))
        return None

    async def _known_ids(self, message: Outgoing) -> set[str]:
        """Provider ids of other messages: the same words to the same number are not this one."""
        async with self._sessions.reading() as session:
            rows = await session.scalars(
                sa.select(OutboundMessage.provider_id).where(
                    OutboundMessage.channel == "sms",
                    OutboundMessage.address == message.address,
                    OutboundMessage.id != message.id,
                    OutboundMessage.provider_id.is_not(None),
                )
            )
            return {str(known) for known in rows}

    async def _account(self, message: Outgoing) -> tuple[Source, "Client"]:
        async with self._sessions.reading() as session:
            source = await sources.source_for(session, SourceKind.SMS)
            if message.source_id is not None:
                own = await sources.get_source(session, message.source_id)
                source = own if own.kind == SourceKind.SMS and own.active else source
            if source is None:
                raise NoAccount
            try:
                secrets = await secrets_of(session, source)
            except SecretsUnreadable:
                raise TryLater(600, "credentials unreadable") from None
        sid = source.config.get("account_sid")
        token = secrets.get("auth_token")
        if not sid or not token or not source.address:
            raise NoAccount
        return source, _client(self._settings.twilio_api, str(sid), token)

    async def _ask(self, source: Source, client: "Client", request: Any) -> Any:
        """Await one request and turn what may go wrong into a SendProblem."""
        from aiohttp import ClientConnectorError, ClientError
        from twilio.base.exceptions import TwilioException, TwilioRestException

        async with client.http_client:
            try:
                return await request
            except TwilioRestException as error:
                await self._refused(source, error.status, error.code)
                raise _problem(error.status, error.code) from None
            except ClientConnectorError:
                raise TryLater(code="cannot connect") from None
            except TimeoutError:
                raise Unclear("timeout") from None
            except (ClientError, TwilioException, ValueError) as error:
                raise Unclear(type(error).__name__) from None

    async def _refused(self, source: Source, status: int, code: int | None) -> None:
        if status not in (401, 403) and code not in _WRONG_CREDENTIALS:
            return
        async with self._sessions.begin() as session:
            company = await load_company(session)
            with use_language(company.language):
                detail = _("Twilio refuses the account SID or the auth token. Type them again.")
            await report_failure(session, source.id, detail)


class CannotSignIn(Exception):
    """What Twilio said to a trial sign-in, as a sentence with a next step."""


async def probe_account(settings: Settings, source: Source, secrets: Mapping[str, str]) -> str:
    """Return the account's name at Twilio; raises CannotSignIn. Sends nothing."""
    from aiohttp import ClientError
    from twilio.base.exceptions import TwilioException

    sid, token = source.config.get("account_sid"), secrets.get("auth_token")
    if not sid or not token:
        raise CannotSignIn(_("The account SID or the auth token is missing. Type them in."))
    client = _client(settings.twilio_api, str(sid), token)
    async with client.http_client:
        try:
            account = await client.api.v2010.accounts(str(sid)).fetch_async()
        except TwilioException:
            raise CannotSignIn(
                _("Twilio refuses the account SID or the auth token. Type them again.")
            ) from None
        except (ClientError, OSError, TimeoutError):
            raise CannotSignIn(_("Twilio cannot be reached from this machine.")) from None
    return str(account.friendly_name)


def _problem(status: int, code: int | None) -> Exception:
    """Return what a refusal of Twilio's means for the message."""
    word = f"twilio {code or status}"
    if status == 429 or code in _TEMPORARY:
        return TryLater(code=word)
    if status in (401, 403) or code in _WRONG_CREDENTIALS:
        return TryLater(600, word)
    if code == _STOPPED:
        return RefusedForGood("stopped by the receiver")
    if status >= 500:
        return TryLater(code=word) if status == 503 else Unclear(word)
    return RefusedForGood(word)
