"""Signing in and out, the first owner, invitations, new passwords, one-time links."""

from admin.sign_in import links, passwords

ROUTES = [*passwords.ROUTES, *links.ROUTES]
