"""Receiving and sending fare each on their own, and only news is told."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.events.models import EventRecord
from core.notify.models import Notice
from core.sources import reporting, service
from core.sources.models import Source, SourceKind, SourceStatus
from tests import make


async def facts(session: AsyncSession) -> list[str]:
    names = sa.select(EventRecord.name).order_by(EventRecord.id)
    return [name for name in await session.scalars(names) if name.startswith("Sen")]


async def test_sending_has_a_state_of_its_own_since_when_and_why(
    session: AsyncSession, clock: Any
) -> None:
    source = await make.a_source(session, SourceKind.MAILBOX, name="Office")
    await reporting.report_ok(session, source.id)
    await reporting.report_sending_failure(session, source.id, "The password was refused.")
    clock.shift(timedelta(minutes=7))
    await reporting.report_sending_failure(session, source.id, "The password was refused.")
    await session.refresh(source)
    assert source.status == SourceStatus.OK
    assert source.sending_status == SourceStatus.FAILING
    assert source.sending_detail == "The password was refused."
    assert source.sending_since is not None
    never = source.sent_at
    assert never is None

    await reporting.report_sending(session, source.id)
    await reporting.report_sending(session, source.id)
    await session.refresh(source)
    assert source.sending_status == SourceStatus.OK
    assert source.sending_detail == ""
    assert source.sent_at is not None
    assert await facts(session) == ["SendingFailed", "SendingRecovered"]


async def test_whoever_manages_sources_is_told_that_nothing_leaves(session: AsyncSession) -> None:
    boss = await make.a_member(session, "Boss", owner=True)
    await make.a_member(session, "Clerk")
    source = await make.a_source(session, SourceKind.MAILBOX, name="Office")
    await reporting.report_sending_failure(session, source.id, "The password was refused.")
    notices = (await session.scalars(sa.select(Notice))).all()
    assert [one.staff_id for one in notices] == [boss.id]
    assert "Office cannot send: The password was refused." in notices[0].text


async def test_a_changed_address_of_the_server_drops_every_credential_that_would_go_there(
    session: AsyncSession,
) -> None:
    secrets: dict[str, str | None] = {"password": "p", "refresh_token": "r", "client_secret": "c"}
    config = {"imap_host": "imap.a.example", "user": "u", "sign_in": "google", "client_id": "x"}
    source = await service.create_source(
        session, system("test"), kind=SourceKind.MAILBOX, name="Office", address="a@b.example",
        config=config, secrets=secrets,
    )  # fmt: skip
    change = {"imap_host": "imap.evil.example"}
    await service.change_source(session, system("test"), source.id, config=change)
    assert await service.secrets_of(session, source) == {"client_secret": "c"}
    await service.change_source(session, system("test"), source.id, config={"client_id": "y"})
    assert await service.secrets_of(session, source) == {}


async def test_a_renewed_token_never_overwrites_one_that_a_person_typed(
    session: AsyncSession,
) -> None:
    source = await make.a_source(session, SourceKind.MAILBOX, name="Office")
    await service.set_secrets(session, system("test"), source, {"refresh_token": "typed"})
    assert not await service.renew_secret(session, source, "refresh_token", "old", "renewed")
    assert await service.renew_secret(session, source, "refresh_token", "typed", "renewed")
    found = await session.get(Source, source.id, populate_existing=True)
    assert found is not None
    assert await service.secrets_of(session, found) == {"refresh_token": "renewed"}
