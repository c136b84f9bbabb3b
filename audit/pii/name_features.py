"""What is seen of a stretch that may be a name: its characters, the pairs inside and across its ends, and the words beside it."""

from collections.abc import Iterator
from typing import NamedTuple

from audit.pii.given_names import usual
from audit.pii.name_beside import left_kind, right_kind, sort_before, sort_behind
from audit.pii.name_echo import echo, elsewhere, title
from audit.pii.name_lists import DOUBLE, NAMEY, NEVER, RARE, SURE, WORDLIKE, WORDS

DOUBLES = frozenset(DOUBLE.split("|"))
SURNAMES = SURE | WORDLIKE | RARE


class Classes(NamedTuple):
    """What is seen of a possible name apart from its very signs: few enough that the same come again and again."""

    #: Kind of the surname, length of the given name, characters of names in it, words in the whole.
    shape: str
    #: That length, words in the whole, and "O" for a word across its end.
    words: str
    #: Whether names often end in its last character.
    last: bool
    left: str
    sort: str
    right: str
    ahead: str
    #: Whether the rest of the text says that it is a name; nothing until `afar` has looked.
    said: str
    #: How usual the given name is.
    usual: str


def surname_kind(surname: str) -> str:
    if len(surname) > 1:
        return "D"
    if surname in SURE:
        return "B" if surname in WORDLIKE else "S"
    return "W" if surname in WORDLIKE else "R"


def ends(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Lengths of the surname and the whole, for each name that may begin at `start`; none ends in its own surname: 常乐常先生."""
    limit = len(text) - start
    first = text[start]
    double = text[start : start + 2] in DOUBLES
    if double and not title(text, start + 2):
        for length in (3, 4):
            if length <= limit and _given(text[start + 2 : start + length]):
                yield 2, length
    if first in SURNAMES and not title(text, start + 2 if double else start + 1):
        for length in (2, 3):
            if length > limit or not _given(text[start + length - 1]):
                break
            if length == 2 or text[start + 2] != first:
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


#: Characters around the beginning of a name that `before` and `within` look at.
BEFORE, BEHIND = 10, 10


def before(text: str, start: int) -> list[str]:
    """Features of what stands before `start`, whatever the name's end."""
    three = text[max(0, start - 3) : start]
    one, two = three[-1:], three[-2:]
    kind = left_kind(text, start)
    sort = sort_before(text, start)
    found = [f"L{kind}", f"N{sort}", f"l{one}", f"m{two}", f"n{three}", f"x{one}{text[start]}"]
    if one + text[start] in WORDS:
        found.append("X")
    return found


def beside(left: list[str]) -> tuple[str, str]:
    """The kind and the sort of the word before a place, out of its features."""
    return left[0][1:], left[1][1:]


def within(text: str, start: int, surname: int, length: int, beside: tuple[str, str]) -> tuple[list[str], Classes]:
    """Features of the very signs of the name and behind it, and the classes; `beside` is what the word before it is."""
    end = start + length
    name, given = text[start : start + surname], text[start + surname : end]
    size, last = len(given), given[-1] in NAMEY
    after = text[end : end + 3]
    words = f"{'s' if name[-1] + given[0] in WORDS else ''}{'g' if given in WORDS else ''}"
    cross = given[-1] + after[:1]
    right = right_kind(text, end)
    over = "O" if cross in WORDS and right != "title" else ""
    shape = f"{surname_kind(name)}{size}{last + (size > 1 and given[0] in NAMEY)}{words}"
    signs = [
        f"s{name}",
        f"p{name[-1]}{given[0]}",
        f"a{size}{given[0]}",
        f"b{size}{given[-1]}",
        f"q{given}",
        f"r{after[:1]}",
        f"t{after[:2]}",
        f"u{after}",
        f"y{cross}",
        f"V{size}{given[-1]}{over}|{right}",
    ]
    return signs, Classes(
        shape, f"{size}{words}{over}", last, *beside, right, sort_behind(text, end), "", f"{size}{usual(given)}"
    )


def afar(text: str, start: int, surname: int, length: int, classes: Classes) -> tuple[list[str], Classes]:
    """Features of what the rest of the text says, and the classes with it."""
    end = start + length
    said = echo(text, start, text[start : start + surname], end)
    return elsewhere(text, start, end, surname, classes.words), classes._replace(said=said) if said else classes


def in_general(classes: Classes) -> list[str]:
    """Features of the classes alone."""
    shape, words, last, left, sort, right, ahead, said, given = classes
    kind, size, bare = shape[0], words[0], words.removesuffix("O")
    over = "O" if words.endswith("O") else ""
    return [
        f"e{said}{size}",
        f"E{said}{shape}",
        f"S{kind}{size}",
        f"w{shape}",
        f"W{shape}|{left}",
        f"R{right}",
        f"Y{over}{size}",
        f"Z{left}|{right}",
        f"K{kind}{size}|{left}",
        f"J{shape}|{right}",
        f"Q{words}{last:d}|{right}",
        f"G{words}{last:d}|{left}",
        f"A{words}|{ahead}",
        f"B{bare}|{sort}|{ahead}",
        f"F{shape}|{sort}",
        f"H{left}|{ahead}",
        f"g{given}",
        f"h{kind}{given}",
        f"i{kind}{given}|{right}",
        f"j{given}|{left}",
        f"o{given[:2]}|{left}|{right}",
    ]
