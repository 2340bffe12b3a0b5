"""A person's week as a chart: minutes per day and customer against the norm; pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from babel.dates import format_date

from core.kit import formatting, i18n
from core.kit.drawing import Spec
from core.kit.i18n import _
from core.timesheets.queries import EntryLine, Week

PALETTE = ("#1f5f8b", "#e08a3c", "#4d9a6a", "#8a5aa8", "#c2504a", "#5aa7b8", "#a58a3a", "#7a7f87")
MOST = len(PALETTE) - 1  # customers with a colour of their own; the others share the last
_INK, _QUIET, _LINE = "#2b3440", "#5b6673", "#d9dee5"


def week_spec(week: Week, norms: Sequence[int], *, title: str = "") -> Spec:
    """Return the Vega-Lite specification; `norms` is what is to be worked on each day, Monday first."""
    values = _values(week)
    names = list(dict.fromkeys(one["customer"] for one in values))
    days = [_day_name(week, step) for step in range(7)]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": {"text": title or heading(week, norms), "anchor": "start", "fontSize": 16,
                  "color": _INK, "offset": 12},
        "width": 520, "height": 260, "padding": 16, "background": "#ffffff",
        "config": {"font": "DejaVu Sans, sans-serif", "view": {"stroke": None}},
        "encoding": {"x": {"field": "day", "type": "ordinal", "sort": days, "scale": {"domain": days},
                           "axis": {"title": None, "labelAngle": 0, "domainColor": _LINE,
                                    "ticks": False, "labelColor": _INK, "labelPadding": 8}}},
        "layer": [_bars(values, names), _totals(week, days), _norm(norms, days)],
    }  # fmt: skip


def heading(week: Week, norms: Sequence[int]) -> str:
    """Return the week's number and its total against the norm."""
    return _("Week {number}: {total} of {target}").format(
        number=week.monday.isocalendar().week, total=formatting.hours(week.total),
        target=formatting.hours(sum(norms)),
    )  # fmt: skip


Row = tuple[str, tuple[int, ...], int]


def as_table(week: Week) -> list[Row]:
    """Return (customer, minutes of each day, total) for whoever hears the chart, the most first."""
    return _table(
        (row.customer, step, minutes)
        for row in week.rows
        for step, minutes in enumerate(row.minutes)
    )


def table_of(lines: Iterable[EntryLine], monday: date) -> list[Row]:
    """Return the same table of a week's entries."""
    return _table(
        (line.customer, (line.entry.day - monday).days, line.entry.worked_minutes) for line in lines
    )


def _table(parts: Iterable[tuple[str | None, int, int]]) -> list[Row]:
    rows: dict[str, list[int]] = {}
    for customer, step, minutes in parts:
        rows.setdefault(customer or _("Own work"), [0] * 7)[step] += minutes
    found = [(name, tuple(minutes), sum(minutes)) for name, minutes in rows.items()]
    return sorted(found, key=lambda one: (-one[2], one[0]))


def _values(week: Week) -> list[dict[str, Any]]:
    rows = as_table(week)
    own, shared = rows[:MOST], rows[MOST:]
    if shared:
        days = tuple(sum(row[1][step] for row in shared) for step in range(7))
        own = [*own, (_("Others"), days, sum(days))]
    return [
        {"day": _day_name(week, step), "customer": name, "hours": minutes[step] / 60, "order": at,
         "words": formatting.hours(minutes[step])}
        for at, (name, minutes, _total) in enumerate(own)
        for step in range(7)
        if minutes[step] > 0
    ]  # fmt: skip


def _day_name(week: Week, step: int) -> str:
    return format_date(week.days[step], "ccc d", locale=formatting.cldr(i18n.language()))


def _bars(values: list[dict[str, Any]], names: list[str]) -> Spec:
    legend = {
        "title": None,
        "orient": "bottom",
        "columns": 3,
        "labelColor": _INK,
        "labelLimit": 150,
    }
    return {
        "data": {"values": values},
        "mark": {"type": "bar", "width": {"band": 0.62}, "cornerRadius": 1},
        "encoding": {
            "y": {"field": "hours", "type": "quantitative", "stack": "zero",
                  "axis": {"title": None, "grid": True, "gridColor": _LINE, "domain": False,
                           "ticks": False, "labelColor": _QUIET, "tickMinStep": 1}},
            "color": {"field": "customer", "type": "nominal", "sort": names, "legend": legend,
                      "scale": {"domain": names, "range": list(PALETTE[: len(names)])}},
            "order": {"field": "order"},
            "tooltip": [{"field": "customer", "title": _("Customer")},
                        {"field": "words", "title": _("Hours")}],
        },
    }  # fmt: skip


def _totals(week: Week, days: list[str]) -> Spec:
    values = [
        {"day": day, "total": minutes / 60, "words": formatting.hours(minutes)}
        for day, minutes in zip(days, week.day_totals, strict=True)
        if minutes > 0
    ]
    return {
        "data": {"values": values},
        "mark": {"type": "text", "dy": -9, "color": _INK, "fontWeight": "bold"},
        "encoding": {"y": {"field": "total", "type": "quantitative"}, "text": {"field": "words"}},
    }


def _norm(norms: Sequence[int], days: list[str]) -> Spec:
    values = [{"day": day, "norm": minutes / 60} for day, minutes in zip(days, norms, strict=True)
              if minutes]  # fmt: skip
    return {
        "data": {"values": values},
        "mark": {"type": "tick", "color": _QUIET, "thickness": 2, "width": {"band": 0.8}},
        "encoding": {"y": {"field": "norm", "type": "quantitative"}},
    }
