"""The query language: words, "phrases", -negation and filters become a Query, or every fault at its position."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from unicodedata import normalize

from audit.errors import Problem, Refused
from audit.ports import Filter, Query, Words
from audit.query_items import Condition, Fault, Item, Phrase, items
from audit.records import Channel
from audit.scope import EVERYTHING, Scope
from audit.taxonomy import CATEGORIES
from audit.text import normalise
from audit.words import units

#: Days of `from:` and `to:` begin at midnight here unless the caller knows better.
CHINA = timezone(timedelta(hours=8))

#: Filters that hold a set of values, and how a value is brought to the spelling of the records.
_SETS: dict[str, Callable[[str], str]] = {
    "category": str.upper,
    "rule": str,
    "channel": str.lower,
    "agency": str,
    "agent": str,
    "institution": str,
    "case": str,
}
_KNOWN: dict[str, frozenset[str]] = {
    "category": frozenset(CATEGORIES),
    "channel": frozenset(channel.value for channel in Channel),
}
FIELDS = (*_SETS, "severity", "from", "to")


def parse_query(text: str, zone: tzinfo = CHINA, scope: Scope = EVERYTHING) -> Query:
    """What is asked for by somebody who may see `scope`, which no text can widen. Raises Refused (`query.*`) with every fault, each with the position (from 1) at which it stands."""
    reading = _Reading(zone)
    reading.read(text)
    if not reading.problems and not reading.words and reading.filter == Filter():
        reading.fault("query.empty", 0)
    return replace(reading.result(), scope=scope)


def parse_filter(text: str, zone: tzinfo = CHINA) -> Filter:
    """As `parse_query`, for lists that have no words to search; an empty text asks for everything."""
    reading = _Reading(zone)
    reading.read(text, words_allowed=False)
    return reading.result().filter


@dataclass(slots=True)
class _Reading:
    zone: tzinfo
    words: list[Words] = field(default_factory=list)
    filter: Filter = field(default_factory=Filter)
    problems: list[Problem] = field(default_factory=list)

    def fault(self, code: str, at: int, **values: object) -> None:
        self.problems.append(Problem(code, f"{at + 1}", {"position": at + 1, **values}))

    def result(self) -> Query:
        if self.problems:
            raise Refused(self.problems)
        return Query(tuple(self.words), self.filter)

    def read(self, text: str, *, words_allowed: bool = True) -> None:
        for item in items(text):
            if isinstance(item, Phrase) and not words_allowed:
                self.fault("query.no_words_here", item.at, text=item.text)
            else:
                self._take(item)
        if self.filter.since and self.filter.until and self.filter.since >= self.filter.until:
            self.fault("query.dates_reversed", 0)

    def _take(self, item: Item) -> None:
        match item:
            case Fault(at, code, found):
                self.fault(code, at, text=found)
            case Phrase(at, phrase, negated):
                normal = normalise(phrase).text
                if units(normal):
                    self.words.append(Words(normal, negated))
                else:
                    self.fault("query.no_word", at, text=phrase)
            case Condition(at, name, _, _, negated) if name not in FIELDS or negated:
                code = "query.negated_filter" if negated and name in FIELDS else "query.unknown_field"
                self.fault(code, at, field=name, known=", ".join(FIELDS))
            case Condition(at, name, sign, _) if sign != ":" and name != "severity":
                self.fault("query.sign", at, field=name, sign=sign)
            case Condition(name="severity"):
                self._severity(item)
            case Condition(name="from" | "to"):
                self._day(item)
            case Condition():
                self._set(item)

    def _set(self, item: Condition) -> None:
        values = frozenset(map(_SETS[item.name], item.values))
        if unknown := values - _KNOWN.get(item.name, values):
            known = ", ".join(sorted(_KNOWN[item.name]))
            self.fault("query.unknown_value", item.at, field=item.name, value=", ".join(sorted(unknown)), known=known)
            return
        # The same filter twice widens it, as a list of values does.
        self.filter = replace(self.filter, **{item.name: getattr(self.filter, item.name) | values})

    def _severity(self, item: Condition) -> None:
        values = sorted(
            {int(plain) for value in item.values if (plain := normalize("NFKC", value)) in {"1", "2", "3", "4"}}
        )
        if not values or len(values) < len(set(item.values)) or values != list(range(values[0], values[-1] + 1)):
            self.fault("query.severity", item.at, value=", ".join(item.values))
            return
        low = {":": values[0], ">=": values[0], ">": values[0] + 1}.get(item.sign)
        high = {":": values[-1], "<=": values[-1], "<": values[-1] - 1}.get(item.sign)
        if low is not None:
            self.filter = replace(self.filter, severity_min=max(low, self.filter.severity_min or low))
        if high is not None:
            before = self.filter.severity_max
            self.filter = replace(self.filter, severity_max=high if before is None else min(high, before))

    def _day(self, item: Condition) -> None:
        try:
            (value,) = item.values
            day = date.fromisoformat(normalize("NFKC", value))
            # `to` names the last day that counts, the filter the first moment that does not.
            moment = datetime.combine(day + timedelta(days=item.name == "to"), time(), self.zone)
            moment.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fault("query.date", item.at, field=item.name, value=", ".join(item.values))
            return
        if item.name == "from":
            self.filter = replace(self.filter, since=max(moment, self.filter.since or moment))
        else:
            self.filter = replace(self.filter, until=min(moment, self.filter.until or moment))
