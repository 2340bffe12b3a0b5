"""Help in place: one source for the panel's "?", the help pages and the printed manual."""
