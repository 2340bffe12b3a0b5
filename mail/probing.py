"""Trying a mailbox as its reader would, for `apuri doctor` and the set-up pages."""

import ssl

from core.db.session import Sessions
from core.kit.i18n import ngettext
from core.sources.models import Source
from core.sources.signing_in import tokens_of
from mail import accounts
from mail.connecting import is_grave, mailbox_from, open_mailbox
from mail.troubles import sentence_for


class MailboxUnusable(Exception):
    """Its text is a sentence that says what to mend; `grave` when only a person can."""

    def __init__(self, sentence: str, *, grave: bool) -> None:
        super().__init__(sentence)
        self.grave = grave


async def probe_mailbox(
    sessions: Sessions,
    source: Source,
    secrets: dict[str, str],
    *,
    tls: ssl.SSLContext | None = None,
) -> str:
    """Sign in, open the folder, and sign in for sending; return what was found.

    Raises MailboxUnusable.
    """
    box, tokens = mailbox_from(source, secrets), tokens_of(sessions)
    try:
        connection, selected = await open_mailbox(box, tokens, tls=tls, timeout=15)
    except Exception as error:
        raise MailboxUnusable(sentence_for(error, box), grave=is_grave(error)) from error
    await connection.close()
    if source.config.get("smtp_host"):
        account = accounts.account_of(source, secrets)
        domain = sessions.info["settings"].mail_domain
        try:
            client = await accounts.connect(account, tokens, domain=domain, tls=tls)
        except Exception as error:
            words, grave = accounts.sentence_for(error, account), accounts.is_login(error)
            raise MailboxUnusable(words, grave=grave) from error
        client.close()
    return ngettext(
        "{folder} holds {count} mail.", "{folder} holds {count} mails.", selected.exists
    ).format(folder=box.folder, count=selected.exists)
