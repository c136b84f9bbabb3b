"""Reports for regulators: every figure with its interval, the question it answers, and a hash."""
