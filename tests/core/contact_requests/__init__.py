"""Tests of core/contact_requests."""
