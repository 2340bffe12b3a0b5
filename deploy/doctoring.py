"""`apuri doctor`: what is well, what is not, and what to do about it."""

import asyncio
import shutil
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

import httpx
import sqlalchemy as sa

from core.config import LOOPBACK, Settings
from core.events import sealing
from core.kit.clock import now
from core.kit.i18n import _
from core.sources import queries as sources
from core.sources import service as source_service
from core.sources.errors import SecretsUnreadable
from core.sources.models import Source, SourceKind
from core.startup import App, compose
from deploy.installing import newest_revision

PROBE_SECONDS = 8
LEAST_FREE_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One checked thing: `ok`, `hint` (fine, but know this) or `wrong` (with what to do)."""

    name: str
    verdict: Literal["ok", "hint", "wrong"]
    sentence: str

    @property
    def is_wrong(self) -> bool:
        return self.verdict == "wrong"

    @property
    def mark(self) -> str:
        return {"ok": "✓", "hint": "·", "wrong": "!"}[self.verdict]


async def examine(settings: Settings) -> list[Finding]:
    """Run every check; one that breaks becomes a finding of its own."""
    app = compose(settings)
    try:
        database = await _checked(_("database"), _database, app)
        findings = [database, _disk(settings), _key(settings), await _base_url(settings)]
        if not database.is_wrong:
            findings.append(await _checked(_("clock"), _clock, app))
            findings.append(await _checked(_("audit"), _audit, app))
            findings += await _sources(app)
        return findings
    finally:
        await app.close()


async def _checked(name: str, check: Callable[[App], Awaitable[Finding]], app: App) -> Finding:
    try:
        return await check(app)
    except Exception as error:  # noqa: BLE001 - a check that breaks is a finding
        return Finding(name, "wrong", f"{type(error).__name__}: {error}"[:300])


async def _database(app: App) -> Finding:
    name = _("database")
    try:
        async with app.sessions.reading() as session:
            found = await session.scalar(sa.text("SELECT version_num FROM alembic_version"))
    except (sa.exc.DBAPIError, OSError) as error:
        if "alembic_version" in str(error):
            return Finding(name, "wrong", _("The database is empty. Run: apuri migrate"))
        return Finding(
            name, "wrong", _("The database cannot be reached. Check APURI_DATABASE_URL: {reason}")
            .format(reason=type(error).__name__)
        )  # fmt: skip
    if found != newest_revision():
        return Finding(name, "wrong", _("The database is not up to date. Run: apuri migrate"))
    return Finding(name, "ok", _("{kind}, up to date").format(kind=app.sessions.dialect))


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.data).free
    sentence = _("{free} MB are free in {folder}").format(
        free=free // 1_000_000, folder=settings.data
    )
    if free < LEAST_FREE_BYTES:
        return Finding(
            _("disk"), "wrong", sentence + ". " + _("Make room: mail could not be kept.")
        )
    return Finding(_("disk"), "ok", sentence)


def _key(settings: Settings) -> Finding:
    path = settings.data / "secret.key"
    if settings.secret_key.get_secret_value():
        return Finding(_("secret key"), "ok", _("from the environment"))
    if path.stat().st_mode & 0o077:
        return Finding(
            _("secret key"),
            "wrong",
            _("Others may read {path}. Run: chmod 600 {path}").format(path=path),
        )
    return Finding(_("secret key"), "ok", str(path))


async def _base_url(settings: Settings) -> Finding:
    name = _("address")
    if not settings.base_url:
        verdict: Literal["ok", "hint"] = "hint" if settings.host in LOOPBACK else "ok"
        return Finding(name, verdict, _("Only this machine reaches {url}. For others set "
                                        "APURI_BASE_URL.").format(url=settings.public_url))  # fmt: skip
    try:
        async with httpx.AsyncClient(timeout=PROBE_SECONDS) as client:
            answer = await client.get(settings.base_url + "/healthz")
    except (httpx.HTTPError, ssl.SSLError) as error:
        return Finding(name, "wrong", _("{url} does not answer ({reason}). Is Apuri running, and the "
                                        "proxy in front of it set up?")
                       .format(url=settings.base_url, reason=type(error).__name__))  # fmt: skip
    if answer.status_code != 200:
        return Finding(name, "wrong", _("{url} answers with {status}. Point the proxy at Apuri.")
                       .format(url=settings.base_url, status=answer.status_code))  # fmt: skip
    return Finding(name, "ok", settings.base_url)


async def _clock(app: App) -> Finding:
    if app.sessions.dialect == "sqlite":
        settled = time.time() > 1_760_000_000
        if settled:
            return Finding(_("clock"), "ok", now().isoformat(timespec="seconds"))
        return Finding(_("clock"), "wrong", _("The clock of this machine is years behind. Set it."))
    async with app.sessions.reading() as session:
        theirs = await session.scalar(sa.text("SELECT extract(epoch FROM clock_timestamp())"))
    skew = abs(time.time() - float(theirs or 0))
    if skew > 5:
        return Finding(_("clock"), "wrong", _("This machine and the database differ by {seconds} s. "
                                              "Let both follow a time server.")
                       .format(seconds=int(skew)))  # fmt: skip
    return Finding(_("clock"), "ok", now().isoformat(timespec="seconds"))


async def _audit(app: App) -> Finding:
    async with app.sessions.reading() as session:
        report = await sealing.verify_seals(session)
    if report.broken_at is not None:
        return Finding(_("audit"), "wrong", _("The seal of event {position} does not fit: somebody "
                                              "changed the database. Compare with a backup.")
                       .format(position=report.broken_at))  # fmt: skip
    return Finding(_("audit"), "ok", _("{sealed} events sealed, {waiting} waiting").format(
        sealed=report.sealed, waiting=report.waiting))  # fmt: skip


async def _sources(app: App) -> list[Finding]:
    findings: list[Finding] = []
    async with app.sessions.reading() as session:
        for kind in (SourceKind.MAILBOX, SourceKind.TELEGRAM, SourceKind.SMS):
            for source in await sources.active_sources(session, kind):
                try:
                    secrets = await source_service.secrets_of(session, source)
                except SecretsUnreadable:
                    findings.append(Finding(source.name, "wrong", _(
                        "Its password was stored with another key. Type it again in the panel.")))  # fmt: skip
                    continue
                findings.append(await probe(app, source, secrets))
    return findings


async def probe(app: App, source: Source, secrets: dict[str, str]) -> Finding:
    """Sign in where a source points, as its worker would; changes nothing there."""
    try:
        async with asyncio.timeout(PROBE_SECONDS * 2):
            return Finding(source.name, "ok", await _sign_in(app, source, secrets))
    except TimeoutError:
        return Finding(source.name, "wrong", _("It does not answer within {seconds} s. Check the "
                                               "server's name and port.")
                       .format(seconds=PROBE_SECONDS * 2))  # fmt: skip
    except Exception as error:  # noqa: BLE001 - whatever a server does is a finding
        return Finding(source.name, "wrong", str(error)[:300] or type(error).__name__)


async def _sign_in(app: App, source: Source, secrets: dict[str, str]) -> str:
    if source.kind == SourceKind.MAILBOX:
        from mail.probing import probe_mailbox

        return await probe_mailbox(app.sessions, source, secrets)
    if source.kind == SourceKind.TELEGRAM:
        from bot.probing import probe_bot

        return await probe_bot(app, secrets)
    from core.outbound.sms import probe_account

    return await probe_account(app.settings, source, secrets)
