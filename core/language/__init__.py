"""Pure understanding of Finnish, Swedish and English words; no database."""
