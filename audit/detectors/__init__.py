"""What a pattern finds, one kind per module."""
