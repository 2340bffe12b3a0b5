"""Servers for tests that refuse what the real ones refuse."""
