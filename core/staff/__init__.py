"""Who works here: members, teams, roles, sign-in."""
