"""Invented calls in which numbers are read out, spoken by the synthesiser of the demo: whole, in groups, over several turns, repeated.

`python -m benchmarks.dictated_calls FOLDER` writes those that the tests listen to. Needs what `models/recipe/speak.py` needs.
"""

import argparse
import io
import json
import random
import re
import wave
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audit.pii.bank_card import luhn
from audit.pii.cn_id import check_sign
from benchmarks.masked_calls import Call, Digit
from demo.audio_files import FORMATS, write
from demo.make_calls import LINE_NOISE, utter
from models.recipe.speak import PHONE_RATE
from models.recipe.texts import fill, load_slots, load_templates

CHARACTERS = "零一二三四五六七八九"
AGENT, DEBTOR = 0, 1
_SIDES = ((AGENT, "agent"), (DEBTOR, "debtor"))
#: Of the tests, with one number each, and the formats: a phone over several turns, an identity number in parts that the other
#: side repeats, on a line that carries everything across, and a card that is read back.
TESTED = {1: "m4a", 5: "opus", 6: "m4a"}
#: A turn that is to be spoken: who, and what.
Line = tuple[int, str]


def mobile(rng: random.Random) -> str:
    """154 is given to no operator."""
    return "154" + "".join(rng.choices("0123456789", k=8))


def identity(rng: random.Random) -> str:
    """Born in the nineteenth century; the synthesiser has no letter for the check sign X."""
    while True:
        stem = f"110105{rng.randint(1801, 1899)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{rng.randint(0, 999):03}"
        if (sign := check_sign(stem)) != "x":
            return stem + sign


def card(rng: random.Random) -> str:
    """Under a prefix that no bank issues."""
    stem = "620000" + "".join(rng.choices("0123456789", k=rng.choice((9, 12))))
    return next(stem + sign for sign in "0123456789" if luhn(stem + sign))


#: What is said before a number, how the number is made, and the sizes of the groups that it is read in.
_KINDS: tuple[tuple[str, Callable[[random.Random], str], tuple[int, ...]], ...] = (
    ("手机号是", mobile, (3, 4, 4)),
    ("身份证是", identity, (6, 8, 4)),
    ("银行卡号是", card, (4, 4, 4, 4, 4)),
)


def script(rng: random.Random, count: int) -> tuple[list[Line], tuple[str, ...]]:
    """The turns of one call, and the numbers that are said in it."""
    slots, templates = load_slots(), load_templates()
    plain = {side: [one for one in templates if one.category == "ok" and one.speaker == who] for side, who in _SIDES}

    def talk(side: int) -> Line:
        return side, fill(rng.choice(plain[side]), slots, rng)

    lines: list[Line] = [talk(AGENT), talk(DEBTOR)]
    numbers = []
    for lead, make, sizes in rng.sample(_KINDS, count):
        number = "".join(CHARACTERS[int(digit)] for digit in make(rng))
        numbers.append(number)
        lines += rng.choice(_MANNERS)(lead, list(_groups(number, sizes)), rng)
        lines += [talk(AGENT), talk(DEBTOR)]
    return lines, tuple(numbers)


def _groups(number: str, sizes: tuple[int, ...]) -> Iterator[str]:
    at = 0
    for size in sizes:
        if number[at:]:
            yield number[at : at + size]
        at += size


def _in_one_breath(lead: str, groups: list[str], rng: random.Random) -> list[Line]:
    return [(rng.choice((AGENT, DEBTOR)), f"{lead}{''.join(groups)}。")]


def _in_groups(lead: str, groups: list[str], rng: random.Random) -> list[Line]:
    return [(rng.choice((AGENT, DEBTOR)), f"{lead}{','.join(groups)}。")]


def _read_back(lead: str, groups: list[str], rng: random.Random) -> list[Line]:
    """One says it, the other repeats it, and a part of it once more."""
    side = rng.choice((AGENT, DEBTOR))
    return [
        (side, f"{lead}{','.join(groups)}。"),
        (1 - side, f"{','.join(groups)},对吗?"),
        (side, f"对,尾号{groups[-1]}。"),
    ]


def _group_by_group(lead: str, groups: list[str], rng: random.Random) -> list[Line]:
    """Over several turns, each group repeated by the other side."""
    side = rng.choice((AGENT, DEBTOR))
    lines: list[Line] = [(side, f"{lead}{groups[0]}。"), (1 - side, f"{groups[0]}。")]
    for group in groups[1:]:
        lines += [(side, f"{group}。"), (1 - side, f"对,{group}。")]
    return lines


def _with_nods(lead: str, groups: list[str], rng: random.Random) -> list[Line]:
    """Over several turns, the other side only says that it listens."""
    side = rng.choice((AGENT, DEBTOR))
    lines: list[Line] = [(side, f"{lead}{groups[0]}。")]
    for group in groups[1:]:
        lines += [(1 - side, "好的。"), (side, f"{group}。")]
    return lines


_MANNERS = (_in_one_breath, _in_groups, _read_back, _group_by_group, _with_nods)


def call(seed: int, numbers: int = len(_KINDS)) -> Call:
    """The call of this number, with so many numbers read out; the same, said first in a process, gives the same call."""
    rng = random.Random(f"a dictated call {seed}")
    lines, secret = script(rng, numbers)
    voices = [("agent_m", "agent_f")[seed % 2], ("debtor_f", "debtor_m")[seed // 2 % 2]]
    manner = [(rng.randint(190, 211), rng.randint(46, 54)) for _ in voices]
    placed, digits, now = [], list[Digit](), 0.5
    for side, text in lines:
        spoken = utter(text, voices[side], *manner[side])
        begin = round((now + rng.uniform(0.5, 1.1)) * PHONE_RATE)
        placed.append((side, begin, spoken.samples))
        spans = (spoken.spans[at] for at in _places(text, secret))
        digits += [Digit(side, *(round(float(begin / PHONE_RATE + time), 4) for time in span)) for span in spans]
        now = (begin + len(spoken.samples)) / PHONE_RATE
    sound = np.random.default_rng(seed).normal(0, LINE_NOISE, (2, round((now + 0.8) * PHONE_RATE)))
    for side, begin, samples in placed:
        sound[side, begin : begin + len(samples)] += samples
    return Call(wav(sound.round().clip(-32768, 32767).astype("<i2")), secret, tuple(digits))


def calls(seeds: Iterable[int], numbers: int = len(_KINDS)) -> Iterator[Call]:
    """Each spoken by a process of its own: the synthesiser remembers what it has said and would say it a little differently."""
    context = get_context("forkserver")
    context.set_forkserver_preload([call.__module__])
    with ProcessPoolExecutor(1, context, max_tasks_per_child=1) as one_by_one:
        yield from one_by_one.map(call, seeds, repeat(numbers))


def _places(text: str, numbers: tuple[str, ...]) -> Iterator[int]:
    """Of the digits of groups of the numbers; no other digits of the script stand in such groups."""
    for run in re.finditer(f"[{CHARACTERS}]{{3,}}", text):
        if any(run[0] in number for number in numbers):
            yield from range(*run.span())


def wav(sound: NDArray[np.int16]) -> bytes:
    """A file with both channels, as a recorder writes it; `sound` has the shape (2, n)."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(PHONE_RATE)
        file.writeframes(sound.T.tobytes())
    return made.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    for made, (seed, kind) in zip(calls(TESTED, 1), TESTED.items(), strict=True):
        with wave.open(io.BytesIO(made.recording)) as file:
            sound = np.frombuffer(file.readframes(file.getnframes()), np.int16).reshape(-1, 2)
        path = folder / f"call-{seed}{FORMATS[kind][0]}"
        write(path, sound, PHONE_RATE, kind)
        told = {"recording": path.name, "numbers": made.numbers, "digits": [asdict(digit) for digit in made.digits]}
        path.with_suffix(".json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
