"""Tests of core/staff."""
