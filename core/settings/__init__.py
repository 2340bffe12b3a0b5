"""What the owner changes: typed keys."""
