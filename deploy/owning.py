"""Making an owner from the command line."""

from core.access.actor import system
from core.config import Settings
from core.errors import DomainError
from core.kit.i18n import _
from core.staff import service
from core.staff.models import LinkPurpose
from deploy.installing import installation

LINK_MINUTES = 24 * 60


async def create_owner(settings: Settings, *, name: str, email: str) -> str:
    """Create an owner; returns a sentence with the link by which they set their password."""
    async with installation(settings) as app:
        try:
            async with app.sessions.begin() as session:
                actor = system("apuri create-owner", "cli")
                owner = await service.create_owner(session, name=name, email=email, actor=actor)
                token = await service.make_link(
                    session, LinkPurpose.INVITATION, owner.id, LINK_MINUTES
                )
        except DomainError as refusal:
            return refusal.sentence()
        return _("{name} is an owner. Set the password within a day: {url}").format(
            name=name, url=f"{settings.public_url}/link/invitation/{token}"
        )
