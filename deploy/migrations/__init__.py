"""Schema changes in order (alembic)."""
