"""Every change of this domain by its name; each activity has a module of its own."""

from core.staff.inviting import accept_invitation, create_owner, invite_again, invite_member
from core.staff.linking import link_account, mark_blocked, unlink_account
from core.staff.members import change_member, deactivate_member, reactivate_member
from core.staff.one_time_links import make_link, spend_link, use_link
from core.staff.resetting import change_password, request_reset, set_password
from core.staff.roles import change_role, create_role, owner_role, remove_role
from core.staff.signing_in import (
    Entry,
    end_session,
    finish_attempt,
    finish_code,
    let_in,
    note_failure,
    note_seen,
    see_as,
    see_as_oneself,
    start_attempt,
    start_code,
    start_own_code,
    start_session,
)
from core.staff.teams import archive_team, change_team, create_team, restore_team

__all__ = [
    "Entry", "accept_invitation", "archive_team", "change_member", "change_password",
    "change_role", "change_team", "create_owner", "create_role", "create_team",
    "deactivate_member", "end_session", "finish_attempt", "finish_code", "invite_again",
    "invite_member", "let_in", "link_account", "make_link", "mark_blocked", "note_failure",
    "note_seen", "owner_role", "reactivate_member", "remove_role", "request_reset",
    "restore_team", "see_as", "see_as_oneself", "set_password", "spend_link", "start_attempt",
    "start_code", "start_own_code", "start_session", "unlink_account", "use_link",
]  # fmt: skip
