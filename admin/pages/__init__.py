"""The panel's own pages for daily work."""
