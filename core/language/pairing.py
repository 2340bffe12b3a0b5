"""Which customer, day or person goes with which quantity, judged by order and by clauses."""

import itertools
from collections.abc import Hashable, Sequence
from typing import TypeVar

from core.language.items import Item, Items

V = TypeVar("V", bound=Hashable)


def pair(
    items: Items, marks: Sequence[tuple[Item, V]], quantities: Sequence[Item]
) -> list[V] | None:
    """One mark for each quantity in order, or None when the words leave it open.

    One mark serves all; else the order decides (mark before each quantity, or after each), and
    where the order is mixed each clause must hold exactly one mark.
    """
    if not marks or not quantities:
        return None
    if len({value for _, value in marks}) == 1:
        return [marks[0][1]] * len(quantities)
    return by_order(items, marks, quantities)


def by_order(
    items: Items, marks: Sequence[tuple[Item, V]], quantities: Sequence[Item]
) -> list[V] | None:
    """Marks before each quantity or after each; else exactly one in each clause."""
    ordered = sorted(
        [(i.first, 0, n) for n, (i, _) in enumerate(marks)]
        + [(q.first, 1, n) for n, q in enumerate(quantities)]
    )
    kinds = [kind for _, kind, _ in ordered]
    if kinds[0] == 0 and kinds[-1] == 1 and _single(kinds):
        return _preceding(ordered, marks)
    if kinds[0] == 1 and kinds[-1] == 0 and _single(kinds):
        return _following(ordered, marks)
    return by_clause(items, marks, quantities)


def _single(kinds: Sequence[int]) -> bool:
    """Never two marks side by side."""
    return all(not (a == 0 and b == 0) for a, b in itertools.pairwise(kinds))


def _preceding(ordered: Sequence[tuple[int, int, int]], marks: Sequence[tuple[Item, V]]) -> list[V]:
    found: list[V] = []
    current = marks[ordered[0][2]][1]
    for _, kind, number in ordered:
        if kind == 0:
            current = marks[number][1]
        else:
            found.append(current)
    return found


def _following(ordered: Sequence[tuple[int, int, int]], marks: Sequence[tuple[Item, V]]) -> list[V]:
    found: list[V] = []
    current = marks[ordered[-1][2]][1]
    for _, kind, number in reversed(ordered):
        if kind == 0:
            current = marks[number][1]
        else:
            found.append(current)
    return found[::-1]


def clauses(items: Items) -> list[int]:
    """The clause number of each token position where a piece begins."""
    number, found = 0, [0] * (len(items.line.tokens) + 1)
    for item in items.all:
        text = items.text(item) if item.kind == "sign" else ""
        if item.kind == "line" or text in (",", ";", ".", "+", "&") or (
            item.kind == "word" and item.has("AND", "THEN")
        ):  # fmt: skip
            number += 1
        for at in range(item.first, item.last):
            found[at] = number
    return found


def by_clause(
    items: Items, marks: Sequence[tuple[Item, V]], quantities: Sequence[Item]
) -> list[V] | None:
    """The one mark in each quantity's own clause."""
    numbers = clauses(items)
    found: list[V] = []
    for quantity in quantities:
        here = {value for item, value in marks if numbers[item.first] == numbers[quantity.first]}
        if len(here) != 1:
            return None
        found.append(here.pop())
    return found
