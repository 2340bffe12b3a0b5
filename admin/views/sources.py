"""Sources: sensible fields per kind, write-only credentials, the state in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.exceptions import HTTPException
from starlette.requests import Request

from admin import fields
from admin.base import Act, ServiceView, badge, moment, present_request, version_of
from admin.pages.mailbox_sign_in import redirect_uri
from admin.views.archiving import archived_filter
from core.access.actor import Actor
from core.access.permissions import Permission
from core.inbox.models import MailboxCursor
from core.inbox.queries import cursors_of
from core.kit.i18n import N_, _, ngettext
from core.sources import queries, service, signing_in
from core.sources.errors import SecretsUnreadable
from core.sources.kinds import SHAPES, SourceField
from core.sources.models import Source, SourceKind, SourceStatus

STATES: Mapping[str, tuple[str, str]] = {
    SourceStatus.NEW: (N_("Not tried yet"), "wait"),
    SourceStatus.OK: (N_("Works"), "good"),
    SourceStatus.FAILING: (N_("Does not work"), "late"),
    SourceStatus.OFF: (N_("Switched off"), "quiet"),
}
BY_HAND = tuple(kind for kind, shape in SHAPES.items() if shape.several)


def _state(source: Source, _name: str) -> Any:
    words, tone = STATES.get(source.status, STATES[SourceStatus.NEW])
    if source.sending_status == SourceStatus.FAILING and source.status != SourceStatus.FAILING:
        words, tone = N_("Does not send"), "late"
    return badge(_(words), tone)


def _kind(source: Source, _name: str) -> str:
    return _(SHAPES[SourceKind(source.kind)].title)


def kind_in(request: Request) -> SourceKind:
    """Return the kind a new source is to be; 404 for one that nobody makes by hand."""
    try:
        kind = SourceKind(request.query_params.get("kind", SourceKind.MAILBOX))
    except ValueError:
        raise HTTPException(404) from None
    if kind not in BY_HAND:
        raise HTTPException(404)
    return kind


class SourceView(ServiceView, model=Source):
    """Sources of messages."""

    right = Permission.MANAGE_SOURCES
    name, name_plural = N_("Message source"), N_("Message sources")
    about = N_("Where words come from and leave by: mailboxes, bots, numbers and forms.")
    none_yet = N_("Connect the first mailbox, bot, number or form.")
    icon = "mail"
    column_list = ("name", "status", "kind", "address", "last_ok_at")
    column_labels = {
        "name": N_("Name"), "kind": N_("Kind"), "address": N_("Address"), "status": N_("State"),
        "last_ok_at": N_("Last worked"),
    }  # fmt: skip
    column_formatters = {"status": _state, "kind": _kind}
    column_searchable_list = ("name", "address")
    column_default_sort = "name"
    list_loads = (Source.name, Source.kind, Source.address, Source.status, Source.sending_status,
                  Source.last_ok_at)  # fmt: skip
    filters = (archived_filter(Source),)
    acts = (
        Act("archive", N_("Put away"), service.archive_source, lambda one: not one.is_archived,
            done="archived", confirm=N_("Put this source away? Nothing is fetched from it any more.")),
        Act("restore", N_("Take into use again"), service.restore_source,
            lambda one: one.is_archived, done="restored"),
    )  # fmt: skip

    def new_links(self) -> list[tuple[str, str]]:
        """Return what may be made: (query, words)."""
        return [(f"?kind={kind.value}", _(SHAPES[kind].title)) for kind in BY_HAND]

    async def fields(self, session: AsyncSession, row: Source | None) -> dict[str, Any]:
        """Return the fields of the kind; a credential's field is always empty."""
        kind = SourceKind(row.kind) if row else kind_in(present_request.get())
        known = await _known_secrets(session, row)
        shape = SHAPES[kind]
        return {
            "name": fields.text(N_("Name"), N_("Only you see it."), required=True),
            "address": fields.text(shape.address_label, shape.address_help, required=shape.several),
            **{f"set_{field.name}": _made(field, known) for field in shape.fields},
            "language": fields.choice(
                N_("Language"), fields.LANGUAGES, N_("Used when the writer’s own is not known."),
                empty=_("The company’s"),
            ),
            "active": fields.check(N_("In use"), default=True),
        }  # fmt: skip

    def values(self, row: Source) -> dict[str, Any]:
        """Return what the form shows; never a credential."""
        shape = SHAPES[SourceKind(row.kind)]
        config = {
            f"set_{field.name}": _shown(field, row.config.get(field.name, field.default))
            for field in shape.fields
            if field.kind != "secret"
        }
        return {"name": row.name, "address": row.address, "language": row.language or "",
                "active": row.active, **config}  # fmt: skip

    async def create(self, session: AsyncSession, actor: Actor, data: dict[str, Any]) -> Source:
        """Connect a source."""
        kind = kind_in(present_request.get())
        config, secrets = _split(kind, data)
        return await service.create_source(
            session, actor, kind=kind, name=data["name"] or "", address=data["address"] or "",
            language=data["language"] or None, active=data["active"], config=config,
            secrets=secrets,
        )  # fmt: skip

    async def change(
        self, session: AsyncSession, actor: Actor, pk: UUID, data: dict[str, Any]
    ) -> Source:
        """Change a source; an empty credential stays as it is."""
        source = await queries.get_source(session, pk)
        config, secrets = _split(SourceKind(source.kind), data)
        source = await service.change_source(
            session, actor, pk, version=version_of(data), name=data["name"] or "",
            address=data["address"] or "", language=data["language"] or None,
            active=data["active"], config=config,
        )  # fmt: skip
        if secrets:
            await service.set_secrets(session, actor, source, secrets)
        return source

    async def extras(self, request: Request, row: Source) -> Mapping[str, Any]:
        """Return how the source fares, in words."""
        facts = [(_("State"), _fares(row.status, row.status_since, row.status_detail))]
        if row.last_ok_at:
            facts.append((_("Last worked"), [moment(row.last_ok_at)]))
        links: list[tuple[str, str]] = []
        if row.kind == SourceKind.MAILBOX:
            facts += await self._mailbox_facts(request, row)
            provider = signing_in.NAMES.get(str(row.config.get("sign_in")))
            if provider:
                words = _("Sign in with {provider}").format(provider=provider)
                links.append((f"/app/sources/{row.id}/sign-in", words))
                facts.append((_("Redirect address for the app’s registration"),
                              [redirect_uri(request.state.app.settings)]))  # fmt: skip
        if address := _public_address(request, row):
            facts.append((_("Address on the web"), [address]))
        return {"more_facts": facts, "more_links": links, "facts_first": True}

    async def _mailbox_facts(self, request: Request, row: Source) -> list[tuple[str, list[str]]]:
        """Return how sending fares, and what the last comparison with the server found."""
        facts = []
        if row.config.get("smtp_host"):
            facts.append(
                (_("Sending"), _fares(row.sending_status, row.sending_since, row.sending_detail))
            )
            if row.sent_at:
                facts.append((_("Last sent"), [moment(row.sent_at)]))
        async with request.state.app.sessions.reading() as session:
            cursors = await cursors_of(session, row.id)
        folder = str(row.config.get("folder") or "INBOX")
        lines = [line for one in cursors if one.folder == folder for line in _compared(one)]
        return [*facts, (_("Compared with the server"), lines)] if lines else facts


def _fares(status: str, since: datetime | None, detail: str) -> list[str]:
    words, _tone = STATES.get(status, STATES[SourceStatus.NEW])
    shown = moment(since)
    state = _("{state} since {moment}").format(state=_(words), moment=shown) if shown else _(words)
    return [state, detail] if detail else [state]


def _compared(cursor: MailboxCursor) -> list[str]:
    """Return what the hourly comparison of the ledger with the mailbox found."""
    if cursor.checked_at is None:
        return []
    when = moment(cursor.checked_at)
    if cursor.missing:
        sentence = ngettext(
            "{moment}: {count} mail was missing here. It is fetched again within the hour.",
            "{moment}: {count} mails were missing here. They are fetched again within the hour.",
            cursor.missing,
        )
        lines = [sentence.format(moment=when, count=cursor.missing)]
    else:
        lines = [_("{moment}: nothing is missing.").format(moment=when)]
    if cursor.gap_at and not cursor.missing:
        sentence = ngettext(
            "On {moment} {count} mail had been missed; it was fetched then.",
            "On {moment} {count} mails had been missed; they were fetched then.",
            cursor.gap_count,
        )
        lines.append(sentence.format(moment=moment(cursor.gap_at), count=cursor.gap_count))
    return lines


def _public_address(request: Request, source: Source) -> str:
    """Return the address that others call: the form's page or the hook for the provider."""
    base = request.state.app.settings.public_url
    return {
        SourceKind.FORM: f"{base}/form/{source.address}",
        SourceKind.SMS: f"{base}/hooks/sms/{source.id}",
        SourceKind.TELEGRAM: (
            f"{base}/hooks/telegram/{source.id}" if source.config.get("mode") == "webhook" else ""
        ),
    }.get(SourceKind(source.kind), "")


async def _known_secrets(session: AsyncSession, row: Source | None) -> set[str]:
    """Return which credentials are stored; those that cannot be read must be typed again."""
    try:
        return set(await service.secrets_of(session, row)) if row else set()
    except SecretsUnreadable:
        return set()


def _made(field: SourceField, known: set[str]) -> Any:
    """Return a form's field; `console.js` hides it while what it depends on has other values."""
    made = _plain(field, known)
    if field.only:
        name, values = field.only
        told = {"data-only": f"set_{name}", "data-only-values": " ".join(values)}
        made.kwargs["render_kw"] = {**made.kwargs.get("render_kw", {}), **told}
    return made


def _plain(field: SourceField, known: set[str]) -> Any:
    if field.kind == "secret":
        return fields.secret(field.label, field.help, is_set=field.name in known)
    if field.kind == "number":
        return fields.number(field.label, field.help, low=1, high=65535, default=field.default)
    if field.kind == "choice":
        choices = [(value, _(words)) for value, words in field.choices]
        return fields.choice(field.label, choices, field.help, default=field.default)
    if field.kind == "list":
        return fields.area(field.label, field.help, rows=3)
    return fields.text(field.label, field.help, required=field.required, default=field.default)


def _shown(field: SourceField, value: Any) -> Any:
    return "\n".join(value) if field.kind == "list" else value


def _split(kind: SourceKind, data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str | None]]:
    """Return configuration and the credentials that were typed."""
    config: dict[str, Any] = {}
    secrets: dict[str, str | None] = {}
    for field in SHAPES[kind].fields:
        value = data.get(f"set_{field.name}")
        if field.kind != "secret":
            config[field.name] = value
        elif value:
            secrets[field.name] = value
    return config, secrets
