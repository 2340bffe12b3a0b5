"""What a column of a list is; pure."""

from core.columns.columns import Choice, Column, Kind, name_of

__all__ = ["Choice", "Column", "Kind", "name_of"]
