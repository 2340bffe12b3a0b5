"""The walls of the house: imports, sizes, habits that must not return."""
