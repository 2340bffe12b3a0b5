"""The forms of a workflow's page: what their fields are called, and what was typed into them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from admin.pages.forms import Form
from core.errors import Invalid
from core.fields.values import Field
from core.kit.i18n import LANGUAGES, N_, _
from core.kit.ids import parse_id
from core.notify.about_stages import SAMPLE, check_words
from core.work.models import StageColor, StageKind
from core.work.stage_refusals import REQUIRABLE
from core.work.workflow_page import StageLine

KINDS: Mapping[str, str] = {
    StageKind.OPEN: N_("Work goes on"),
    StageKind.WAITING: N_("Waits for somebody else"),
    StageKind.DONE: N_("Done"),
    StageKind.LOST: N_("Ended without result"),
}
COLORS: Mapping[str, str] = {
    StageColor.GREY: N_("Grey"), StageColor.BLUE: N_("Blue"), StageColor.TEAL: N_("Teal"),
    StageColor.GREEN: N_("Green"), StageColor.YELLOW: N_("Yellow"),
    StageColor.ORANGE: N_("Orange"), StageColor.RED: N_("Red"), StageColor.PURPLE: N_("Purple"),
}  # fmt: skip
TONGUES: Mapping[str, str] = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}
BLANKS = tuple(SAMPLE)
LISTS = ("required", "sees", "uses", "signs")
"""The fields of a stage's form that hold several values."""


def named(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return (value, label) pairs in the reader's language."""
    return [(str(key), _(word)) for key, word in words.items()]


def requirable(fields: Sequence[Field]) -> list[tuple[str, str]]:
    """Return what a stage may demand: a task's own fields, then the company's own."""
    own = [(key, _(word)[:1].upper() + _(word)[1:]) for key, word in REQUIRABLE.items()]
    return own + [(one.name, one.label) for one in fields]


def shown(line: StageLine) -> dict[str, str]:
    """Return what the form of a stage shows in fields of one value."""
    stage = line.stage
    words = stage.entry_template or {}
    said = {
        f"{part}_{tongue}": words.get(tongue, {}).get(part, "")
        for tongue in LANGUAGES for part in ("subject", "body")
    }  # fmt: skip
    return {
        "name": stage.name, "kind": stage.kind, "color": stage.color or StageColor.GREY,
        "wip_limit": "" if stage.wip_limit is None else str(stage.wip_limit),
        "default_doer_id": str(stage.default_doer_id or ""), "version": str(stage.version), **said,
    }  # fmt: skip


def ticked(line: StageLine) -> dict[str, list[str]]:
    """Return what is ticked in the form of a stage, by field."""
    stage = line.stage
    return {
        "required": list(stage.required),
        "sees": [str(key) for key in line.rights],
        "uses": [str(key) for key, may_use in line.rights.items() if may_use],
        "signs": list(stage.signing_role_ids),
        "sees_all": ["1"] if stage.sees_all else [],
        "uses_all": ["1"] if stage.uses_all else [],
    }  # fmt: skip


def typed_ticks(form: Form) -> dict[str, list[str]]:
    """Return what was ticked in a sent form of a stage, by field."""
    return {name: form.lists.get(name, []) for name in (*LISTS, "sees_all", "uses_all")}


def changes_of(form: Form) -> dict[str, Any]:
    """Return what a sent form of a stage says; raises Invalid with the field it is about."""
    limit = form.text("wip_limit", limit=10)
    if limit and not limit.isdecimal():
        raise Invalid(_("Give the limit as a whole number, or leave it empty."), field="wip_limit")
    words = {
        tongue: {"subject": form.text(f"subject_{tongue}"),
                 "body": form.text(f"body_{tongue}", limit=10_000)}
        for tongue in LANGUAGES
    }  # fmt: skip
    for tongue, said in words.items():
        check_words(said, tongue)
    sees_all, uses_all = form.ticked("sees_all"), form.ticked("uses_all")
    return {
        "name": form.text("name"), "kind": _one_of(KINDS, form.text("kind")),
        "color": form.text("color"), "wip_limit": int(limit) if limit else None,
        "required": form.lists.get("required", []), "default_doer_id": form.id("default_doer_id"),
        "entry_template": words, "signing_role_ids": form.lists.get("signs", []),
        "sees_all": sees_all, "uses_all": uses_all,
        "rights": _rights(form, sees_all=sees_all, uses_all=uses_all),
    }  # fmt: skip


def _one_of(words: Mapping[str, str], value: str) -> str:
    if value not in words:
        raise Invalid(_("Choose one of the list."), field="kind")
    return value


def _rights(form: Form, *, sees_all: bool, uses_all: bool) -> dict[UUID, bool]:
    """Return whom a stage names; who uses it sees it, and an open right names nobody."""
    uses = [] if uses_all else _ids(form, "uses")
    sees = [] if sees_all else _ids(form, "sees")
    return {key: key in uses for key in dict.fromkeys([*sees, *uses])}


def _ids(form: Form, name: str) -> list[UUID]:
    return [key for one in form.lists.get(name, []) if (key := parse_id(one))]


def steps_of(form: Form) -> dict[UUID, set[UUID]]:
    """Return the ticked steps of the matrix: from each stage, the ones it leads to."""
    found: dict[UUID, set[UUID]] = {}
    for one in form.lists.get("step", []):
        origin, _sign, target = one.partition(":")
        if (start := parse_id(origin)) and (end := parse_id(target)):
            found.setdefault(start, set()).add(end)
    return found


def order_of(form: Form) -> list[UUID]:
    """Return the stages in their new order: as dragged, or one of them a step up or down."""
    order = _ids(form, "stage")
    for name, step in (("up", -1), ("down", 1)):
        moved = form.id(name)
        if moved in order:
            place = order.index(moved)
            target = min(max(place + step, 0), len(order) - 1)
            order.insert(target, order.pop(place))
    return order
