"""What arrived and could not be understood: to look at, and to have handled again."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import load_only

from admin.base import Act, ConfigView
from admin.pages import wording
from core.access.permissions import Permission
from core.inbox import service
from core.inbox.models import InboxItem, InboxState
from core.kit.i18n import N_, _
from core.kit.text import shorten

SHOWN = (
    InboxItem.received_at, InboxItem.channel, InboxItem.state, InboxItem.attempts, InboxItem.error,
    InboxItem.external_id,
)  # fmt: skip
STATES = {
    InboxState.RECEIVED: N_("Waiting"), InboxState.CLAIMED: N_("Waiting"),
    InboxState.DONE: N_("Handled"), InboxState.IGNORED: N_("Handled"),
    InboxState.FAILED: N_("Set aside"),
}  # fmt: skip


def _why(item: InboxItem, _name: str) -> str:
    """The last line of what is kept for whoever mends the program."""
    return shorten(item.error.strip().rpartition("\n")[2], 200)


class ArrivalView(ConfigView, model=InboxItem):
    """The quarantine: mails, chat, texts and forms that were tried several times in vain."""

    right = Permission.MANAGE_SOURCES
    name, name_plural = N_("Message that was set aside"), N_("Messages that were set aside")
    about = N_("What came in and could not be read. Nothing is lost: have it handled again.")
    none_yet = N_("Whatever comes in and cannot be read appears here. Nothing has.")
    icon = "inbox"
    column_list = ("received_at", "channel", "attempts", "error")
    column_details_list = ("received_at", "channel", "state", "attempts", "error", "external_id")
    column_labels = {
        "received_at": N_("Arrived"), "channel": N_("By way of"), "state": N_("State"),
        "attempts": N_("Tries"), "error": N_("What went wrong"), "external_id": N_("Number there"),
    }  # fmt: skip
    column_formatters = {
        "channel": lambda item, _name: wording.channel(item.channel)[0], "error": _why,
    }  # fmt: skip
    column_formatters_detail = {
        **column_formatters,
        "state": lambda item, _name: _(STATES[InboxState(item.state)]),
    }
    column_searchable_list = ("error",)
    column_default_sort = ("id", True)
    list_loads = SHOWN
    acts = (
        Act("again", N_("Have it handled again"), service.run_again,
            lambda item: item.state == InboxState.FAILED),
    )  # fmt: skip

    def list_query(self, request: Any) -> Any:
        """Only what waits for a person."""
        waits = InboxItem.state == InboxState.FAILED
        return sa.select(InboxItem).where(waits).options(load_only(*SHOWN))

    def details_query(self, request: Any) -> Any:
        """Everything but the words of whoever wrote."""
        return self._stmt_by_identifier(request.path_params["pk"]).options(load_only(*SHOWN))
