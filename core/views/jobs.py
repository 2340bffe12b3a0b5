"""Keeping the search index up to date."""

from core.kit.jobs import Job, every
from core.views.filling import keep_up

JOBS = [Job("search-index", every(seconds=5), keep_up)]
