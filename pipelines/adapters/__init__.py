"""The real parts behind the ports of the core."""
