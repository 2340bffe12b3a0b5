"""The processes that read mail; light to import, so that they can start before everything else."""

import os
from functools import lru_cache

from core.kit.processes import Helpers

MEMORY = 1_500_000_000  # bytes of address space


READERS = min(2, len(os.sched_getaffinity(0)))
"""How many read where nothing else is done meanwhile: each takes up to 100 MB."""


@lru_cache(1)
def helper() -> Helpers:
    """The processes that read; every worker of this program shares them."""
    return Helpers(MEMORY, "mail.reading_apart", "mail.warming")
