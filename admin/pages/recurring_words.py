"""How often something recurs, in words and as a form."""

from datetime import date
from typing import get_args

from admin.pages.forms import Form
from core.errors import Invalid
from core.kit import formatting
from core.kit.i18n import N_, _, ngettext
from core.work.rules import Freq, How, Rule, read_rule, rule_of

HOLIDAYS = {
    "skip": N_("It is left out"), "after": N_("It moves to the next working day"),
    "before": N_("It moves to the working day before"),
}  # fmt: skip
WHY = {
    "nobody left": N_("Nobody it was handed to works here any more."),
    "project closed": N_("Its project is closed."),
    "workflow put away": N_("Its workflow was put away."),
}
PLACES = {
    1: N_("the first {weekday}"), 2: N_("the second {weekday}"), 3: N_("the third {weekday}"),
    4: N_("the fourth {weekday}"), -1: N_("the last {weekday}"),
}  # fmt: skip


def rule_of_form(form: Form, starts_on: date) -> str:
    """Return the rule that a form chose, in the words of RFC 5545; raises Invalid."""
    freq, how = form.text("freq"), form.text("how") or "day"
    if freq not in get_args(Freq) or how not in get_args(How):
        raise Invalid(_("Say how often it recurs."), field="freq")
    days = {int(one) for one in form.lists.get("weekday", ()) if one in "0123456" and one}
    every = form.number("every") or 0
    made = rule_of(freq, every, tuple(sorted(days)), how, starts_on)  # type: ignore[arg-type]
    return made.as_text()


def in_words(text: str) -> str:
    """Return a rule as a sentence: `Every second week on Mon and Thu`."""
    rule = read_rule(text)
    every = rule.every
    match rule.freq:
        case "day":
            told = ngettext("Every day", "Every {count} days", every)
        case "week":
            told = ngettext("Every week: {days}", "Every {count} weeks: {days}", every)
        case "month":
            told = ngettext("Every month: {day}", "Every {count} months: {day}", every)
        case _:
            told = ngettext("Every year: {day}", "Every {count} years: {day}", every)
    return told.format(count=every, days=_weekdays(rule), day=_day(rule))


def _weekdays(rule: Rule) -> str:
    if rule.weekdays == (0, 1, 2, 3, 4):
        return _("working days")
    names = formatting.weekdays()
    return ", ".join(names[one] for one in rule.weekdays)


def _day(rule: Rule) -> str:
    if rule.freq == "year":
        return formatting.day_and_month(rule.month, rule.month_day)
    if rule.how == "last":
        return _("the last day")
    if rule.how == "weekday":
        weekday = formatting.weekdays(wide=True)[rule.weekdays[0]]
        return _(PLACES.get(rule.place, PLACES[1])).format(weekday=weekday)
    return _("day {number}").format(number=rule.month_day)
