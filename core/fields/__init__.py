"""The company's own fields on its records (N10, S9): what they are; values stand with the records."""
