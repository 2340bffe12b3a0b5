"""Staff's words: turns, skills, drafts."""
