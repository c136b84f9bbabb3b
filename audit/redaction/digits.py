"""Numbers read out digit by digit: whole, with a digit heard wrongly, or over several turns of either side."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from audit.records import Turn

#: Digits from which on a number tells whose it is, whatever it is.
LONG = 7
#: Digits in a row that give a long number away when they are said once more.
TAIL = 4
#: Seconds between two parts of one number; turns where there are no times.
_PATIENCE, _TURNS = 10.0, 4

_READ = {"〇": "0", "零": "0", "洞": "0", "幺": "1", "两": "2", "拐": "7", "勾": "9", "叉": "x"} | {
    character: str(value) for value, character in enumerate("一二三四五六七八九", 1)
}
#: Amounts and dates are counted, not read out: their last digit is none.
_DIGIT = f"[0-9{''.join(_READ).replace('叉', '')}](?![十百千万亿元块年月天折%])"
_PAUSE = r"[ ,、。.;:?!·…\-—–]"
_PIECE = re.compile(f"{_DIGIT}(?:{_PAUSE}{{0,2}}{_DIGIT})*(?:{_PAUSE}{{0,2}}[x叉](?![a-z]))?")
#: Between two pieces of a number: at most two characters that a recogniser made of digits, and nothing that is counted.
_GAP = re.compile(f"{_PAUSE}*(?:[^0-9a-z十百千万亿元块年月日号时点分秒天折%]{_PAUSE}*){{0,2}}")
#: Lines that anybody may call.
_PUBLIC = re.compile("[48]00[0-9]{7}")
_BEFORE = re.compile(
    f"(?:{_PAUSE}|对|是|的|好|嗯|啊|哦|呃|喂|那|就|然后|再|接着|还有|后面|中间|前面|最后|尾号|号码|后.?位|我|你|您|说|重复|一遍|一下)*"
)
_AFTER = re.compile(f"(?:{_PAUSE}|对|是|的|好|嗯|啊|哦|呃|吗|吧|呢|了|不|没错|然后|还有|后面|记下|请说|继续)*")


class Run(NamedTuple):
    """Digits that belong together within one turn, at `[start, end)` of its normalised text."""

    place: int
    start: int
    end: int
    digits: str


def digits(normal: str) -> str:
    """The digits of a normalised text, however they are written."""
    return "".join(_READ.get(sign, sign) for sign in normal if sign in _READ or sign.isdecimal() or sign == "x")


def runs(place: int, normal: str) -> list[Run]:
    """All digits of a turn, those taken together that one number may be made of. `place` is handed through."""
    found: list[Run] = []
    for piece in _PIECE.finditer(normal):
        run = Run(place, *piece.span(), digits(piece[0]))
        before = found[-1] if found else None
        if before and min(len(before.digits), len(run.digits)) > 1 and _GAP.fullmatch(normal, before.end, run.start):
            found[-1] = Run(place, before.start, run.end, before.digits + run.digits)
        else:
            found.append(run)
    return found


def long(run: Run) -> bool:
    return len(run.digits) >= LONG and not _PUBLIC.fullmatch(run.digits)


def shares(run: str, number: str) -> bool:
    """Whether TAIL digits in a row stand in both."""
    return any(run[at : at + TAIL] in number for at in range(len(run) - TAIL + 1))


def chains(turns: Sequence[Turn], normals: Sequence[str], places: Sequence[int]) -> Iterator[tuple[str, list[Run]]]:
    """Numbers said over several of the turns at `places`: all their digits once, and the runs that they consist of.

    A part ends its turn and the next part begins one; what merely repeats does not count as another part.
    """
    chain: list[Run] = []
    for place in places:
        said = [run for run in runs(place, normals[place]) if len(run.digits) > 1 or _alone(run, normals[place])]
        if not said:
            continue
        if chain and _begins(said[0], normals[place]) and _near(turns[chain[-1].place], turns[place], place, chain):
            chain.append(said[0])
            if len(said) == 1 and _ends(said[0], normals[place]):
                continue
        yield from _whole(chain)
        chain = [said[-1]] if _ends(said[-1], normals[place]) else []
    yield from _whole(chain)


def _whole(chain: list[Run]) -> Iterator[tuple[str, list[Run]]]:
    number = ""
    for run in chain:
        number += run.digits if run.digits not in number else ""
    if len(chain) > 1 and len(number) >= LONG:
        yield number, chain


def _begins(run: Run, normal: str) -> bool:
    return _BEFORE.fullmatch(normal, 0, run.start) is not None


def _ends(run: Run, normal: str) -> bool:
    return _AFTER.fullmatch(normal, run.end) is not None


def _alone(run: Run, normal: str) -> bool:
    return _begins(run, normal) and _ends(run, normal)


def _near(before: Turn, after: Turn, place: int, chain: Sequence[Run]) -> bool:
    if before.end is None or after.start is None:
        return place - chain[-1].place <= _TURNS
    return after.start - before.end <= _PATIENCE
