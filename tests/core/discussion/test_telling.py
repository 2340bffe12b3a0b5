"""Comments reach those they are for, by the channel they chose, and are answered from there."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from core.discussion import service
from core.discussion.models import Comment
from core.discussion.queries import comments_of, mentions_of
from core.notify import jobs, queries
from core.notify.models import Notice
from core.outbound.cards import card_from_json
from core.outbound.delivery import Deliverer
from core.outbound.models import OutboundMessage, OutboundState
from core.sources.models import SourceKind
from core.staff.models import StaffMember, Team
from core.startup import App
from core.work import service as work
from core.work.models import Task
from tests import make
from tests.core.assistant.conftest import Chat
from tests.fakes.senders import RecordingSender


class House:
    """A team with a task: Anna sees all, Matti does it, Sam is in the team, Eve sees nothing."""

    anna: StaffMember
    matti: StaffMember
    sam: StaffMember
    eve: StaffMember
    team: Team
    task: Task


@pytest.fixture
async def house(app: App, clock: Any) -> House:
    found = House()
    async with app.sessions.begin() as session:
        found.anna = await make.a_member(session, "Anna", owner=True)
        found.matti = await make.a_member(session, "Matti", language="fi")
        found.sam = await make.a_member(session, "Sam")
        found.eve = await make.a_member(session, "Eve", roles=[await make.a_role(session, "X")])
        found.team = await make.a_team(session, "Field", [found.matti, found.sam])
        found.matti.teams, found.sam.teams = [found.team], [found.team]
        found.task = await work.create_task(
            session, make.actor_of(found.anna), title="Vaihda hana", doer_id=found.matti.id,
            team_id=found.team.id,
        )  # fmt: skip
        for one in (found.matti, found.sam):
            await make.a_linked_account(session, one, "telegram", f"chat-{one.id}")
    return found


async def says(app: App, who: StaffMember, house: House, text: str) -> Comment:
    async with app.sessions.begin() as session:
        return await service.add_comment(
            session, make.actor_of(who), "task", house.task.id, text=text
        )


async def told(session: AsyncSession, *kinds: str) -> dict[str, str]:
    """Return who was queued which kind of message."""
    rows = await session.execute(
        sa.select(StaffMember.name, Notice.kind)
        .join(Notice, Notice.staff_id == StaffMember.id)
        .where(Notice.kind.in_(kinds or ("mentioned", "commented")))
    )
    return {row.name: row.kind for row in rows}


async def test_whoever_is_mentioned_follows_or_does_the_work_is_told_once(
    app: App, house: House
) -> None:
    await says(app, house.sam, house, "Kuka käy?")
    async with app.sessions.begin() as session:
        assert await told(session) == {
            "Anna": "commented",
            "Matti": "commented",
        }  # she answers for it
        await session.execute(sa.delete(Notice))

    await says(app, house.anna, house, "@Matti katso tätä")

    async with app.sessions.begin() as session:
        assert await told(session) == {"Matti": "mentioned", "Sam": "commented"}


async def test_a_team_is_mentioned_as_its_members_who_may_see(app: App, house: House) -> None:
    await says(app, house.anna, house, "@Field, huomenna klo 8")

    async with app.sessions.begin() as session:
        assert await told(session) == {"Matti": "mentioned", "Sam": "mentioned"}


async def test_a_mention_waits_on_the_home_page_until_the_thing_is_opened(
    app: App, house: House
) -> None:
    from core.discussion.queries import mark_mentions_seen

    await says(app, house.anna, house, "@Sam eka")
    async with app.sessions.begin() as session:
        sam = make.actor_of(house.sam)
        (line,) = await mentions_of(session, sam)
        assert (line.author, line.text, line.seen_at) == ("Anna", "@Sam eka", None)
        assert line.about.path == f"/app/tasks/{house.task.number}"

        await mark_mentions_seen(session, sam, "task", house.task.id)
        (line,) = await mentions_of(session, sam)
        assert line.seen_at is not None


async def test_the_card_in_telegram_tells_who_what_and_where(app: App, house: House) -> None:
    async with app.sessions.begin() as session:
        await make.a_source(session, SourceKind.TELEGRAM)
    await says(app, house.anna, house, "@Matti <b>eka</b>\ntoka\n\nkolmas\nneljäs\nviides")

    async with app.sessions.begin() as session:
        row = await session.scalar(
            sa.select(OutboundMessage).where(OutboundMessage.kind == "mentioned")
        )
        assert row is not None
        card = card_from_json(row.payload["card"])
    lines = card.text.splitlines()
    assert house.task.number in lines[0]
    assert lines[1:] == ["@Matti <b>eka</b>", "toka", "kolmas", "neljäs"]
    assert card.rows[0][0].data.startswith("comment:")


@pytest.mark.parametrize("late", [False, True])
async def test_no_card_leaves_to_whoever_lost_the_right_to_see_meanwhile(
    app: App, house: House, clock: Any, late: bool
) -> None:
    async with app.sessions.begin() as session:
        await make.a_source(session, SourceKind.TELEGRAM)
    await says(app, house.anna, house, "@Sam ja @Matti")
    if late:
        async with app.sessions.begin() as session:
            await work.change_task(
                session, make.actor_of(house.anna), house.task.number, team_id=None
            )
    sender = RecordingSender("telegram")
    async with app.sessions.begin() as session:
        await session.execute(
            sa.update(OutboundMessage)
            .where(OutboundMessage.kind != "mentioned")
            .values(state=OutboundState.CANCELLED)
        )

    await Deliverer(app.sessions, {"telegram": sender}).deliver_due()

    reached = {one.address for one in sender.sent}
    matti, sam = f"chat-{house.matti.id}", f"chat-{house.sam.id}"
    assert reached == ({matti} if late else {matti, sam})
    async with app.sessions.reading() as session:
        seen = await queries.unread(session, make.actor_of(house.sam))
        assert [one.kind for one in seen if one.kind == "mentioned"] == (
            [] if late else ["mentioned"]
        )


async def test_a_card_that_was_read_or_taken_back_before_it_left_stays_away(
    app: App, house: House, clock: Any
) -> None:
    clock.move_to(datetime(2026, 3, 31, 20, 30, tzinfo=UTC))  # half past eleven at night
    async with app.sessions.begin() as session:
        await make.a_source(session, SourceKind.TELEGRAM)
    comment = await says(app, house.anna, house, "@Sam")
    async with app.sessions.begin() as session:
        due = await session.scalar(
            sa.select(OutboundMessage.due_at).where(OutboundMessage.kind == "mentioned")
        )
        assert due == datetime(2026, 4, 1, 3, tzinfo=UTC)  # six in the morning
        await service.remove_comment(session, make.actor_of(house.anna), comment.id)

    async with app.sessions.begin() as session:
        states = await session.execute(
            sa.select(OutboundMessage.kind, OutboundMessage.state).where(
                OutboundMessage.kind.in_(("mentioned", "commented"))
            )
        )
        assert {state for _kind, state in states} == {OutboundState.CANCELLED}
        assert await mentions_of(session, make.actor_of(house.sam)) == []


async def test_many_comments_are_told_as_one_without_what_may_not_be_seen_any_more(
    app: App, house: House, clock: Any
) -> None:
    async with app.sessions.begin() as session:
        await make.a_source(session, SourceKind.TELEGRAM)
    for number in range(9):
        await says(app, house.anna, house, f"@Sam {number}")
    async with app.sessions.begin() as session:
        await work.change_task(session, make.actor_of(house.anna), house.task.number, team_id=None)
    clock.shift(timedelta(minutes=11))

    await jobs.tell_bundles(app.sessions)

    async with app.sessions.reading() as session:
        bundles = await session.scalars(
            sa.select(OutboundMessage).where(
                OutboundMessage.kind == "bundle",
                OutboundMessage.address == f"chat-{house.sam.id}",
            )
        )
        assert bundles.all() == []


async def sent_card(app: App, chat: Chat, member: StaffMember) -> str:
    """Show the member's card as the channel's sender does; return its ref."""
    async with app.sessions.begin() as session:
        row = await session.scalar(
            sa.select(OutboundMessage)
            .where(OutboundMessage.kind == "mentioned",
                   OutboundMessage.address == f"chat-{member.id}")
            .order_by(OutboundMessage.id.desc())
        )  # fmt: skip
        assert row is not None
        row.state, row.provider_id = OutboundState.SENT, "4711"
        chat.shown["4711"] = card_from_json(row.payload["card"])
    return "4711"


async def test_a_mention_is_answered_from_telegram_by_a_reply(
    app: App, house: House, telegram: Chat
) -> None:
    await says(app, house.anna, house, "@Sam voitko?")
    ref = await sent_card(app, telegram, house.sam)

    answer = await telegram.says(house.sam, "2 h huomenna, @Anna", reply_to=ref)

    assert answer.splitlines()[0] == f"✓ {house.task.number} · Vaihda hana"
    assert telegram.labels() == ["Undo"]
    async with app.sessions.begin() as session:
        comments = await comments_of(session, make.actor_of(house.anna), "task", house.task.id)
        assert [one.text for one, _name in comments] == ["@Sam voitko?", "2 h huomenna, @Anna"]
        (line,) = await mentions_of(session, make.actor_of(house.anna))
        assert line.author == "Sam"

    await telegram.presses(house.sam, "Undo")
    async with app.sessions.begin() as session:
        assert await mentions_of(session, make.actor_of(house.anna)) == []


async def test_a_mention_is_answered_by_its_button_and_the_next_words(
    app: App, house: House, telegram: Chat
) -> None:
    await says(app, house.anna, house, "@Sam voitko?")
    ref = await sent_card(app, telegram, house.sam)

    asked = await telegram.presses(house.sam, "Answer", ref)
    assert asked.splitlines()[1].startswith("Write the comment.")
    await telegram.says(house.sam, "8 h lehto")

    async with app.sessions.begin() as session:
        comments = await comments_of(session, make.actor_of(house.anna), "task", house.task.id)
        assert [one.text for one, _name in comments][-1] == "8 h lehto"


async def test_whoever_may_not_see_it_any_more_cannot_answer(
    app: App, house: House, telegram: Chat
) -> None:
    await says(app, house.anna, house, "@Sam voitko?")
    ref = await sent_card(app, telegram, house.sam)
    async with app.sessions.begin() as session:
        await work.change_task(session, make.actor_of(house.anna), house.task.number, team_id=None)

    answer = await telegram.says(house.sam, "Joo", reply_to=ref)

    assert "not found" in answer
    async with app.sessions.begin() as session:
        comments = await comments_of(session, make.actor_of(house.anna), "task", house.task.id)
        assert len(comments) == 1


async def test_followers_are_told_once_what_happens_and_those_whose_work_it_is_are_not(
    app: App, house: House
) -> None:
    async with app.sessions.begin() as session:
        for one in (house.sam, house.matti, house.anna):
            await service.follow(session, make.actor_of(one), "task", house.task.id)
        await work.complete_task(session, make.actor_of(house.matti), house.task.id)

    async with app.sessions.begin() as session:
        notices = (await session.scalars(sa.select(Notice).where(Notice.kind == "followed"))).all()
        assert [one.staff_id for one in notices] == [house.sam.id]
        assert f"{house.task.number} · Vaihda hana: Moved: " in notices[0].text
        await service.unfollow(session, make.actor_of(house.sam), "task", house.task.id)
        await work.reopen_task(session, make.actor_of(house.matti), house.task.id)
        count = await session.scalar(
            sa.select(sa.func.count()).select_from(Notice).where(Notice.kind == "followed")
        )
        assert count == 1
