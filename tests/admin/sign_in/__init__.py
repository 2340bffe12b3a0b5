"""Tests of admin.sign_in."""
