"""A rule of billed time as people read it."""

from collections.abc import Mapping

from core.kit import formatting
from core.kit.i18n import N_, _
from core.timesheets.models import BillingRule, Rounding

STEPS: Mapping[str, str] = {
    Rounding.UP: N_("Each started {step}"),
    Rounding.NEAREST: N_("To the nearest {step}"),
    Rounding.DOWN: N_("Each full {step}"),
}


def step_words(rule: BillingRule) -> str:
    """Return which way minutes go, and how far."""
    if rule.step_minutes == 1:
        return _("To the minute")
    return _(STEPS[rule.rounding]).format(step=formatting.span(rule.step_minutes))


def rule_words(rule: BillingRule | None) -> str:
    """Return a whole rule on one line; without one all is billed as it was worked."""
    if rule is None:
        return _("As worked")
    parts = [step_words(rule)]
    if rule.minimum_minutes:
        parts.append(_("at least {time}").format(time=formatting.span(rule.minimum_minutes)))
    if rule.travel_percent != 100:
        parts.append(_("travelling {percent} %").format(percent=rule.travel_percent))
    return " · ".join(parts)
