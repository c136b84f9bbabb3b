"""Exports: rows of hits and incidents as files that prove to be whole."""
