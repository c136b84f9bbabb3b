"""Moments in tables: each ends up with a zone, or is refused."""

import re
from datetime import date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from pipelines.sources.fields import name
from pipelines.sources.rows import Fault

_LOOSE_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[T ]*(\d{1,2})[:\uff1a时](\d{1,2})(?:[:\uff1a分](\d{1,2})(?:\.\d+)?秒?)?分?"
    r" *(Z|[+-]\d{2}:?\d{2})?"
).fullmatch


class Times:
    """A moment with its zone. A cell without one gets the source's zone, and is refused where the source has none.

    It is refused, too, where the clocks of that zone showed it twice or never: which moment it was nobody can say.
    """

    def __init__(self, zone: tzinfo | None) -> None:
        self._zone = zone
        self._changes = _Changes(zone) if zone is not None else None

    def __call__(self, cell: str) -> datetime:
        if len(cell) < 14:  # a day is no moment, and `fromisoformat` would make it midnight
            value = self._loose(cell)
        else:
            try:
                value = datetime.fromisoformat(cell)
            except ValueError:
                value = self._loose(cell)
        if value.tzinfo is None:
            if self._changes is None:
                raise Fault("sources.no_zone", value=cell)
            value = value.replace(tzinfo=self._zone)
            if self._changes[value.date()]:
                _refuse_doubtful(value, cell)
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


class _Changes(dict[date, bool]):
    """Whether the clocks of a zone may change about a day; most days are asked for many times."""

    def __init__(self, zone: tzinfo) -> None:
        super().__init__()
        self._zone = zone

    def __missing__(self, day: date) -> bool:
        noon = datetime.combine(day, time(12), self._zone)
        offsets = {(noon + timedelta(days=more)).utcoffset() for more in (-1, 0, 1)}
        found = self[day] = len(offsets) > 1
        return found


def _refuse_doubtful(value: datetime, cell: str) -> None:
    first, second = value.replace(fold=0).utcoffset(), value.replace(fold=1).utcoffset()
    if first is None or second is None or first == second:
        return
    raise Fault(
        "sources.time_twice" if first > second else "sources.time_skipped", value=cell[:80], zone=str(value.tzinfo)
    )


def timezone(cell: str) -> str:
    value = name(cell)
    try:
        return ZoneInfo(value).key
    except (KeyError, ValueError, OSError):  # unknown, not a key at all, or the name of a folder
        raise Fault("sources.unknown_zone", value=value) from None
