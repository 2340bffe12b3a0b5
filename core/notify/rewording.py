"""The company's own words: check, preview, save and reset."""

import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import Actor, require
from core.errors import Invalid, NotFound, check_version
from core.events.bus import record
from core.kit.i18n import LANGUAGES, _
from core.kit.text import storable
from core.notify import policies, rendering
from core.notify.events import TemplateChanged, TemplateReset
from core.notify.models import MessageTemplate
from core.notify.rendering import Rendered
from core.notify.wording import WORDINGS, Wording


@dataclass(frozen=True, slots=True)
class Slot:
    """One message in one channel and language: the words in use, and the row when it has one."""

    wording: Wording
    channel: str
    language: str
    row: MessageTemplate | None
    shown: Rendered


def _wording(event: str, channel: str, language: str) -> Wording:
    found = WORDINGS.get(event)
    if found is None or channel not in found.channels or language not in LANGUAGES:
        raise NotFound
    return found


def check(event: str, channel: str, language: str, *, subject: str, body: str) -> Rendered:
    """Return how written words look with sample values; raises Invalid with what is wrong."""
    wording = _wording(event, channel, language)
    if not body.strip():
        raise Invalid(_("Write the message."), field="body")
    for field, text in (("subject", subject), ("body", body)):
        _check_one(field, text, wording.sample)
    missing = [name for name in wording.required if not _holds(subject + body, name)]
    if missing:
        sentence = _("The message must hold {blank}.")
        raise Invalid(sentence.format(blank="{{ " + missing[0] + " }}"), field="body")
    default = rendering.render(event, channel, language, wording.sample)
    return rendering.render_written(subject, body, wording.sample, default.subject)


def _holds(text: str, name: str) -> bool:
    """Tell whether a blank is filled in somewhere; the word alone is not the blank."""
    return re.search(r"\{\{[^}]*\b" + re.escape(name) + r"\b", text) is not None


def _check_one(field: str, text: str, sample: dict[str, Any]) -> None:
    try:
        rendering.compiled(text).render(sample)
    except UndefinedError:
        names = ", ".join("{{ " + name + " }}" for name in sample)
        sentence = _("One of the blanks is not known here. Known are: {names}.")
        raise Invalid(sentence.format(names=names), field=field) from None
    except TemplateSyntaxError as error:
        sentence = _("Line {line} is not complete: check the braces.")
        raise Invalid(sentence.format(line=error.lineno), field=field) from None
    except (TemplateError, ValueError, TypeError):
        sentence = _("Only blanks and conditions may stand here, no loops or calculations.")
        raise Invalid(sentence, field=field) from None


def preview(
    event: str, channel: str, language: str, *, subject: str = "", body: str = ""
) -> Rendered:
    """Return how a message looks: the given words, or the built-in ones when there are none."""
    if body.strip():
        return check(event, channel, language, subject=subject, body=body)
    return rendering.render(event, channel, language, _wording(event, channel, language).sample)


async def _row(
    session: AsyncSession, event: str, channel: str, language: str
) -> MessageTemplate | None:
    found: MessageTemplate | None = await session.scalar(
        sa.select(MessageTemplate).where(
            MessageTemplate.event == event,
            MessageTemplate.channel == channel,
            MessageTemplate.language == language,
        )
    )
    return found


async def slots(session: AsyncSession, actor: Actor, *, language: str) -> list[Slot]:
    """Return every message with the words in use in a language, one query."""
    require(policies.can_write_templates(actor))
    rows = {
        (row.event, row.channel): row
        for row in await session.scalars(
            sa.select(MessageTemplate).where(MessageTemplate.language == language)
        )
    }
    found = []
    for wording in WORDINGS.values():
        for channel in wording.channels:
            row = rows.get((wording.name, channel))
            own = {(wording.name, channel, language): (row.subject, row.body)} if row else {}
            shown = rendering.render(wording.name, channel, language, wording.sample, own)
            found.append(Slot(wording, channel, language, row, shown))
    return found


async def set_template(
    session: AsyncSession,
    actor: Actor,
    *,
    event: str,
    channel: str,
    language: str,
    subject: str = "",
    body: str,
    version: int | None = None,
) -> MessageTemplate:
    """Use the company's own words for a message; they are checked first."""
    require(policies.can_write_templates(actor))
    check(event, channel, language, subject=subject, body=body)
    row = await _row(session, event, channel, language)
    if row is None:
        row = MessageTemplate(event=event, channel=channel, language=language, body="")
        session.add(row)
    else:
        check_version(row.version, version)
    row.subject, row.body, row.active = storable(subject).strip(), storable(body).strip(), True
    await session.flush()
    await record(session, actor, TemplateChanged(row.id, event, channel, language))
    return row


async def reset_template(
    session: AsyncSession, actor: Actor, *, event: str, channel: str, language: str
) -> None:
    """Go back to the built-in words; what was written is gone."""
    require(policies.can_write_templates(actor))
    row = await _row(session, event, channel, language)
    if row is None:
        return
    await session.delete(row)
    await record(session, actor, TemplateReset(row.id, event, channel, language))
