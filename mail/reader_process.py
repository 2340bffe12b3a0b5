"""The processes that read mail; light to import, so that they can start before everything else."""

import os
from functools import lru_cache

from core.kit.processes import Helpers

MEMORY = 1_500_000_000  # bytes of address space


READERS = min(2, len(os.sched_getaffinity(0)))  # more would only take memory from the database


@lru_cache(1)
def helper() -> Helpers:
    """The processes that read; every worker of this program shares them."""
    return Helpers(READERS, MEMORY, "mail.reading_apart", "mail.warming")
