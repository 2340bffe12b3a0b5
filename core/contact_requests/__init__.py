"""Somebody asked us for something."""
