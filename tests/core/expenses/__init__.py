"""Tests of core.expenses."""
