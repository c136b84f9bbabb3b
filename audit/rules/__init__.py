"""A mapping becomes a Rule, or every error at once with file and line."""
