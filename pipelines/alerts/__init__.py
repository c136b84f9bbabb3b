"""Alerts on their way: from what was found to whoever must hear of it."""
