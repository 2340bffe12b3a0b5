"""Keeping the search index up to date; carrying out changes of whole lists."""

from core.kit.jobs import Job, every
from core.views.bulk_running import run_changes
from core.views.filling import keep_up

JOBS = [
    Job("search-index", every(seconds=5), keep_up),
    Job("bulk-changes", every(seconds=2), run_changes),
]
