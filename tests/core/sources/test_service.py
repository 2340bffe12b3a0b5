"""Sources: connecting, credentials, how they fare."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, system
from core.access.permissions import Permission
from core.errors import Changed, Invalid, NotAllowed
from core.events.models import EventRecord
from core.kit.crypto import Keyring
from core.sources import queries, service
from core.sources.errors import AddressTaken, SecretsUnreadable
from core.sources.models import Source, SourceKind, SourceStatus

OWNER = system("a test")
MAILBOX: dict[str, Any] = {"imap_host": "imap.example", "user": "help"}


async def a_mailbox(session: AsyncSession, **values: Any) -> Source:
    values = {"name": "Help", "address": "help@firm.example", "config": MAILBOX, **values}
    return await service.create_source(session, OWNER, kind=SourceKind.MAILBOX, **values)


async def facts(session: AsyncSession) -> list[str]:
    await session.flush()
    return list(await session.scalars(sa.select(EventRecord.name).order_by(EventRecord.id)))


async def test_a_mailbox_gets_the_defaults_it_was_not_told(session: AsyncSession) -> None:
    source = await a_mailbox(session, config={**MAILBOX, "imap_port": "1993"})

    assert source.config["imap_port"] == 1993
    assert source.config["folder"] == "INBOX"
    assert [one.id for one in await queries.active_sources(session, "mailbox")] == [source.id]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"config": {"user": "x"}}, "imap_host"), ({"address": "help"}, "address"),
     ({"config": {**MAILBOX, "imap_port": "99999"}}, "imap_port"), ({"name": " "}, "name"),
     ({"config": {**MAILBOX, "after": "burn"}}, "after")],
)  # fmt: skip
async def test_a_wrong_field_is_named(
    session: AsyncSession, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        await a_mailbox(session, **changes)

    assert refusal.value.field == field


async def test_two_sources_in_use_never_share_an_address(session: AsyncSession) -> None:
    first = await a_mailbox(session)
    with pytest.raises(AddressTaken):
        await a_mailbox(session, address="HELP@firm.example")

    await service.archive_source(session, OWNER, first.id)
    second = await a_mailbox(session)
    with pytest.raises(AddressTaken):
        await service.restore_source(session, OWNER, first.id)
    assert second.address == "help@firm.example"


async def test_credentials_are_encrypted_kept_apart_and_never_in_the_audit(
    session: AsyncSession,
) -> None:
    source = await a_mailbox(session, secrets={"password": "s3cret-word", "other": "x"})
    await service.set_secrets(session, OWNER, source, {"smtp_password": "another-word"})

    opened = await service.secrets_of(session, source)
    written = str([row.payload for row in await session.scalars(sa.select(EventRecord))])
    assert opened == {"password": "s3cret-word", "smtp_password": "another-word"}
    assert b"s3cret" not in (source.secrets or b"")
    assert "word" not in written.replace("smtp_password", "")


async def test_a_password_is_never_sent_to_another_server_than_it_was_typed_for(
    session: AsyncSession,
) -> None:
    source = await a_mailbox(session, secrets={"password": "s3cret"})
    await service.change_source(session, OWNER, source.id, config={"folder": "Inbox/New"})
    assert (await service.secrets_of(session, source)) == {"password": "s3cret"}
    await service.change_source(
        session, OWNER, source.id, config={"imap_host": "imap.thief.example"}
    )
    assert (await service.secrets_of(session, source)) == {}


async def test_credentials_of_another_key_are_refused_in_words(session: AsyncSession) -> None:
    source = await a_mailbox(session, secrets={"password": "s3cret-word"})
    session.info["keyring"] = Keyring("another installation's key, as long as the first")

    with pytest.raises(SecretsUnreadable) as refusal:
        await service.secrets_of(session, source)
    assert "Help" in refusal.value.sentence()


async def test_a_failure_is_recorded_once_and_so_is_the_recovery(session: AsyncSession) -> None:
    source = await a_mailbox(session)
    for _again in range(3):
        await service.report_failure(session, source.id, "The server refused the password.")
    await service.report_ok(session, source.id)
    await service.report_ok(session, source.id)
    await session.refresh(source)

    assert await facts(session) == ["SourceCreated", "SourceFailed", "SourceRecovered"]
    assert (source.status, source.version) == (SourceStatus.OK, 1)
    assert source.last_ok_at is not None


async def test_an_archived_source_reports_nothing(session: AsyncSession) -> None:
    source = await a_mailbox(session)
    await service.archive_source(session, OWNER, source.id)
    await service.report_ok(session, source.id)
    await session.refresh(source)

    assert source.status == SourceStatus.OFF


async def test_a_stale_form_is_refused(session: AsyncSession) -> None:
    source = await a_mailbox(session)
    await service.change_source(session, OWNER, source.id, version=1, name="Mail")
    await session.flush()

    with pytest.raises(Changed):
        await service.change_source(session, OWNER, source.id, version=1, name="Post")


async def test_only_who_may_manage_sources_connects_one(session: AsyncSession) -> None:
    clerk = Actor(kind="staff", permissions=frozenset({Permission.MANAGE_STAFF}))

    with pytest.raises(NotAllowed):
        await service.create_source(session, clerk, kind=SourceKind.FORM, name="Form")


async def test_a_bot_gets_a_webhook_secret_and_its_name_without_the_at(
    session: AsyncSession,
) -> None:
    bot = await service.create_source(
        session, OWNER, kind=SourceKind.TELEGRAM, name="Bot", address="@apuri_bot",
        secrets={"token": "1:abc"},
    )  # fmt: skip

    assert bot.address == bot.config["bot_username"] == "apuri_bot"
    assert len((await service.secrets_of(session, bot))["webhook_secret"]) > 20
