"""Regular expressions put together from named parts, so that each part can be read."""


def either(*parts: str) -> str:
    """One of these; what stands first is tried first."""
    return f"(?:{'|'.join(parts)})"
