"""The words of messages: built in for three languages, the company's own where it has any."""

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from core.access.actor import system
from core.errors import Changed, Invalid, NotAllowed, NotFound
from core.kit.i18n import LANGUAGES
from core.notify import rendering, rewording
from core.notify.wording import WORDINGS
from tests import make

OWNER = system("test")
SLOT: Any = {"event": "acknowledgement", "channel": "mail", "language": "fi"}


@pytest.mark.parametrize("event", WORDINGS)
def test_every_message_has_words_in_every_language(event: str) -> None:
    wording = WORDINGS[event]
    for language in LANGUAGES:
        for channel in wording.channels:
            said = rendering.render(event, channel, language, wording.sample)
            assert said.subject
            assert said.body
            assert "{" not in said.subject + said.body


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("{{ number", "body"),
        ("{{ password }}", "body"),
        ("{{ number.__class__ }}", "body"),
        ("{{ ''.__class__.__mro__ }}", "body"),
        ("{% for i in range(9) %}x{% endfor %}{{ number }}", "body"),
        ("{{ 'x' * 1000000 }}{{ number }}", "body"),
        ("{{ lipsum() }}", "body"),
        ("{% include 'bundle/body.txt' %}", "body"),
        ("{{ number|attr('upper') }}", "body"),
        ("{% set x = 1 %}{{ number }}", "body"),
        ("{{ number }}" + "x" * 10_001, "body"),
        ("Hello", "body"),
        ("  ", "body"),
    ],
)
def test_words_that_are_broken_or_dangerous_are_refused(written: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        rewording.check("acknowledgement", "mail", "fi", subject="", body=written)
    assert refused.value.field == field
    assert "Traceback" not in refused.value.sentence()


async def test_the_companys_own_words_are_used_until_they_are_reset(
    session: AsyncSession,
) -> None:
    values = WORDINGS["acknowledgement"].sample
    own = "Moi {{ name }}{% if company %} ({{ company }}){% endif %}: {{ number }}"
    row = await rewording.set_template(session, OWNER, **SLOT, subject="Kiitos", body=own)

    overrides = await rendering.load_overrides(session, ["acknowledgement"])
    said = rendering.render("acknowledgement", "mail", "fi", values, overrides)
    other = rendering.render("acknowledgement", "mail", "sv", values, overrides)

    assert (said.subject, said.body) == ("Kiitos", "Moi Liisa Peltola (Lehto Oy): R-2026-0042")
    assert "Moi" not in other.body
    await rewording.set_template(session, OWNER, **SLOT, body=own, version=row.version)
    await session.flush()
    with pytest.raises(Changed):
        await rewording.set_template(session, OWNER, **SLOT, body=own, version=1)
    await rewording.reset_template(session, OWNER, **SLOT)
    await session.flush()
    assert await rendering.load_overrides(session, ["acknowledgement"]) == {}


def test_words_broken_later_never_stop_a_message() -> None:
    values = WORDINGS["acknowledgement"].sample
    broken = {("acknowledgement", "mail", "en"): ("", "{{ gone }}")}

    said = rendering.render("acknowledgement", "mail", "en", values, broken)

    assert "R-2026-0042" in said.body


async def test_only_whoever_manages_settings_changes_words(session: AsyncSession) -> None:
    matti = make.actor_of(await make.a_member(session, "Matti"))

    with pytest.raises(NotAllowed):
        await rewording.set_template(session, matti, **SLOT, body="{{ number }}")
    with pytest.raises(NotFound):
        rewording.preview("unknown", "mail", "fi")
    with pytest.raises(NotFound):
        rewording.preview("acknowledgement", "sms", "de")
    slots = await rewording.slots(session, OWNER, language="en")
    assert len(slots) == sum(len(one.channels) for one in WORDINGS.values())
