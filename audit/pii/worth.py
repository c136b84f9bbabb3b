"""Which kinds of personal data are worth looking for in which of many texts: "perhaps" or "surely not", asked of all at once.

Each question is answered for the characters of all texts in a row, by tables and shifts; it may say yes too often, never no too often.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from audit.pii import address, foreign_name, plate
from audit.pii.name_gate import starts_in
from audit.pii.read_out import WORDS

Codes = NDArray[np.uint16]
Flags = NDArray[np.bool_]
Question = Callable[["Signs"], NDArray[np.intp]]
_SIZE = 1 << 16
_DIGITS = "0123456789"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_CLASSES = {
    "at": "@",
    "digit": _DIGITS,
    "letter": _LETTERS,
    "number": f"{_DIGITS}{_LETTERS[:-1]} .-–—()",
    "spoken": f"{_DIGITS}{WORDS} ,、.-",
    "typed": f"{_DIGITS} -",
    "point": ".:",
    "province": plate.PROVINCES,
    "account": f"{_DIGITS}{_LETTERS}_-",
    "word": "微薇威维徽卫绿vwq扣鹅秋球口加+徵蔻腾心_",
    "money": "元块圆万千百¥$wkr",
    "place": f"{address.SIGNS}单广",
    "sound": "".join({pair[0] for pair in foreign_name.PAIRS}),
    "second": "".join({pair[1] for pair in foreign_name.PAIRS}),
    "middle": "·•・",
    "read": f"{WORDS} ,、.-",
}
_BITS = {name: 1 << number for number, name in enumerate(_CLASSES)}
_TABLE = np.zeros(_SIZE, dtype=np.uint32)
for _name, _signs in _CLASSES.items():
    _TABLE[[ord(sign) for sign in dict.fromkeys(_signs)]] |= _BITS[_name]


#: Pairs of characters share slots by a sum that wraps around.
_STEP = np.uint16(257)


def _slots(first: Codes, second: Codes) -> Codes:
    slots: Codes = first * _STEP + second
    return slots


_BEGINS = np.zeros(_SIZE, dtype=np.bool_)
_BEGINS[_slots(*(np.array([ord(pair[at]) for pair in foreign_name.PAIRS], dtype=np.uint16) for at in (0, 1)))] = True


class Signs:
    """The characters of many texts in a row, line breaks between them, and the classes they are in."""

    def __init__(self, codes: Codes) -> None:
        self.codes = codes
        self._bits = _TABLE[codes]

    def of(self, name: str) -> Flags:
        flags: Flags = (self._bits & _BITS[name]) != 0
        return flags

    def runs(self, name: str, length: int) -> NDArray[np.intp]:
        """Where so many characters of the class stand together."""
        met, reached = self.of(name), 1
        while reached < length:
            step = min(reached, length - reached)
            met, reached = met[:-step] & met[step:], reached + step
        return met.nonzero()[0]


def _follows(first: Flags, second: Flags) -> NDArray[np.intp]:
    return (first[:-1] & second[1:]).nonzero()[0]


def _close(places: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    """Those that have another so near behind them."""
    return places[:-1][places[1:] - places[:-1] <= most]


def _coded(signs: Signs) -> NDArray[np.intp]:
    """A letter and, with a sign between them or none, a figure."""
    letter, figure = signs.of("letter"), signs.of("digit")
    split = letter[:-2] & signs.of("typed")[1:-1] & figure[2:]
    return np.concatenate((_follows(letter, figure), _follows(letter, signs.of("read")), split.nonzero()[0]))


def _summed(signs: Signs) -> NDArray[np.intp]:
    """A unit of money, or two figures."""
    return np.concatenate((signs.of("money").nonzero()[0], signs.runs("digit", 2)))


def _sounding(signs: Signs) -> NDArray[np.intp]:
    """Where parts of names by sound may begin."""
    near = _follows(signs.of("sound"), signs.of("second"))
    return near[_BEGINS[_slots(signs.codes[near], signs.codes[near + 1])]]


#: In the order in which the finders are asked.
_QUESTIONS: dict[str, Question] = {
    "email": lambda signs: signs.of("at").nonzero()[0],
    "ip": lambda signs: _close(signs.of("point").nonzero()[0], 5),
    "number": lambda signs: signs.runs("number", 10),
    "spoken": lambda signs: signs.runs("spoken", 10),
    "landline": lambda signs: signs.runs("typed", 7),
    "passport": _coded,
    "plate": lambda signs: _follows(signs.of("province"), signs.of("letter")),
    "account": lambda signs: signs.of("word").nonzero()[0],
    "address": lambda signs: _close(signs.of("place").nonzero()[0], 14),
    "amount": _summed,
    "foreign": lambda signs: np.concatenate((_sounding(signs), signs.of("middle").nonzero()[0])),
}


def worthwhile(texts: Sequence[str]) -> dict[int, tuple[list[str], list[int]]]:
    """By number of the text, what to look for, and where names may begin; most texts have no entry."""
    if not texts:
        return {}
    joined = "\n".join(("", *texts, "")).encode("utf-32-le", "surrogatepass")
    codes = np.minimum(np.frombuffer(joined, dtype="<u4"), _SIZE - 1).astype(np.uint16)
    lengths = [len(text) + 1 for text in texts]
    begins = np.cumsum([1, *lengths])
    owner = np.repeat(np.arange(len(texts)), lengths)
    signs = Signs(codes)
    found: dict[int, tuple[list[str], list[int]]] = {}
    for name, question in _QUESTIONS.items():
        met = np.zeros(len(texts), dtype=np.bool_)
        met[owner[question(signs) - 1]] = True
        for number in met.nonzero()[0].tolist():
            found.setdefault(number, ([], []))[0].append(name)
    starts = starts_in(codes)
    numbers = owner[starts - 1]
    for number, start in zip(numbers.tolist(), (starts - begins[numbers]).tolist(), strict=True):
        found.setdefault(number, ([], []))[1].append(start)
    return found
