"""Where a name may begin at all, from three characters and the two before them: quick enough to be asked of every surname in bulk."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audit.pii.name_features import DOUBLES, SURNAMES, around
from audit.pii.name_lists import NEVER
from audit.pii.name_weights import GATE, GATE_LEAST

_FIRSTS = SURNAMES | {double[0] for double in DOUBLES}
#: Neither does a title: 王先生, 赵女士.
_NEVER = NEVER | {"女"}
_START = re.compile(f"[{''.join(sorted(_FIRSTS))}](?=[一-鿿])(?![{''.join(sorted(_NEVER))}]|先生)")
#: Pairs share a table by a sum of their characters; where two meet the likelier counts.
_SIZE, _STEP, _LOWEST = 1 << 16, 257, -2000


def _code(sign: str) -> int:
    return min(ord(sign), _SIZE - 1)


def _slot(first: int, second: int) -> int:
    return (first * _STEP + second) % _SIZE


def _tables(kinds: str) -> list[NDArray[np.int16]]:
    """For each kind of feature, by character or slot of a pair; 0 where nothing is known."""
    known: dict[str, dict[int, int]] = {kind: {} for kind in kinds}
    for weight, features in GATE.items():
        for feature in filter(None, features.split("\t")):
            kind, *signs = tuple(feature)
            at = _code(signs[0]) if len(signs) == 1 else _slot(_code(signs[0]), _code(signs[1]))
            known[kind][at] = max(known[kind].get(at, _LOWEST), weight)
    return [_filled(of_kind) for of_kind in known.values()]


def _filled(known: dict[int, int]) -> NDArray[np.int16]:
    table = np.zeros(_SIZE, dtype=np.int16)
    table[list(known)] = list(known.values())
    return table


_TABLES = _tables("lsaxpmt")
#: The same for single texts: of a list one number is taken quicker.
_KINDS: list[list[int]] = [table.tolist() for table in _TABLES]
_NONE = ord("\n")


def _flags(signs: Iterator[int]) -> NDArray[np.bool_]:
    flags = np.zeros(_SIZE, dtype=np.bool_)
    flags[list(signs)] = True
    return flags


_IS_FIRST = _flags(ord(sign) for sign in _FIRSTS)
_IS_SECOND = _flags(code for code in range(ord("一"), ord("鿿") + 1) if chr(code) not in _NEVER)


def starts(text: str) -> list[int]:
    """Offsets where a name may begin."""
    return [match.start() for match in _START.finditer(text) if _open(text, match.start())]


def _open(text: str, start: int) -> bool:
    two, before, first, second, third = map(_code, around(text, start))
    left, surname, given, across, pair, lead, rest = _KINDS
    weight = left[before] + surname[first] + given[second] + lead[_slot(two, before)] + rest[_slot(second, third)]
    return weight + across[_slot(before, first)] + pair[_slot(first, second)] >= GATE_LEAST


def starts_in(codes: NDArray[np.uint16]) -> NDArray[np.intp]:
    """The same for the characters of many texts, line breaks between them, before the first and behind the last."""
    (at,) = (_IS_FIRST[codes[1:-1]] & _IS_SECOND[codes[2:]]).nonzero()
    at = at[(codes[at + 2] != ord("先")) | (codes[np.minimum(at + 3, len(codes) - 1)] != ord("生"))]
    before, first, second, third = (codes[at + shift].astype(np.int64) for shift in range(4))
    two = np.where(before == _NONE, _NONE, codes[at - 1]).astype(np.int64)
    left, surname, given, across, pair, lead, rest = _TABLES
    weight = left[before] + surname[first] + given[second]
    weight += across[(before * _STEP + first) % _SIZE] + pair[(first * _STEP + second) % _SIZE]
    weight += lead[(two * _STEP + before) % _SIZE] + rest[(second * _STEP + third) % _SIZE]
    open_: NDArray[np.intp] = at[weight >= GATE_LEAST] + 1
    return open_
