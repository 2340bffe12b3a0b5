"""The list of time entries: its address comes before that of one entry."""

from admin.pages.lists import list_route

ROUTES = [list_route("time_entry")]
