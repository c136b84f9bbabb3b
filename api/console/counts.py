"""Counts to click on: values of the hits, and their time."""

from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from api.console.pages import SHAPES, category
from audit.ports import Filter
from audit.query_text import with_value, without_value

if TYPE_CHECKING:
    from api.visit import Visit

PATH = "/search"
#: In the order shown.
FACETS = ("category", "severity", "channel", "institution", "agency", "agent", "rule")
#: With more months than this turns are counted by month: the index tells the newest 100 days only.
_BY_DAY = 3
#: Days or months side by side.
_MOST = 120


@dataclass(frozen=True, slots=True)
class Count:
    word: str
    count: int
    #: The same search with this value, or without it where it is asked for.
    href: str
    chosen: bool = False


def counted(
    visit: "Visit", text: str, asked: Filter, facets: Mapping[str, Mapping[str, int]]
) -> Iterator[tuple[str, list[Count]]]:
    """Name of the facet and its values; what is chosen can be taken away even where it finds nothing."""
    for name in FACETS:
        chosen = _chosen(asked, name)
        found = {**facets.get(name, {}), **{value: 0 for value in sorted(chosen) if value not in facets.get(name, {})}}
        if found:
            yield name, [_count(visit, text, (name, value), count, value in chosen) for value, count in found.items()]


def by_date(text: str, facets: Mapping[str, Mapping[str, int]]) -> list[Count]:
    """Days of a short while, months of a long one, oldest first and without gaps; a click asks for that time."""
    months, days = facets.get("month", {}), facets.get("day", {})
    if len(months) <= _BY_DAY:
        return [Count(day, days.get(day, 0), _time(text, day, day)) for day in _run(days, _next_day)]
    return [Count(month, months.get(month, 0), _time(text, *_ends(month))) for month in _run(months, _next_month)]


def _run(known: Mapping[str, int], following: Callable[[str], str]) -> Sequence[str]:
    """From the first to the last, as far as a picture can show them; where times lie too far apart those alone that are known."""
    run = [min(known)] if known else []
    while run and run[-1] != max(known) and len(run) < _MOST:
        run.append(following(run[-1]))
    return run if run and run[-1] == max(known) else list(known)


def _next_day(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _next_month(month: str) -> str:
    return _next_day(_ends(month)[1])[: len(month)]


def search_href(text: str, **others: str) -> str:
    return f"{PATH}?{urlencode({'q': text, **others})}" if text else PATH


def _count(visit: "Visit", text: str, of: tuple[str, str], count: int, chosen: bool) -> Count:
    href = search_href(_toggled(text, *of, chosen=chosen))
    return Count(_word(visit, *of), count, href, chosen)


def _toggled(text: str, name: str, value: str, *, chosen: bool) -> str:
    """The query with this value, or without it where it is there; severity goes as a whole, it is a range."""
    if not chosen:
        return with_value(text, name, value)
    return without_value(text, name, None if name == "severity" else value)


def _chosen(asked: Filter, name: str) -> frozenset[str]:
    if name != "severity":
        found: frozenset[str] = getattr(asked, name)
        return found
    low, high = asked.severity_min, asked.severity_max
    if low is None and high is None:
        return frozenset()
    return frozenset(str(level) for level in SHAPES if (low or level) <= level <= (high or level))


def _word(visit: "Visit", name: str, value: str) -> str:
    match name:
        case "category":
            return category(value, visit.language)
        case "severity":
            return f"{SHAPES[int(value)]} {visit.say(f'severity.{value}')}"
        case "channel":
            return visit.say(f"channel.{value}")
    return value


def _time(text: str, first: str, last: str) -> str:
    return search_href(with_value(with_value(text, "from", first), "to", last))


def _ends(month: str) -> tuple[str, str]:
    year, number = map(int, month.split("-"))
    return f"{month}-01", date(year, number, monthrange(year, number)[1]).isoformat()
