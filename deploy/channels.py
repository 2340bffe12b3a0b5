"""Which channel does what in a process: decoders, senders and workers, imported when they run."""

import asyncio
from collections.abc import Iterable

import anyio

from core.kit.jobs import Job
from core.startup import App
from core.worker import ChatWorker
from deploy.supervising import Worker


def chat_worker(app: App) -> Worker:
    """The worker that hands arrived chat, SMS and forms to the one door."""

    async def run(stop: anyio.Event) -> None:
        from admin.hooks.decoding import DECODERS as hooked
        from admin.webchat.decoding import DECODERS as browser
        from bot.decoding import DECODERS as telegram

        await ChatWorker(app, {**hooked, **browser, **telegram}).run(stop)

    return run


def delivery(app: App) -> Worker:
    """The worker that sends what is due in the outbox."""

    async def run(stop: anyio.Event) -> None:
        from bot.bots import bots_of
        from bot.sender import TelegramSender
        from core.assistant.showing import WebChatSender
        from core.outbound.delivery import Deliverer
        from core.outbound.ports import Sender
        from core.outbound.sms import TwilioSender
        from mail.sender import MailSender

        senders: dict[str, Sender | None] = {
            "mail": MailSender(app),
            "telegram": TelegramSender(app),
            "sms": TwilioSender(app.sessions, app.settings),
            "webchat": WebChatSender(app.sessions),
        }
        try:
            await Deliverer(app.sessions, senders, wait=app.wait_for).run(stop)
        finally:
            await bots_of(app).close()  # the last messages may have opened it after the poller

    return run


def mail_workers(app: App) -> Iterable[tuple[str, Worker]]:
    """Reading mailboxes, the local SMTP door, and understanding what came."""

    async def read_mailboxes(stop: anyio.Event) -> None:
        from core.db.leader import lead
        from mail.mailboxes import Mailboxes

        await lead(app.sessions, "mailboxes", lambda stop: Mailboxes(app).run(stop), stop)

    async def smtp_door(stop: anyio.Event) -> None:
        from mail.smtp_in import SmtpDoor

        await SmtpDoor(app).run(stop)

    async def understand(stop: anyio.Event) -> None:
        from mail.worker import MailWorker

        await MailWorker(app).run(stop)

    yield "mailboxes", read_mailboxes
    yield "mail", understand
    if app.settings.smtp_port:
        yield "smtp", smtp_door


def telegram(app: App) -> Worker:
    """Polling the bots; aiogram is imported in a thread and only when there is a bot."""

    async def run(stop: anyio.Event) -> None:
        from bot.bots import wait_for_bot

        if await wait_for_bot(app, stop):
            polling = await asyncio.to_thread(__import__, "bot.polling", fromlist=["Poller"])
            await polling.Poller(app).run(stop)

    return run


def jobs() -> list[Job]:
    """The channels' own jobs for the timetable (IMAP reconciliation)."""
    from mail.jobs import JOBS

    return list(JOBS)
