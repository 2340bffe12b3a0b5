"""Tests of core/intake."""
