"""The keys of the index: the group of things in the high bits, the order of arrival in the low ones.

A range of keys is a group, and counting down inside of it goes from new to old: both databases read
their index in that order and stop after a few, however many there are. What is indexed when it
happens counts up from the middle; what is filled in afterwards, newest first, counts down.
"""

from core.search.models import NAMED

GROUPS = ("task", "contact_request", "customer", "person", "project", "message", "remark")
BITS = 56
_MIDDLE = 1 << (BITS - 1)


def first_key(group: str) -> int:
    """Return the lowest key of a group."""
    return (GROUPS.index(group) + 1) << BITS


def middle_key(group: str) -> int:
    """Return the key between what was filled in and what came since."""
    return first_key(group) + _MIDDLE


def last_key(group: str) -> int:
    """Return the highest key of a group."""
    return first_key(group) + (1 << BITS) - 1


def group_of(key: int) -> str:
    """Return the group that a key belongs to."""
    return GROUPS[(key >> BITS) - 1]


def is_named(group: str) -> bool:
    """Tell whether the things of a group are known by their names."""
    return group in NAMED
