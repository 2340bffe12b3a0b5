"""Tests of core.timesheets."""
