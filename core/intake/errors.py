"""Refusals of routing."""

from core.errors import DomainError
from core.kit.i18n import N_


class PinWouldBreak(DomainError):
    """The mail of request `number` must go to `must` and would go to `would`; `more` of them."""

    code = "pin_would_break"
    message = N_(
        "Not saved: the mail of {number} must go to {must}, but would go to {would}. {more}"
    )

    def sentence(self, language: str | None = None) -> str:
        """Return the refusal without a trailing space."""
        return super().sentence(language).rstrip()
