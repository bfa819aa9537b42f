"""What is handed to a stranger: the bundle."""
