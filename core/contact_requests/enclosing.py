"""Files of an answer by mail: what goes along, and what is offered as a link to download."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from core.config import Settings
from core.files import links
from core.files.models import StoredFile
from core.kit import clock, formatting
from core.kit.crypto import Keyring
from core.kit.i18n import ngettext, use_language
from core.settings.queries import Company


def parted(files: Sequence[StoredFile], limit: int) -> tuple[list[StoredFile], list[StoredFile]]:
    """Return which files go along, together at most `limit` bytes, and which become links.

    The smallest go along first: so the fewest have to be fetched. Both keep the order.
    """
    room, along = limit, set()
    for one in sorted(files, key=lambda file: file.size):
        if one.size <= room:
            room -= one.size
            along.add(one.id)
    return [one for one in files if one.id in along], [one for one in files if one.id not in along]


def links_text(
    session: AsyncSession,
    files: Sequence[StoredFile],
    company: Company,
    language: str,
    *,
    from_moment: datetime,
) -> str:
    """Return the paragraph that offers files as links, in a language; empty without files."""
    if not files:
        return ""
    keyring: Keyring = session.info["keyring"]
    settings: Settings = session.info["settings"]
    until = from_moment + timedelta(days=company.file_link_days)
    with use_language(language):
        day = formatting.full_day(clock.local(until, company.zone).date())
        lines = [ngettext(
            "This file can be downloaded until {day}:", "These files can be downloaded until {day}:",
            len(files),
        ).format(day=day)]  # fmt: skip
        for one in files:
            url = f"{settings.public_url}/file/{links.token_for(keyring, one.id, until)}"
            lines.append(f"{one.name} ({formatting.size(one.size)})\n{url}")
    return "\n".join(lines)
