"""The mail part of an installation as a process of its own, for tests that kill it.

`python -m tests.mail.house` with APURI_* settings; trusts the certificate in SSL_CERT_FILE. With the
word `together` it is one of several on one database.
"""

import asyncio
import sys

import anyio

from core.config import read_settings
from core.db.leader import lead
from core.inbox import service as inbox
from core.outbound import claiming
from core.outbound.delivery import Deliverer
from core.startup import compose
from mail.mailboxes import Mailboxes
from mail.sender import MailSender
from mail.smtp_in import SmtpDoor
from mail.worker import MailWorker


async def main() -> None:
    """Read, understand and send mail until killed."""
    app = compose(read_settings())
    if "together" not in sys.argv:
        async with app.sessions.begin() as session:
            await inbox.release_all(session)
            await claiming.release_all(session)
    stop = anyio.Event()
    deliverer = Deliverer(app.sessions, {"mail": MailSender(app)}, wait=app.wait_for, poll=0.2)
    async with anyio.create_task_group() as group:
        reading = Mailboxes(app, look_seconds=0.2).run
        group.start_soon(lead, app.sessions, "mailboxes", reading, stop)
        group.start_soon(MailWorker(app, poll=0.2).run, stop)
        if app.settings.smtp_port:
            group.start_soon(SmtpDoor(app).run, stop)
        group.start_soon(deliverer.run, stop)


if __name__ == "__main__":
    asyncio.run(main())
