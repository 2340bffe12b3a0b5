"""What a column of a list is; pure."""
