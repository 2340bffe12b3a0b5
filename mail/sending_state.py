"""How each mailbox fares in sending, as the sources page shows it."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from core.kit import clock
from core.kit.i18n import use_language
from core.settings.queries import load_company
from core.sources.reporting import report_sending, report_sending_failure
from core.startup import App
from mail.accounts import Account, is_login, sentence_for

log = logging.getLogger(__name__)

_TELL_AGAIN = timedelta(minutes=5)


class SendingState:
    """Writes a state when it is news, and that it still holds every few minutes."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._told_ok: dict[UUID, datetime] = {}
        self._failures: dict[UUID, int] = {}

    async def works(self, account: Account) -> None:
        """A mail was taken by the account's server."""
        self._failures.pop(account.source_id, None)
        told = self._told_ok.get(account.source_id)
        if told is not None and clock.now() - told < _TELL_AGAIN:
            return
        try:
            async with self._app.sessions.begin() as session:
                await report_sending(session, account.source_id)
            self._told_ok[account.source_id] = clock.now()
        except Exception:  # the mail is gone: nothing may make it be sent once more
            log.exception("that mailbox %s sends could not be recorded", account.source_id)

    async def fails(self, account: Account, error: BaseException) -> None:
        """The account cannot be used; a first cut of the line is not worth a word."""
        failures = self._failures[account.source_id] = self._failures.get(account.source_id, 0) + 1
        if failures < 2 and not is_login(error):
            return
        self._told_ok.pop(account.source_id, None)
        try:
            async with self._app.sessions.begin() as session:
                with use_language((await load_company(session)).language):
                    words = sentence_for(error, account)
                await report_sending_failure(session, account.source_id, words)
        except Exception:  # the outbox keeps the mail whatever happens here
            log.exception("the trouble of mailbox %s could not be recorded", account.source_id)
