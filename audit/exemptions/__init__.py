"""Under which circumstances a hit does not count, one kind per module."""
