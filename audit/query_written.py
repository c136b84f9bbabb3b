"""A filter in the query language: what `audit.query.parse_filter` reads it from."""

from datetime import timedelta, tzinfo

from audit.ports import Filter
from audit.query import CHINA

_SETS = ("category", "rule", "channel", "agency", "agent", "institution", "case")


def write_filter(wanted: Filter, zone: tzinfo = CHINA) -> str:
    """Reads back as the same filter; empty for one that asks for nothing. Days are those of `zone`."""
    parts = [
        f"{name}:{','.join(_quoted(value) for value in sorted(values))}"
        for name in _SETS
        if (values := getattr(wanted, name))
    ]
    if wanted.severity_min is not None:
        parts.append(f"severity>={wanted.severity_min}")
    if wanted.severity_max is not None:
        parts.append(f"severity<={wanted.severity_max}")
    if wanted.since is not None:
        parts.append(f"from:{wanted.since.astimezone(zone).date()}")
    if wanted.until is not None:
        # The filter has the first moment that does not count, the language the last day that does.
        parts.append(f"to:{(wanted.until - timedelta(microseconds=1)).astimezone(zone).date()}")
    return " ".join(parts)


def _quoted(value: str) -> str:
    plain = all(sign not in value for sign in ' ,，"“”「」『』„‟＂') and not any(map(str.isspace, value))
    return value if plain else f"「{value}」" if "」" not in value else f'"{value}"'
