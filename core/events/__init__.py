"""Facts: the audit, the timeline and the triggers."""
