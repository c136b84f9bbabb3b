"""What is seen of a sum of money: its shape, the words around it, and what the nearest of them say of it."""

import re
from typing import NamedTuple

from audit.pii.amount_words import said

#: Characters before and behind a sum that are looked at, within its sentence.
_BEFORE, _BEHIND = 30, 24
#: And of these, within its clause.
_NEAR, _AHEAD = 14, 12
_STOPS, _CLAUSE, _FIGURES = re.compile("[。!?;\n]"), re.compile("[,:、]"), re.compile("[0-9]+")
_UNIT, _SHORT = re.compile("[元块圆¥]|rmb|人民币"), re.compile("[万wk千百]")


class Seen(NamedTuple):
    """Figures of other sums and dates are all the same: messages of one kind look alike."""

    before: str
    shape: str
    behind: str
    #: By the nearest words.
    said: bool


def seen(text: str, start: int, end: int) -> Seen:
    before = _STOPS.split(text[max(0, start - _BEFORE) : start])[-1]
    behind = _STOPS.split(text[end : end + _BEHIND])[0]
    return Seen(_alike(before), _shape(text[start:end]), _alike(behind), said(text, start, end))


def _alike(text: str) -> str:
    return _FIGURES.sub("0", text)


def _shape(sum_: str) -> str:
    unit = "u" if _UNIT.search(sum_) else "s" if _SHORT.search(sum_) else "b"
    return f"{'0' if sum_[0].isdecimal() else 'c'}{unit}{min(len(sum_), 6)}"


def signs(one: Seen) -> list[str]:
    """Its features, each once."""
    clause, ahead = _CLAUSE.split(one.before)[-1], _CLAUSE.split(one.behind)[0]
    left, right = f"^^^^{one.before}"[-4:], f"{one.behind}$$$$"[:4]
    found = [f"S{one.said}", f"h{one.shape[:2]}", f"g{one.shape}", f"x{left[-1]}{right[0]}", f"y{one.said}{one.shape[:2]}"]
    found += [f"l{left[-size:]}" for size in range(1, 5)] + [f"r{right[:size]}" for size in range(1, 5)]
    found += [f"c{sign}" for sign in clause[-_NEAR:]] + [f"d{pair}" for pair in _pairs(clause[-_NEAR:])]
    found += [f"a{pair}" for pair in _pairs(ahead[:_AHEAD])]
    found += [f"b{pair}" for pair in _pairs(one.before)] + [f"e{pair}" for pair in _pairs(one.behind)]
    return list(dict.fromkeys(found))


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]
