"""How word tables are written: words in a string, `_` inside a phrase, `*` for any ending."""


def words(text: str) -> frozenset[str]:
    """The blank-separated words of a table."""
    return frozenset(text.split())
