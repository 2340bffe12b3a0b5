"""What arrived, before anybody understood it."""
