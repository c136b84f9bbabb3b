"""What stands beside a stretch that may be a name: the kind of the word before it and of the word behind it."""

import re
from collections.abc import Iterable

from audit.pii.long_words import SORTS
from audit.pii.name_words import LEFT, LONGEST, RIGHT
from audit.pii.places import FULL, SHORT

#: Signs that a word and the name it announces may have between them.
_BETWEEN = ":( \"'“‘/-·"
#: Who says a staff number says the name next.
_STAFF = re.compile("(?:工号|编号)(?:是|为|:)?[0-9零〇一二三四五六七八九幺]{2,6}$")
_DIGITS = frozenset("0123456789零〇一二三四五六七八九幺")
_SKIP = ("的是", "是", "为", "叫")


def _reaches(words: Iterable[str], at: int) -> dict[str, int]:
    """By the sign that is first or last in words, the length of the longest, but not over the most that is looked at."""
    found: dict[str, int] = {}
    for word in words:
        if len(word) <= LONGEST:
            found[word[at]] = max(found.get(word[at], 0), len(word))
    return found


_LEFT_REACH, _RIGHT_REACH = _reaches(LEFT, -1), _reaches(RIGHT, 0)


def _word(words: dict[str, str], text: str) -> str:
    """The kind of the longest word that `text` ends in."""
    for length in range(min(_LEFT_REACH.get(text[-1:], 0), len(text)), 0, -1):
        if kind := words.get(text[-length:]):
            return kind
    return ""


def left_kind(text: str, start: int) -> str:
    before = text[max(0, start - 8) : start]
    if not before:
        return "^"
    sign = ""
    while before and before[-1] in _BETWEEN:
        sign, before = before[-1], before[:-1]
    if before and before[-1] in _DIGITS and _STAFF.search(text, max(0, start - 10), start):
        return "staff"
    if kind := _word(LEFT, before):
        if kind == "is" and not sign:
            for skip in _SKIP:
                if before.endswith(skip) and (inner := _word(LEFT, before[: -len(skip)])):
                    return f"{inner}="
        return f"{kind}{':' if sign else ''}"
    if not before or not before[-1].isalnum():
        return f"{before[-1] if before else '^'}{sign}"
    if before[-2:] in SHORT or before[-3:] in SHORT or before[-3:] in FULL:
        sign = f"town{sign}"
    return sign or ("" if before[-1] > "z" else "a")


def right_kind(text: str, end: int) -> str:
    after = text[end : end + 6]
    if not after:
        return "$"
    sign = ""
    if after[0] in " ,、:;()/-\"'":
        sign, after = after[0], after[1:]
    if not after:
        return f"{sign}$"
    for length in range(min(_RIGHT_REACH.get(after[0], 0), len(after)), 0, -1):
        if kind := RIGHT.get(after[:length]):
            return sign + kind
    if after[0].isdigit():
        return f"{sign}0"
    if after[0] <= "z":
        return sign + ("a" if after[0].isalpha() else after[0])
    return sign if sign or "一" <= after[0] <= "鿿" else after[0]


def sort_before(text: str, start: int) -> str:
    """What the word that ends at `start` is: a verb, a noun, a preposition and so on; nothing if no word is known."""
    return SORTS.get(text[max(0, start - 2) : start]) or SORTS.get(text[start - 1 : start], "") if start else "^"


def sort_behind(text: str, end: int) -> str:
    return SORTS.get(text[end : end + 2]) or SORTS.get(text[end : end + 1], "")
