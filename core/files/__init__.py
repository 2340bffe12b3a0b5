"""Attachments over a storage port."""
