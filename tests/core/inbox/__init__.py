"""Tests of core.inbox."""
