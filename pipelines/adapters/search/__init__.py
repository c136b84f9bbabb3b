"""Search engines behind the SearchIndex port."""
