"""The business of Apuri; it knows no channel library."""
