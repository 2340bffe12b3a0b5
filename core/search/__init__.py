"""Full text over everything: FTS5 on SQLite, tsvector on PostgreSQL, one function for both."""
