"""Calls that are heard while they go on."""
