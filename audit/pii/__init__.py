"""Personal data in text, one kind per module, with checksums where the number has one."""
