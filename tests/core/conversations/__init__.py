"""Tests of core/conversations."""
