"""An answer may wait for its moment; large files become links that end by themselves."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.contact_requests import service
from core.contact_requests.enclosing import parted
from core.contact_requests.errors import AnswerHasLeft
from core.contact_requests.timeline import timeline
from core.conversations.models import Conversation
from core.conversations.service import add_message
from core.errors import Invalid
from core.files import links
from core.files.models import StoredFile
from core.files.service import store_file
from core.kit import clock as time
from core.kit.ids import new_id
from core.outbound.claiming import claim_due
from core.outbound.models import OutboundMessage, OutboundState
from core.settings import keys
from core.settings.service import set_value
from tests import make

LEASE = timedelta(minutes=5)


async def queued(session: AsyncSession) -> OutboundMessage:
    found = sa.select(OutboundMessage).where(OutboundMessage.kind == "reply")
    return (await session.scalars(found)).one()


async def claimed(session: AsyncSession) -> list[OutboundMessage]:
    rows = await claim_due(session, "w", "mail", 10, lease=LEASE)
    return [row for row in rows if row.kind == "reply"]


async def test_an_answer_for_later_leaves_then_bearing_that_moment(
    session: AsyncSession, clock: Any
) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    request = await make.a_request(session)
    moment = time.now() + timedelta(hours=16)
    message = await service.answer(session, anna, request.number, text="We come.", leaves_at=moment)

    assert await claimed(session) == []
    shown = [one for one in (await timeline(session, anna, request)).entries if one.message]
    assert [one.leaves_at for one in shown] == [None, moment]
    assert (message.sent_at, request.first_answered_at) == (moment, moment)
    clock.shift(timedelta(hours=16, seconds=1))
    (sent,) = await claimed(session)
    assert sent.payload["date"] == moment.isoformat()


async def test_an_answer_that_waits_is_marked_when_the_customer_writes_again(
    session: AsyncSession, clock: Any
) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    request = await make.a_request(session)
    clock.shift(timedelta(minutes=5))
    moment = time.now() + timedelta(hours=16)
    await service.answer(session, anna, request.number, text="We come.", leaves_at=moment)

    async def overtaken() -> list[bool]:
        told = await timeline(session, anna, request)
        return [told.is_overtaken(one) for one in told.entries if one.leaves_at]

    assert await overtaken() == [False]
    clock.shift(timedelta(minutes=5))
    conversation = await session.get_one(Conversation, request.conversation_id)
    await add_message(session, conversation, direction="in", text="It is worse now.")
    assert await overtaken() == [True]


async def test_an_answer_that_leaves_soon_has_no_moment_shown(session: AsyncSession) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    request = await make.a_request(session)
    await service.answer(session, anna, request.number, text="We come.")
    entries = (await timeline(session, anna, request)).entries
    assert {one.leaves_at for one in entries} == {None}


async def test_it_is_taken_back_until_it_leaves_and_waits_for_an_answer_again(
    session: AsyncSession, clock: Any
) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    request = await make.a_request(session)
    moment = time.now() + timedelta(days=2)
    message = await service.answer(session, anna, request.number, text="Soon", leaves_at=moment)
    clock.shift(timedelta(days=1))

    await service.undo_answer(session, anna, request.number, message.id)
    row = await queued(session)
    await session.refresh(row)
    assert row.state == OutboundState.CANCELLED
    assert request.waiting_since is not None
    assert request.first_answered_at is None
    with pytest.raises(AnswerHasLeft):
        await service.undo_answer(session, anna, request.number, message.id)


@pytest.mark.parametrize("away", [timedelta(0), timedelta(minutes=-1), timedelta(days=400)])
async def test_a_moment_that_makes_no_sense_is_refused(
    session: AsyncSession, clock: Any, away: timedelta
) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    request = await make.a_request(session)
    with pytest.raises(Invalid) as refusal:
        await service.answer(session, anna, request.number, text="x", leaves_at=time.now() + away)
    assert refusal.value.field == "leave_on"


def a_file(size: int) -> StoredFile:
    return StoredFile(
        id=new_id(), name=f"{size}", content_type="", size=size, sha256="", storage_key="",
        subject_kind="",
    )  # fmt: skip


def test_as_many_files_as_fit_go_along() -> None:
    files = [a_file(7), a_file(3), a_file(11), a_file(2)]
    along, linked = parted(files, 10)
    assert [one.size for one in along] == [3, 2]
    assert [one.size for one in linked] == [7, 11]
    assert parted(files, 0) == ([], files)
    assert parted(files, 23) == (files, [])


async def test_a_large_file_is_offered_as_a_link_in_the_customers_language(
    session: AsyncSession, clock: Any
) -> None:
    anna = make.actor_of(await make.a_member(session, "Anna"))
    await set_value(session, system("a test"), keys.MAIL_FILES_MEGABYTES, "1")
    await set_value(session, system("a test"), keys.FILE_LINK_DAYS, "7")
    request = await make.a_request(session)
    (await session.get_one(Conversation, request.conversation_id)).language = "fi"
    files = [
        await store_file(session, name=name, data=b"x" * size, content_type="text/plain")
        for name, size in (("small.txt", 1000), ("kuvat.zip", 1_500_000))
    ]
    message = await service.answer(
        session, anna, request.number, text="Tässä.", file_ids=[one.id for one in files]
    )

    row = await queued(session)
    assert row.payload["file_ids"] == [str(files[0].id)]
    above, _marker, below = row.payload["text"].partition("##-")
    assert "kuvat.zip (1,5 MB)\nhttp" in above
    assert "kuvat.zip" not in below
    token = above.partition("/file/")[2].split()[0]
    link = links.read_token(session.info["keyring"], token)
    assert link is not None
    assert link.file_id == files[1].id
    assert abs(link.until - message.sent_at - timedelta(days=7)) < timedelta(seconds=2)
    assert f'href="http://127.0.0.1:8010/file/{token}"' in row.payload["html"]
    assert message.text == "Tässä."
    assert message.attachment_count == 2
