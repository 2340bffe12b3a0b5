"""The database: record base, column types, engines and sessions."""
