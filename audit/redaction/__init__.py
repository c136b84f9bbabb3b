"""Which seconds of a recording hold personal data, and what became of the copy in which they are masked."""
