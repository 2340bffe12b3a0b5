"""Organisations, persons and how to reach them."""
