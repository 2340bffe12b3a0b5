"""Tests of core/notify."""
