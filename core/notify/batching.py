"""Subscribers that handle a whole batch of facts with a fixed number of statements."""

from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from core.events.bus import Happened

Many = Callable[[AsyncSession, Sequence[Happened]], Awaitable[None]]


class Batched:
    """A subscriber; `record_many` calls `many` once, `record` calls it for each fact alone."""

    def __init__(self, many: Many) -> None:
        self.many = many
        self.__name__ = getattr(many, "__name__", "batched")
        self.__doc__ = many.__doc__

    async def __call__(self, session: AsyncSession, happened: Happened) -> None:
        """Handle one fact."""
        await self.many(session, [happened])
