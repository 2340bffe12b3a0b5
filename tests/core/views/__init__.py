"""Lists: criteria, pages, views."""
