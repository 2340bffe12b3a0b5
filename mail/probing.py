"""Trying a mailbox as its reader would, for `apuri doctor` and the set-up pages."""

import ssl

from core.kit.i18n import ngettext
from core.sources.models import Source
from mail.connecting import is_grave, mailbox_from, open_mailbox, sentence_for


class MailboxUnusable(Exception):
    """Its text is a sentence that says what to mend; `grave` when only a person can."""

    def __init__(self, sentence: str, *, grave: bool) -> None:
        super().__init__(sentence)
        self.grave = grave


async def probe_mailbox(
    source: Source, secrets: dict[str, str], *, tls: ssl.SSLContext | None = None
) -> str:
    """Sign in and open the folder; return what was found, or raise MailboxUnusable."""
    box = mailbox_from(source, secrets)
    try:
        connection, selected = await open_mailbox(box, tls=tls, timeout=15)
    except Exception as error:
        raise MailboxUnusable(sentence_for(error, box), grave=is_grave(error)) from error
    await connection.close()
    return ngettext(
        "{folder} holds {count} mail.", "{folder} holds {count} mails.", selected.exists
    ).format(folder=box.folder, count=selected.exists)
