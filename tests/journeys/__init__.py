"""The whole installation as a process of its own, between real servers, seen from outside."""
