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
#: A character that a recogniser may have made of a digit; what is counted with is none.
_ALIEN = "[^0-9a-z十百千万亿元块年月日号时点分秒天折%]"
#: Between two pieces of a number; more where both are longer than one digit.
_GAPS = re.compile(f"{_PAUSE}*(?:{_ALIEN}{_PAUSE}*)?"), re.compile(f"{_PAUSE}*(?:{_ALIEN}{_PAUSE}*){{0,2}}")
#: Lines that anybody may call.
_PUBLIC = re.compile("[48]00[0-9]{7}")
#: What is said before and after a part of a number, and one such character beside it.
_BEFORE = re.compile(
    f"(?:{_PAUSE}|对|是|的|好|嗯|啊|哦|呃|喂|那|就|然后|再|接着|还有|后面|中间|前面|最后|尾号|号码|后.?位|我|你|您|说|重复|一遍|一下)*"
    f"(?P<digit>{_ALIEN}??)"
)
_AFTER = re.compile(
    f"(?P<digit>{_ALIEN}??)(?:{_PAUSE}|对|是|的|好|嗯|啊|哦|呃|吗|吧|呢|了|不|没错|然后|还有|后面|记下|请说|继续)*"
)
#: Whose number it is can be told to everybody.
_STAFF = re.compile("[工编]号[是为:]?$")
#: A whole turn of so many characters between two parts of a number is one, too, however it was heard.
_SHORT = 6


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
        gap = _GAPS[before is not None and min(len(before.digits), len(run.digits)) > 1]
        if before and gap.fullmatch(normal, before.end, run.start):
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
    """What may be a number said over several of the turns at `places`: its digits, and the runs that it consists of.

    A part ends its turn and the next part begins one; what merely repeats does not count as another part.
    """
    chain, unheard = list[Run](), list[Run]()
    for place in places:
        said = [part for run in runs(place, normals[place]) if (part := _part(run, normals[place]))]
        if not said:
            unheard += _unheard(place, normals[place])
            continue
        if chain and said[0].begins and _near(turns, chain[-1].place, place):
            chain += [run for run in unheard if _one_speaker(turns, chain[-1].place, run.place, place)]
            chain.append(said[0].run)
            if len(said) == 1 and said[0].ends:
                unheard = []
                continue
        yield from _whole(turns, chain)
        chain, unheard = [said[-1].run] if said[-1].ends else [], []
    yield from _whole(turns, chain)


class _Part(NamedTuple):
    run: Run
    #: Whether nothing but such words stands before or after it in its turn.
    begins: bool
    ends: bool


def _part(run: Run, normal: str) -> _Part | None:
    """Digits as a part of a number, with what was made of a digit beside them; a lone digit is one only in a short turn."""
    before, after = _BEFORE.fullmatch(normal, 0, run.start), _AFTER.fullmatch(normal, run.end)
    lone = len(run.digits) == 1 and not (before and after and len(normal) <= _SHORT)
    if lone or _STAFF.search(normal, 0, run.start):
        return None
    start = before.start("digit") if before else run.start
    end = after.end("digit") if after else run.end
    return _Part(Run(run.place, start, end, run.digits), before is not None, after is not None)


def _unheard(place: int, normal: str) -> list[Run]:
    short = len(normal) <= _SHORT and not _AFTER.fullmatch(normal)
    return [Run(place, 0, len(normal), "")] if short else []


def _one_speaker(turns: Sequence[Turn], *places: int) -> bool:
    return len({turns[place].speaker for place in places}) == 1


def _near(turns: Sequence[Turn], before: int, after: int) -> bool:
    end, start = turns[before].end, turns[after].start
    return after - before <= _TURNS if end is None or start is None else start - end <= _PATIENCE


def _whole(turns: Sequence[Turn], chain: list[Run]) -> Iterator[tuple[str, list[Run]]]:
    """What the other side says again is no part; a speaker goes on with digits that may be the same, unless he began with a TAIL."""
    alone, number = _one_speaker(turns, *(run.place for run in chain)), ""
    for run in chain:
        again = len(number) >= TAIL and run.digits == number if alone else run.digits in number
        number += "" if again else run.digits
    if len(chain) > 1:
        yield number, chain
