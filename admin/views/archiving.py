"""The choice between what is in use and what was put away."""

from typing import Any

from admin.base import Filter
from core.kit.i18n import N_, _


def archived_filter(model: Any) -> Filter:
    """Return the filter for a model with `archived_at`; by default what is in use."""

    def narrow(query: Any, value: str) -> Any:
        put_away = model.archived_at
        return query.where(put_away.is_not(None) if value == "away" else put_away.is_(None))

    return Filter(
        "shown", N_("Show"),
        lambda: [("", _("In use")), ("away", _("What was put away"))], narrow,
    )  # fmt: skip
