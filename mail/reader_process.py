"""The process that reads mail; light to import, so that it can start before everything else."""

from functools import lru_cache

from core.kit.processes import Helper

MEMORY = 1_500_000_000  # bytes of address space


@lru_cache(1)
def helper() -> Helper:
    """The process that reads; every worker of this program shares it."""
    return Helper(MEMORY, "mail.reading_apart", "mail.warming")
