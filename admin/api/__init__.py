"""What other programs use: every list to read, a few things to write; a key, JSON, version 1."""

from admin.api import document, reading, writing

ROUTES = [*document.ROUTES, *writing.ROUTES, *reading.ROUTES]
