"""The timetable's part of reading mail."""

from core.db.session import Sessions
from core.kit.jobs import Job, every
from mail.reconciling import reconcile


async def reconcile_mailboxes(sessions: Sessions) -> int:
    """Compare every mailbox with the ledger."""
    return await reconcile(sessions)


JOBS = [Job("reconcile-mailboxes", every(minutes=60), reconcile_mailboxes)]
