"""Understanding words: phrases in three languages, rules, hostile texts, speed."""
