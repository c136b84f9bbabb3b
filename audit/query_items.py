"""Cuts a query into phrases and conditions. Knows quotes, signs and commas in both widths, and no field names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PAIRS = {"「": "」", "『": "』"}
_QUOTES = '"“”„‟＂'
_OPENING = _QUOTES + "".join(_PAIRS)
#: Signs that open or close a quote.
QUOTE_SIGNS = frozenset((*_OPENING, *_PAIRS.values()))
_SIGNS = {"：": ":", "=": ":", "＝": ":", "≥": ">=", "≤": "<=", "＞": ">", "＜": "<", "＞＝": ">=", "＜＝": "<="}
_MINUS = "-－−"
_CONDITION = re.compile("([A-Za-z_]+)(>=|<=|＞＝|＜＝|[:：=＝≥≤><＞＜])")
_WORD = re.compile(f"[^\\s{_OPENING}]+")
_VALUE = re.compile(f"[^\\s,，{_OPENING}]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A bare word or what stood between quotes; `at` counts characters from 0, here and below."""

    at: int
    text: str
    negated: bool


@dataclass(frozen=True, slots=True)
class Condition:
    at: int
    name: str
    #: One of `: >= <= > <`.
    sign: str
    #: Never empty.
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    at: int
    #: `query.*`
    code: str
    text: str


Item = Phrase | Condition | Fault


def items(text: str) -> Iterator[Item]:
    """In the order written. A quote that never closes is a fault and ends the query."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        start, negated = at, text[at] in _MINUS
        at += negated
        if at == len(text) or text[at].isspace() or text[at] in _MINUS:
            yield Fault(start, "query.lone_minus", text[start])
            continue
        if text[at] in _OPENING:
            end, quoted = _quoted(text, at)
            yield Fault(at, "query.open_quote", text[at]) if quoted is None else Phrase(start, quoted, negated)
            at = end
        elif sign := _CONDITION.match(text, at):
            at, values = _values(text, sign.end())
            if isinstance(values, Fault):
                yield values
            elif values:
                plain = _SIGNS.get(sign[2], sign[2])
                yield Condition(start, sign[1].lower(), plain, tuple(values), negated)
            else:
                yield Fault(start, "query.no_value", sign.group())
        else:
            word = _WORD.match(text, at)
            assert word is not None, "neither blank nor quote"
            yield Phrase(start, word.group(), negated)
            at = word.end()


def _quoted(text: str, at: int) -> tuple[int, str | None]:
    """Where reading goes on and what stood between the quotes; None when the second one is missing."""
    closing = _PAIRS.get(text[at], _QUOTES)
    for end in range(at + 1, len(text)):
        if text[end] in closing:
            return end + 1, text[at + 1 : end]
    return len(text), None


def _values(text: str, at: int) -> tuple[int, list[str] | Fault]:
    values: list[str] = []
    while at < len(text):
        if text[at] in ",，":
            at += 1
        elif text[at] in _OPENING:
            opening = at
            at, quoted = _quoted(text, at)
            if quoted is None:
                return at, Fault(opening, "query.open_quote", text[opening])
            values += [quoted] if quoted.strip() else []
        elif value := _VALUE.match(text, at):
            values.append(value.group())
            at = value.end()
        else:
            break
    return at, values
