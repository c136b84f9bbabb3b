"""How well an agent did, and not only what was wrong: courtesy, patience, clear options, honest information."""
