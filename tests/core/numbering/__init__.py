"""Tests of core.numbering."""
