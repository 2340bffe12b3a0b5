"""What is held about one person, over every domain: showing it to them, and erasing it."""
