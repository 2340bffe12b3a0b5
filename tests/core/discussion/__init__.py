"""Comments, mentions, notes, documents."""
