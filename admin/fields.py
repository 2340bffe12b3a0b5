"""Fields of the console's forms: labels and help in the reader's language, refusals from services.

A form is made anew for each request, so that its words are in that request's language. Only the
shape of a value is checked here; what is allowed, the service says.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import Form as WtForm
from wtforms import fields as wt
from wtforms import validators, widgets
from wtforms.i18n import get_translations

from core.kit.i18n import _, language

LANGUAGES = (("fi", "Suomi"), ("sv", "Svenska"), ("en", "English"))
Choices = Sequence[tuple[str, str]]
"""(stored value, words already translated)"""


class Form(WtForm):  # type: ignore[misc]
    """A form of the console."""

    class Meta:
        """WTForms' own sentences in the reader's language."""

        def get_translations(self, _form: Any) -> Any:
            """Return WTForms' catalogue."""
            return get_translations([language()])


def form_of(fields: dict[str, Any]) -> type[Form]:
    """Return a form class with these fields in this order."""
    return type("ConsoleForm", (Form,), {**fields, "version": wt.HiddenField()})


def _words(label: str, help_text: str) -> dict[str, str]:
    return {"label": _(label), "description": _(help_text) if help_text else ""}


def _needed(required: bool) -> list[Any]:
    return [validators.DataRequired()] if required else [validators.Optional()]


def text(label: str, help_text: str = "", *, required: bool = False, kind: str = "text",
         default: str = "", maxlength: int = 300) -> Any:  # fmt: skip
    """One line; `kind` is the HTML input type (text, email, tel)."""
    given: dict[str, Any] = {"type": kind, "maxlength": maxlength, "autocomplete": "off"}
    return wt.StringField(
        **_words(label, help_text), validators=_needed(required), render_kw=given, default=default
    )


def area(label: str, help_text: str = "", *, required: bool = False, rows: int = 6) -> Any:
    """Several lines."""
    return wt.TextAreaField(
        **_words(label, help_text), validators=_needed(required),
        render_kw={"rows": rows, "maxlength": 20_000},
    )  # fmt: skip


def number(label: str, help_text: str = "", *, low: int = 0, high: int = 1_000_000,
           default: int | None = None) -> Any:  # fmt: skip
    """A whole number."""
    return wt.IntegerField(
        **_words(label, help_text),
        validators=[validators.InputRequired(), validators.NumberRange(low, high)],
        render_kw={"min": low, "max": high}, default=default,
    )  # fmt: skip


def check(label: str, help_text: str = "", *, default: bool = False) -> Any:
    """A box to tick."""
    return wt.BooleanField(**_words(label, help_text), default=default)


def wall_time(label: str, help_text: str = "") -> Any:
    """A wall time, or nothing."""
    return wt.TimeField(**_words(label, help_text), validators=[validators.Optional()])


def day(label: str, help_text: str = "", *, required: bool = False, default: Any = None) -> Any:
    """A day of the calendar."""
    return wt.DateField(
        **_words(label, help_text), validators=_needed(required), default=default,
        render_kw={"type": "date"},
    )  # fmt: skip


def shown(label: str, value: str, help_text: str = "") -> Any:
    """A line to read only."""
    return wt.StringField(
        **_words(label, help_text), default=value, render_kw={"readonly": True, "disabled": True},
    )  # fmt: skip


def choice(label: str, choices: Choices, help_text: str = "", *, empty: str | None = None,
           default: str | None = None) -> Any:  # fmt: skip
    """One of several; `empty` are the words for none."""
    options = [*([("", empty)] if empty is not None else []), *choices]
    return wt.SelectField(**_words(label, help_text), choices=options, default=default)


def checks(label: str, choices: Choices, help_text: str = "") -> Any:
    """Any of several, as boxes to tick."""
    return wt.SelectMultipleField(
        **_words(label, help_text), choices=list(choices), widget=widgets.ListWidget(),
        option_widget=widgets.CheckboxInput(),
    )  # fmt: skip


def secret(label: str, help_text: str = "", *, is_set: bool = False) -> Any:
    """A credential: never shown, empty leaves it as it is."""
    given = {"autocomplete": "new-password", "maxlength": 500, "data-secret": "1"}
    if is_set:
        given["placeholder"] = _("Saved. Type a new one to replace it.")
    return wt.PasswordField(
        **_words(label, help_text), validators=[validators.Optional()], render_kw=given
    )


def lines_in(value: str | None) -> list[str]:
    """Return the lines of a text area that hold something."""
    return [line.strip() for line in (value or "").splitlines() if line.strip()]


def rows_choices(rows: Iterable[Any]) -> list[tuple[str, str]]:
    """Return choices of database rows by their id and name."""
    return [(str(row.id), row.name) for row in rows]
