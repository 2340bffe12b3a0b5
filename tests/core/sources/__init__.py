"""Tests of core/sources."""
