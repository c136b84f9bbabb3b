"""What is seen of a stretch that may be a name: its characters, the pairs inside and across its ends, and the words beside it."""

from collections.abc import Iterator

from audit.pii.name_beside import left_kind, right_kind
from audit.pii.name_lists import DOUBLE, NAMEY, NEVER, RARE, SURE, TITLES, WORDLIKE, WORDS

DOUBLES = frozenset(DOUBLE.split("|"))
SURNAMES = SURE | WORDLIKE | RARE
_TITLES = frozenset(TITLES.split("|"))


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


def first_look(text: str, start: int) -> list[str]:
    """The few features that decide whether a place is worth any more."""
    two, left, first, second, third = around(text, start)
    return [
        f"l{left}",
        f"s{first}",
        f"a{second}",
        f"x{left}{first}",
        f"p{first}{second}",
        f"m{two}{left}",
        f"t{second}{third}",
    ]


def around(text: str, start: int) -> tuple[str, str, str, str, str]:
    """Two characters before a place and three from there on; behind either end of the line nothing but line breaks."""
    left = text[start - 1] if start else "\n"
    two = text[start - 2] if start > 1 and left != "\n" else "\n"
    return two, left, text[start], text[start + 1], text[start + 2 : start + 3] or "\n"


def _echo(text: str, start: int, surname: str, end: int) -> str:
    """Whether the surname comes back where it can only be one (常乐常先生, 姓云), or a sign is explained (苗条的条)."""
    if text.startswith(surname, end) and _title(text, end + len(surname)):
        return "!"
    if text[end - 1] == surname and _title(text, end):
        return "-"
    if text[end : end + 1] == "的" and text[end + 1 : end + 2] == text[end - 1]:
        return "="
    if text[start - 1 : start] != "姓" and f"姓{surname}" in text:
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
    words = f"{'s' if name[-1] + given[0] in WORDS else ''}{'g' if given in WORDS else ''}"
    cross = given[-1] + after[:1]
    right = right_kind(text, end)
    over = "O" if cross in WORDS and right != "title" else ""
    shape = f"{kind}{size}{namey}{words}"
    echo = _echo(text, start, name, end)
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
        f"Q{size}{words}{over}{given[-1] in NAMEY:d}|{right}",
        f"G{size}{words}{over}{given[-1] in NAMEY:d}|{left}",
        f"V{size}{given[-1]}{over}|{right}",
    ]
