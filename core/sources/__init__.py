"""Where words come from: mailboxes, bots, numbers, forms."""
