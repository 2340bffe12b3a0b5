"""Timers and time entries."""
