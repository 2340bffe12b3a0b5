"""What follows from facts about tasks: whoever looks at a board sees the change."""

from sqlalchemy.ext.asyncio import AsyncSession

from core.events.bus import Event, Happened, Subscriber
from core.work import events

BOARD = "board"
"""The wake-up of everybody who looks at a board."""


async def tell_boards(session: AsyncSession, _happened: Happened) -> None:
    """Wake the boards once, after the commit."""
    wake = session.info.get("wake")
    waiting = session.info.setdefault("after_commit", [])
    if wake is not None and not session.info.get("boards_told"):
        session.info["boards_told"] = True

        def tell() -> None:
            session.info.pop("boards_told", None)
            wake(BOARD)

        waiting.append(tell)


SUBSCRIPTIONS: dict[type[Event], list[Subscriber]] = {
    kind: [tell_boards]
    for kind in (events.TaskCreated, events.TaskChanged, events.TaskMoved, events.TaskAssigned)
}
