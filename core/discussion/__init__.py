"""What staff say among themselves about anything: comments, mentions, notes, followers."""
