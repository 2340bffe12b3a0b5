"""What a refusal of the database means to people."""

from sqlalchemy.exc import IntegrityError

FOREIGN_KEY = "23503"  # SQLSTATE


def names_nothing(error: IntegrityError) -> bool:
    """Tell whether a row named another one that is not there."""
    state = getattr(error.orig, "sqlstate", None)
    return state == FOREIGN_KEY or "FOREIGN KEY constraint failed" in str(error.orig)
