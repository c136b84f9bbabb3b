"""A query as text, changed by a click: a filter is set, widened or taken away, and the rest stays as it was asked."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from audit.query_items import QUOTE_SIGNS, Condition, Fault, Item, Phrase, items

#: Of these a query holds one only: another one takes its place.
SINGLE = frozenset({"severity", "from", "to"})
#: Whose values may be written small or large.
ANY_CASE = frozenset({"category", "channel"})


def with_value(text: str, name: str, value: str) -> str:
    """`category:T08` beside what is asked; a second value of the same filter widens it, but for days and severity."""
    kept = list(_read(text)) if name not in SINGLE else list(_without(text, name))
    if name in SINGLE or not (same := [one for one in kept if isinstance(one, Condition) and one.name == name]):
        return _spelt([*kept, Condition(len(text), name, ":", (value,))])
    wider = replace(same[0], values=tuple(dict.fromkeys((*same[0].values, value))))
    return _spelt([wider if one is same[0] else one for one in kept])


def without_value(text: str, name: str, value: str | None = None) -> str:
    """Without this value of a filter, or without the filter altogether."""
    return _spelt(list(_without(text, name, value)))


@lru_cache(256)  # one page changes one query in some fifty ways
def _read(text: str) -> tuple[Item, ...]:
    return tuple(items(text))


def _same(name: str, written: str, value: str) -> bool:
    return written == value or (name in ANY_CASE and written.casefold() == value.casefold())


def _without(text: str, name: str, value: str | None = None) -> Iterator[Item]:
    for item in _read(text):
        if not isinstance(item, Condition) or item.name != name:
            yield item
        elif value is not None and (left := tuple(one for one in item.values if not _same(name, one, value))):
            yield replace(item, values=left)


def _spelt(parts: list[Item]) -> str:
    return " ".join(filter(None, map(_spell, parts)))


@lru_cache(4096)
def _spell(item: Item) -> str:
    match item:
        case Phrase(_, text, negated):
            return ("-" if negated else "") + _quoted(text)
        case Condition(_, name, sign, given, negated):
            return ("-" if negated else "") + name + sign + ",".join(map(_plain, given))
        case Fault():
            return ""


def _quoted(text: str) -> str:
    """A word that reads as itself stays bare."""
    return text if _bare(text) and list(items(text)) == [Phrase(0, text, negated=False)] else _between(text)


def _plain(value: str) -> str:
    parts = list(_read(f"x:{value}"))
    return value if _bare(value) and parts == [Condition(0, "x", ":", (value,))] else _between(value)


def _bare(text: str) -> bool:
    """Whether it also reads as itself whatever stands around it: a lone quote would look for its like."""
    return not QUOTE_SIGNS.intersection(text)


def _between(text: str) -> str:
    """Between quotes that the text itself does not hold: those it was read between, whichever they were."""
    return f"「{text}」" if "」" not in text else f"『{text}』" if "』" not in text else f'"{text}"'
