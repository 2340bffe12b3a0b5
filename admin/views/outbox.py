"""The outbox, to look through; sending again and cancelling are services."""

from typing import Any

from sqlalchemy.orm import load_only

from admin.base import Act, ConfigView, Filter, badge
from admin.pages import wording
from core.access.permissions import Permission
from core.kit.i18n import N_, _
from core.notify.outbox_sight import in_sight
from core.outbound import service
from core.outbound.models import OutboundMessage, OutboundState
from core.outbound.policies import RETRIABLE
from core.staff.mails import SECRET_KINDS

_CANCELLABLE = (OutboundState.QUEUED, OutboundState.SANDBOX, OutboundState.DEAD,
                OutboundState.UNKNOWN)  # fmt: skip
SHOWN = (
    OutboundMessage.created_at, OutboundMessage.channel, OutboundMessage.kind,
    OutboundMessage.address, OutboundMessage.subject, OutboundMessage.state,
    OutboundMessage.due_at, OutboundMessage.sent_at, OutboundMessage.attempts,
    OutboundMessage.error, OutboundMessage.provider_state,
)  # fmt: skip


def _state(message: OutboundMessage, _name: str) -> Any:
    return badge(*wording.outbound_state(message.state))


def _by_state(query: Any, value: str) -> Any:
    return query.where(OutboundMessage.state == value) if value else query


def _by_channel(query: Any, value: str) -> Any:
    return query.where(OutboundMessage.channel == value) if value else query


class OutboxView(ConfigView, model=OutboundMessage):
    """Outgoing messages; their text is on the daily outbox page."""

    right = Permission.SEE_OUTBOX
    name, name_plural = N_("Outgoing message"), N_("Outbox")
    about = N_("Everything that leaves, with its state; what failed can be sent again.")
    none_yet = N_("Every message that leaves appears here.")
    icon = "outbox"
    column_list = ("created_at", "state", "address", "subject")
    column_details_list = (
        "created_at", "channel", "kind", "address", "subject", "state", "due_at", "sent_at",
        "attempts", "error", "provider_state",
    )  # fmt: skip
    column_labels = {
        "created_at": N_("Made"), "channel": N_("Channel"), "kind": N_("What"),
        "address": N_("To"), "subject": N_("Subject"), "state": N_("State"), "due_at": N_("Due"),
        "sent_at": N_("Sent"), "attempts": N_("Tries"), "error": N_("What went wrong"),
        "provider_state": N_("Provider says"),
    }  # fmt: skip
    column_formatters = {
        "state": _state,
        "channel": lambda message, _name: wording.channel(message.channel)[0],
        "kind": lambda message, _name: wording.outbound_kind(message.kind),
    }
    column_formatters_detail = column_formatters
    column_searchable_list = ("address", "subject")
    column_default_sort = ("id", True)
    list_loads = SHOWN
    filters = (
        Filter("state", N_("State"),
               lambda: [("", _("All")), *((state.value, wording.outbound_state(state)[0])
                                          for state in OutboundState)], _by_state),
        Filter("channel", N_("Channel"),
               lambda: [("", _("All")), *((name, wording.channel(name)[0])
                                          for name in ("mail", "telegram", "sms", "webchat"))],
               _by_channel),
    )  # fmt: skip
    acts = (
        Act("retry", N_("Send again"), service.retry_message,
            lambda message: message.state in RETRIABLE, done="sent_again",
            confirm=N_("Send this message again? If it did arrive, it arrives twice.")),
        Act("cancel", N_("Cancel"), service.cancel_message,
            lambda message: message.state in _CANCELLABLE, done="cancelled"),
    )  # fmt: skip

    def details_query(self, request: Any) -> Any:
        """Everything but the text: a mail may hold a way in (`SECRET_KINDS`)."""
        query = self._stmt_by_identifier(request.path_params["pk"]).options(load_only(*SHOWN))
        return query.where(in_sight(request.state.actor))

    def list_query(self, request: Any) -> Any:
        """Without what tells of a task that is hidden from the reader."""
        return super().list_query(request).where(in_sight(request.state.actor))

    async def extras(self, request: Any, row: OutboundMessage) -> dict[str, Any]:
        """Link to the page with the text, unless it holds a way in."""
        if row.kind in SECRET_KINDS:
            return {"more_facts": [(_("Text"), [_("Not shown: it holds a way to sign in.")])]}
        new = (f"/app/outbox/{row.id}", _("Show the text"))
        return {"child_list": {"title": _("Text"), "links": [], "new": new}}
