"""What reads mailboxes in `apuri serve`, as a process of its own for measuring.

`python -m tests.bench.mailbox_house` with APURI_* settings; trusts the certificate in SSL_CERT_FILE.
Nothing is sent: a benchmark's acknowledgements have nowhere to go.
"""

import asyncio

import anyio

from core.config import read_settings
from core.kit import memory
from core.startup import compose
from mail.mailboxes import Mailboxes
from mail.worker import MailWorker


async def main() -> None:
    """Take in mail until killed."""
    app = compose(read_settings())
    stop = anyio.Event()
    async with anyio.create_task_group() as group:
        group.start_soon(Mailboxes(app, look_seconds=0.1).run, stop)
        group.start_soon(MailWorker(app).run, stop)


if __name__ == "__main__":
    memory.collect_seldom()  # as `apuri serve` does
    asyncio.run(main())
