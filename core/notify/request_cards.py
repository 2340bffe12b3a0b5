"""The cards that told a team of a request: once somebody deals with it, every card says who."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.kit.i18n import _
from core.notify.settling import settle_cards
from core.outbound.cards import Button, press

TAKING_KINDS = ("request_opened",)


def take_button(request_id: UUID) -> tuple[tuple[Button, ...], ...]:
    """Return the row with which a member takes a request."""
    return ((Button(_("Take"), press("take", request_id)),),)


async def settle(
    session: AsyncSession, request_id: UUID, *, once: UUID, line: Callable[[], str],
    can_take: bool = False,
) -> None:  # fmt: skip
    """Edit the cards that were shown, so that they end with `line`; stop those not yet sent.

    `once` is the id of the fact that made it so. With `can_take` the button comes back.
    """
    await settle_cards(
        session, "contact_request", request_id, TAKING_KINDS, once=once, line=line,
        kind="request_settled", keeps_buttons=can_take,
    )  # fmt: skip
