"""Tests of core.assistant."""
