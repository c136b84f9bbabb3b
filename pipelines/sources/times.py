"""Moments in tables: each ends up with a zone, or is refused."""

import re
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from pipelines.sources.fields import name
from pipelines.sources.rows import Fault

_LOOSE_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T ]*(\d{1,2})[:\uff1a时](\d{1,2})(?:[:\uff1a分](\d{1,2})(?:\.\d+)?秒?)?分?"
    r" *(Z|[+-]\d{2}:?\d{2})?"
).fullmatch


class Times:
    """A moment with its zone. A cell without one gets the source's zone, and is refused where the source has none."""

    def __init__(self, zone: tzinfo | None) -> None:
        self._zone = zone

    def __call__(self, cell: str) -> datetime:
        if len(cell) < 14:  # a day is no moment, and `fromisoformat` would make it midnight
            value = self._loose(cell)
        else:
            try:
                value = datetime.fromisoformat(cell)
            except ValueError:
                value = self._loose(cell)
        if value.tzinfo is None:
            if self._zone is None:
                raise Fault("sources.no_zone", value=cell)
            value = value.replace(tzinfo=self._zone)
        if not 2000 <= value.year < 2100:
            raise Fault("sources.strange_year", value=cell)
        return value

    def _loose(self, cell: str) -> datetime:
        """2026/3/1 9:05, 2026年3月1日 21:10 and the like."""
        cell = cell.strip()
        if not cell:
            raise Fault("sources.empty_cell")
        found = _LOOSE_TIME(cell)
        if found is None:
            raise Fault("sources.not_a_time", value=cell[:80])
        *numbers, zone = found.groups()
        year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
        try:
            return datetime.fromisoformat(
                f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone or ''}"
            )
        except ValueError:
            raise Fault("sources.not_a_time", value=cell[:80]) from None


def timezone(cell: str) -> str:
    value = name(cell)
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError):  # unknown, not a key at all, or the name of a folder
        raise Fault("sources.unknown_zone", value=value) from None
