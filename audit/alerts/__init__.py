"""Alerts: what people must hear of at once, to whom it goes, when, how often, and who answers for it. All of it functions of data and a given time."""
