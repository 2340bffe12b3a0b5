"""Tests of admin.views."""
