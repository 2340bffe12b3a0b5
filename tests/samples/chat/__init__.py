"""Phrases for the understanding of chat, and the scorer that judges them."""
