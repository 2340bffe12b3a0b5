"""Refusals: a code for programs and one translatable sentence for people."""

from typing import Any, ClassVar

from core.kit.i18n import N_, _, use_language


class DomainError(Exception):
    """A refusal that people understand.

    Subclasses give `code` and `message` (an English msgid with named blanks, marked by `N_`);
    the values for the blanks are plain values, never database rows.
    """

    code: ClassVar[str] = "refused"
    message: ClassVar[str] = N_("That cannot be done.")

    def __init__(self, **values: Any) -> None:
        self.values = values
        super().__init__(self.code)

    def sentence(self, language: str | None = None) -> str:
        """Return the refusal in a language, by default the reader's."""
        if language is None:
            return _(self.message).format(**self.values)
        with use_language(language):
            return _(self.message).format(**self.values)


class NotFound(DomainError):
    """The thing does not exist, or the actor may not know that it does."""

    code = "not_found"
    message = N_("This was not found. It may have been moved, or you may not see it.")


class NotAllowed(DomainError):
    """A policy said no."""

    code = "not_allowed"
    message = N_("You do not have the right to do this. Ask an administrator for it.")


class Changed(DomainError):
    """Somebody saved another version meanwhile."""

    code = "changed"
    message = N_("Somebody changed this while you were editing. Open it again to see the change.")


class NotThere(DomainError):
    """What was chosen does not exist any more, or never did."""

    code = "not_there"
    message = N_("Something chosen here is not there any more. Choose again.")


class Invalid(DomainError):
    """A field was filled in wrongly; `reason` is an already translated sentence."""

    code = "invalid"
    message = N_("{reason}")

    def __init__(self, reason: str, *, field: str = "") -> None:
        super().__init__(reason=reason)
        self.field = field


def check_version(current: int, expected: int | None) -> None:
    """Raise Changed when the editor saw another version than the stored one."""
    if expected is not None and expected != current:
        raise Changed
