"""Saved lists of every module: columns, criteria, figures; what is done to a whole list."""
