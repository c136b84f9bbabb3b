"""Recordings: from the bytes of any common telephone format to samples, and from samples to clips."""
