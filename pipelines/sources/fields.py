"""One cell of text -> one value. Each parser raises Fault and nothing else."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

from pipelines.sources.rows import Fault

E = TypeVar("E", bound=StrEnum)
V = TypeVar("V")

LONGEST_NAME = 128
LONGEST_TEXT = 1 << 20
#: A larger debt of a consumer is a slip of the keyboard.
_LARGEST_AMOUNT = 1e9
_CACHE = 50_000

_PLAIN = re.compile(r"[0-9A-Za-z_\u4e00-\u9fff][0-9A-Za-z_.:/\-\u4e00-\u9fff]*").fullmatch
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]").search
_SCIENTIFIC = re.compile(r"[+-]?\d\.?\d*[eE]\+?\d+").fullmatch
_SIGNED = re.compile(r"[+-][\d ().-]+").fullmatch
_PHONE = re.compile(r"\+?[\d*xX][\d*xX ().\-]{2,30}").fullmatch
_NUMBER = re.compile(r"[\u00a5\uffe5$]?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?元?").fullmatch


def name(cell: str) -> str:
    """An identity or a short name: 1 to 128 characters on one line, no formula, no number that Excel shortened."""
    # Nearly every cell is plain; `1.5E+10` is the one plain-looking trap and needs a `+`, which is not plain.
    if len(cell) <= LONGEST_NAME and _PLAIN(cell):
        return cell
    value = cell.strip()
    if not value:
        raise Fault("sources.empty_cell")
    if value[0] in "=@" or (value[0] in "+-" and not _SIGNED(value)):
        raise Fault("sources.formula_text", value=value[:80])
    if _SCIENTIFIC(value):
        raise Fault("sources.shortened_number", value=value)
    if _CONTROL(value):
        raise Fault("sources.control_character", value=ascii(value[:80]))
    if len(value) > LONGEST_NAME:
        raise Fault("sources.too_long", limit=LONGEST_NAME, found=len(value))
    return value


def optional(parse: Callable[[str], V]) -> Callable[[str], V | None]:
    return lambda cell: parse(cell) if cell.strip() else None


class Names(dict[str, str | None]):
    """`name` with a memory, for columns that say the same few things: agency, agent, status. Blank is None."""

    def __missing__(self, cell: str) -> str | None:
        value = name(cell) if cell.strip() else None
        if len(self) < _CACHE:
            self[cell] = value
        return value


class Choice(dict[str, E]):
    """A cell that names a member of an enumeration, in our word or in one of the source's. Blank is `empty`, or a fault."""

    def __init__(self, kind: type[E], words: Mapping[str, str], empty: E | None = None) -> None:
        super().__init__()
        self._known: dict[str, E] = {member.value: member for member in kind}
        self._known |= {word.strip().casefold(): kind(ours) for word, ours in words.items()}
        if empty is not None:
            self._known[""] = empty
        self._kind = kind

    def __missing__(self, cell: str) -> E:
        word = cell.strip().casefold()
        value = self._known.get(word)
        if value is None:
            if not word:
                raise Fault("sources.empty_cell")
            raise Fault("sources.unknown_word", value=cell[:80], known=", ".join(self._kind))
        if len(self) < _CACHE:
            self[cell] = value
        return value


def phone(cell: str) -> str:
    """A telephone number as given, masked ones included; short codes from 3 digits."""
    if _PHONE(cell):
        return cell
    value = cell.strip()
    if not value:
        raise Fault("sources.empty_cell")
    if _SCIENTIFIC(value):
        raise Fault("sources.shortened_number", value=value)
    if not _PHONE(value):
        raise Fault("sources.formula_text" if value[0] in "=@" else "sources.not_a_number", value=value[:80])
    return value


def text(cell: str) -> str:
    """What was said, exactly as given: evidence is never trimmed, and a leading `=` is a character like any other."""
    if not cell or cell.isspace():
        raise Fault("sources.empty_cell")
    if len(cell) > LONGEST_TEXT:
        raise Fault("sources.too_long", limit=LONGEST_TEXT, found=len(cell))
    return cell


def amount(cell: str) -> float:
    """Yuan, 0 or more: `8600`, `8,600.00`, `¥8600元`."""
    value = cell.strip()
    if not value:
        raise Fault("sources.empty_cell")
    found = _NUMBER(value)
    number = float(found[1].replace(",", "") + (found[2] or "")) if found else None
    if number is None or number > _LARGEST_AMOUNT:
        raise Fault("sources.not_an_amount", value=value[:80])
    return number


def days(cell: str) -> int:
    value = cell.strip()
    if not value:
        raise Fault("sources.empty_cell")
    found = re.fullmatch(r"(\d{1,5})(?:\.0+)?天?", value)
    if found is None:
        raise Fault("sources.not_days", value=value[:80])
    return int(found[1])
