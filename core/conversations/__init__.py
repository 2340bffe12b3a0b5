"""Threads and messages of every channel."""
