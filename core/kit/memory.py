"""How often Python looks for rings of garbage: seldom, for almost everything here dies by itself."""

import gc

YOUNG = 20_000  # new objects between two looks; Python's 700 costs a start 0.1 s and a mail 0.1 ms


def collect_seldom() -> None:
    """For the beginning of a program: it makes much at once that stays."""
    gc.set_threshold(YOUNG, 20, 50)


def keep() -> None:
    """What is there now stays: no collection need look at it."""
    gc.freeze()
