"""Help with the person's own customers, and what is said when there is nothing to do."""

from core.access.modules import Part
from core.assistant.keyboard import keys
from core.assistant.turns import Reply, Turn, press_of, skill
from core.kit.i18n import N_, _
from core.kit.text import fold
from core.language.reading import Reading
from core.outbound.cards import Button, Card, press

EXAMPLES = (
    N_("yesterday 7-15.30 {customer}, lunch 30 min"),
    N_("{customer} 2.5 h, 24 km"),
    N_("start {customer}"),
)
_THANKS = """kiitos kiitti kiva ok okei joo selva hyva tack tackar bra okej thanks thank you cheers
great nice cool fine good super mahtava loistava toppen perfekt perfect jepp yes no ei nej"""
_GREETINGS = """moi moikka hei terve huomenta paivaa iltaa moro heippa hej hejsan tjena goddag god morgon morron
hallo hi hello hey morning evening good"""
THANKS, GREETINGS = frozenset(_THANKS.split()), frozenset(_GREETINGS.split())


@skill("help")
async def help_(turn: Turn, _reading: Reading) -> Reply:
    """Say what the assistant can do, with examples of the person's own customers."""
    lines = [*_of_hours(turn), *_of_work(turn)]
    if not turn.actor.has(Part.HOURS):
        return Reply(Card("\n".join(lines), _starts(turn)), subjects=[])
    if turn.incoming.channel == "telegram" and turn.incoming.pressed is None:
        return Reply(Card("\n".join(lines), keys=keys()), subjects=[])
    return Reply(Card("\n".join(lines), _starts(turn)), subjects=[])


def _of_hours(turn: Turn) -> list[str]:
    if not turn.actor.has(Part.HOURS):
        return [_("Write or tap what you want. For example:")]
    text = _("Tell me in your own words what you did. For example:")
    last = _("You can also ask “my week”, write “undo”, or correct by writing “no, 2 h”.")
    return [text, *(f"• {example}" for example in examples(turn)), last]


def _of_work(turn: Turn) -> list[str]:
    if not turn.actor.has(Part.WORK) or turn.incoming.channel == "sms":
        return []
    sentence = _(
        "Tasks too: “my tasks”, “T-12 done”, “I take T-12”, “T-12 by Friday”, "
        "“comment T-12: …”, “what is open for {customer}”."
    )
    return [sentence.format(customer=_customers(turn)[0])]


def _starts(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons of what one looks at every day, as far as the company uses it."""
    hours = (Button(_("Today"), press("day")), Button(_("My week"), press("week")))
    tasks = (Button(_("My tasks"), press("mytasks")),)
    rows = (hours if turn.actor.has(Part.HOURS) else (), tasks if turn.actor.has(Part.WORK) else ())
    return tuple(row for row in rows if row)


@press_of("help")
async def help_pressed(turn: Turn, _subject: object, _argument: str) -> Reply:
    """Show help."""
    return await help_(turn, Reading("help"))


def examples(turn: Turn) -> list[str]:
    """Return three messages one could write, about the customers one worked for last."""
    names = _customers(turn)
    return [_(text).format(customer=names[at]) for at, text in enumerate(EXAMPLES)]


def _customers(turn: Turn) -> list[str]:
    recent = [turn.names.of(key) for key in turn.memory.customers()]
    known = [name for name in recent if name]
    known += [one.name for one in turn.names.alone.customers[:3] if one.name not in known]
    return (known or [_("Customer")]) * len(EXAMPLES)


@skill("none")
async def nothing(turn: Turn, _reading: Reading) -> Reply:
    """Thanks are met with silence, a greeting with one; the rest hears that nothing was booked."""
    words = [word for word in fold(turn.text).replace(",", " ").replace("!", " ").split() if word]
    bare = [word.strip(".?:;)(") for word in words]
    if not any(any(letter.isalnum() for letter in word) for word in bare):
        return Reply()
    if len(bare) <= 4 and all(word in THANKS for word in bare):
        return Reply()
    if len(bare) <= 4 and all(word in GREETINGS for word in bare):
        name = turn.actor.name.split()[0] if turn.actor.name else ""
        today = (Button(_("Today"), press("day")),) if turn.actor.has(Part.HOURS) else ()
        buttons = (*today, Button(_("Help"), press("help")))
        return Reply(Card(_("Hello {name}.").format(name=name), (buttons,)), subjects=[])
    if not turn.actor.has(Part.HOURS):
        text = _("I found nothing to do in this.")
        return Reply(Card(text, ((Button(_("Help"), press("help")),),)), subjects=[])
    text = _("I found nothing to book in this.")
    hint = _("Write for example: {example}").format(example=examples(turn)[0])
    return Reply(Card(f"{text}\n{hint}", ((Button(_("Help"), press("help")),),)), subjects=[])
