"""The core: what was said, what is forbidden, what was found. No I/O, no clock, no globals."""
