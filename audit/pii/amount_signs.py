"""What is seen of a sum of money: its shape, the words around it, and what the nearest of them say of it."""

import re
from typing import NamedTuple

from audit.pii.amount_words import CLAUSE, STOPS, said

#: Characters before and behind a sum that are looked at, and how many of those before it are weighed.
_BEFORE, _BEHIND, _WEIGHED = 40, 24, 30
#: And of these, within its clause.
_NEAR, _AHEAD = 14, 12
_same = re.compile("[0-9]+").sub
_UNIT, _SHORT = re.compile("[元块圆¥$]|rmb|人民币"), re.compile("[万wk千百]")


class Seen(NamedTuple):
    """A sum between its words. Figures are alike but for their length: messages of one kind look the same."""

    before: str
    sum: str
    behind: str


def seen(text: str, start: int, end: int) -> Seen:
    before, behind = text[max(0, start - _BEFORE) : start], text[end : end + _BEHIND]
    return Seen(_same(_alike, before), _same(_alike, text[start:end]), _same(_alike, behind))


def _alike(figures: re.Match[str]) -> str:
    return "000" if len(figures[0]) > 2 else "0"


def signs(one: Seen) -> list[str]:
    """Its features, each once."""
    before, behind = STOPS.split(one.before[-_WEIGHED:])[-1], STOPS.split(one.behind)[0]
    clause, ahead = CLAUSE.split(before)[-1][-_NEAR:], CLAUSE.split(behind)[0][:_AHEAD]
    left, right = f"^^^^{before}"[-4:], f"{behind}$$$$"[:4]
    unit = "u" if _UNIT.search(one.sum) else "s" if _SHORT.search(one.sum) else "b"
    kind = f"{'0' if one.sum[0].isdecimal() else 'c'}{unit}"
    told = said("".join(one), len(one.before), len(one.before) + len(one.sum))
    found = [f"S{told}", f"h{kind}", f"g{kind}{min(len(one.sum), 6)}", f"x{left[-1]}{right[0]}", f"y{told}{kind}"]
    found += [f"l{left[-size:]}" for size in range(1, 5)] + [f"r{right[:size]}" for size in range(1, 5)]
    found += [f"c{sign}" for sign in clause] + [f"d{pair}" for pair in _pairs(clause)]
    found += [f"a{pair}" for pair in _pairs(ahead)]
    found += [f"b{pair}" for pair in _pairs(before)] + [f"e{pair}" for pair in _pairs(behind)]
    return list(dict.fromkeys(found))


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]
