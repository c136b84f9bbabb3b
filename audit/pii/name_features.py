"""What is seen of a stretch that may be a name: its characters, the pairs inside and across its ends, and the words beside it."""

from collections.abc import Iterator

from audit.pii.name_lists import DOUBLE, NAMEY, NEVER, RARE, SURE, TITLES, WORDLIKE, WORDS
from audit.pii.name_words import LEFT, LONGEST, RIGHT

DOUBLES = frozenset(DOUBLE.split("|"))
SURNAMES = SURE | WORDLIKE | RARE
_TITLES = frozenset(TITLES.split("|"))
#: Signs that a word and the name it announces may have between them.
_BETWEEN = ":( \"'“‘/-·"
_SKIP = ("的是", "是", "为", "叫")


def surname_kind(surname: str) -> str:
    if len(surname) > 1:
        return "D"
    if surname in SURE:
        return "B" if surname in WORDLIKE else "S"
    return "W" if surname in WORDLIKE else "R"


def ends(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Lengths of the surname and the whole, for each name that may begin at `start`; 常乐常先生 says 常先生 again."""
    limit = len(text) - start
    first = text[start]
    if text[start : start + 2] in DOUBLES:
        for length in (3, 4):
            if length <= limit and _given(text[start + 2 : start + length]):
                yield 2, length
    if first in SURNAMES:
        for length in (2, 3):
            if length > limit or not _given(text[start + length - 1]):
                break
            if length == 2 or text[start + 2] != first or not _title(text, start + length):
                yield 1, length


def _given(signs: str) -> bool:
    return all("一" <= sign <= "鿿" and sign not in NEVER for sign in signs)


def _word(words: dict[str, str], text: str) -> str:
    """The kind of the longest word that `text` ends in."""
    for length in range(min(LONGEST, len(text)), 0, -1):
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
    if kind := _word(LEFT, before):
        if kind == "is" and not sign:
            for skip in _SKIP:
                if before.endswith(skip) and (inner := _word(LEFT, before[: -len(skip)])):
                    return f"{inner}="
        return f"{kind}{':' if sign else ''}"
    if not before or not before[-1].isalnum():
        return f"{before[-1] if before else '^'}{sign}"
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
    for length in range(min(LONGEST, len(after)), 0, -1):
        if kind := RIGHT.get(after[:length]):
            return sign + kind
    if after[0].isdigit():
        return f"{sign}0"
    if after[0] <= "z":
        return sign + ("a" if after[0].isalpha() else after[0])
    return sign if sign or "一" <= after[0] <= "鿿" else after[0]


def first_look(text: str, start: int) -> list[str]:
    """The few features that decide whether a place is worth any more."""
    left = text[start - 1] if start else "\n"
    first, second = text[start], text[start + 1]
    return [f"l{left}", f"s{first}", f"a{second}", f"x{left}{first}", f"p{first}{second}"]


def _echo(text: str, surname: str, end: int) -> str:
    """Whether the surname comes back where it can only be one: 常乐常先生, 姓云."""
    if text.startswith(surname, end) and _title(text, end + len(surname)):
        return "!"
    if text[end - 1] == surname and _title(text, end):
        return "-"
    if f"姓{surname}" in text:
        return "*"
    at = text.find(surname, end)
    return "+" if at >= 0 and _title(text, at + len(surname)) else ""


def _title(text: str, at: int) -> bool:
    return text[at : at + 2] in _TITLES


def before(text: str, start: int) -> list[str]:
    """Features of what stands before `start`, whatever the name's end."""
    one, two, three = (text[max(0, start - count) : start] for count in (1, 2, 3))
    kind = left_kind(text, start)
    found = [f"L{kind}", f"l{one}", f"m{two}", f"n{three}", f"x{one}{text[start]}"]
    if one + text[start] in WORDS:
        found.append("X")
    return found


def within(text: str, start: int, surname: int, length: int, left: str) -> list[str]:
    """Features of the name itself and of what follows it."""
    end = start + length
    name, given = text[start : start + surname], text[start + surname : end]
    kind, size = surname_kind(name), len(given)
    namey = sum(sign in NAMEY for sign in given)
    after = text[end : end + 3]
    right = right_kind(text, end)
    words = f"{'s' if name[-1] + given[0] in WORDS else ''}{'g' if given in WORDS else ''}"
    cross = given[-1] + after[:1]
    over = "O" if cross in WORDS else ""
    shape = f"{kind}{size}{namey}{words}"
    echo = _echo(text, name, end)
    return [
        f"e{echo}{size}",
        f"E{echo}{shape}",
        f"s{name}",
        f"S{kind}{size}",
        f"p{name[-1]}{given[0]}",
        f"a{size}{given[0]}",
        f"b{size}{given[-1]}",
        f"q{given}",
        f"w{shape}",
        f"W{shape}|{left}",
        f"r{after[:1]}",
        f"t{after[:2]}",
        f"u{after}",
        f"R{right}",
        f"y{cross}",
        f"Y{over}{size}",
        f"Z{left}|{right}",
        f"K{kind}{size}|{left}",
        f"J{shape}|{right}",
        f"V{size}{given[-1]}{over}|{right}",
    ]
