"""Texts with names at known places: marked rows, the same rows with other names, and the reader's corpus with names put in."""

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from audit.pii import foreign_name
from audit.pii.name_features import DOUBLES
from models.names.invent import name, word
from models.names.made import MAKERS

ROOT = Path(__file__).parents[2]
ROWS = (
    *sorted((ROOT / "models/names/rows").glob("*.tsv")),
    ROOT / "benchmarks/conduct_zh/dev/pii-w.tsv",
    ROOT / "tests/unit/pii/marked.tsv",
)
CORPUS = sorted((ROOT / "models/reader/corpus").glob("*.tsv"))
#: Names that stand in the corpus already.
MET = (Path(__file__).with_name("met.txt")).read_text(encoding="utf-8").split()
_MARK = re.compile(r"\[(?P<kind>[a-z_]+):(?P<text>[^\]]+)\]")
#: Where a name may take the place of a word, or go behind it.
_INSTEAD = re.compile("(?<![其让])(?:他|她)(?![们人一日处国乡者妈的])")
_OF = re.compile("(?<![其让])(?:他|她)(?=的)")
_BEHIND = re.compile(
    "客户(?!经理|端|服|群)|债务人|借款人|担保人|联系人(?![是们])|(?<=[您你他她])(?:老公|老婆|妈妈?|爸爸?|弟弟?|姐姐?|哥哥?|妹妹?|同事|朋友|舅舅?|爱人|儿子|女儿)(?![们和的])|(?<=】)(?=[您尊你提])|^(?=您好|你好|您|你)|(?:我是|我叫|请问是|找一下|转告|麻烦)(?=[,。您])"
)
Lesson = tuple[str, frozenset[tuple[int, int]], frozenset[tuple[int, int]]]


def marked(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[1] for line in lines if "\t" in line and not line.startswith("#")]


def corpus() -> list[str]:
    lines = (line for path in CORPUS for line in path.read_text(encoding="utf-8").splitlines())
    texts = dict.fromkeys(line.rsplit("\t", 1)[-1] for line in lines if line and not line.startswith("#"))
    pattern = re.compile("|".join(sorted(MET, key=len, reverse=True)))
    return [pattern.sub(r"[person_name:\g<0>]", text) for text in texts]


def lesson(text: str) -> Lesson:
    """The bare text, the places of names, and places of names that are none of ours to find (foreign ones)."""
    bare, names, other, done = "", set[tuple[int, int]](), set[tuple[int, int]](), 0
    for match in _MARK.finditer(text):
        bare += text[done : match.start()]
        place = (len(bare), len(bare) + len(match["text"]))
        if match["kind"] == "person_name":
            (other if foreign(match["text"]) else names).add(place)
        bare += match["text"]
        done = match.end()
    return bare + text[done:], frozenset(names), frozenset(other)


def foreign(name: str) -> bool:
    """Whether the other finder answers for it."""
    return len(name) > 4 or any(foreign_name.find(f"叫{name}"))


def addressed(new: str, chance: random.Random) -> str:
    """Now and then the surname is said again with a title: 常乐常先生."""
    if chance.random() < 0.04:
        surname = new[:2] if new[:2] in DOUBLES else new[0]
        return f"[person_name:{new}]{surname}{chance.choice(('先生', '女士', '老师', '小姐'))}"
    return f"[person_name:{new}]"


def renamed(text: str, chance: random.Random) -> str:
    """The row with other names; who has the surname of another keeps it shared now and then."""

    def other(match: re.Match[str]) -> str:
        if match["kind"] != "person_name" or foreign(match["text"]):
            return match[0]
        return addressed(word(chance) if chance.random() < 0.18 else name(chance), chance)

    return _MARK.sub(other, text)


def put_in(text: str, chance: random.Random) -> str | None:
    """The line with names where pronouns stand or behind words for people; None if nobody can be named in it."""
    if "person_name" in text:
        return None
    new = addressed(name(chance), chance)
    draw = chance.random()
    pattern = _INSTEAD if draw < 0.5 else _BEHIND if draw < 0.85 else _OF
    places = list(pattern.finditer(text))
    if not places:
        return None
    place = chance.choice(places)
    if pattern is _BEHIND:
        return text[: place.end()] + chance.choice(("", "", "", " ", ":")) * bool(place[0]) + new + text[place.end() :]
    return text[: place.start()] + new + text[place.end() :]


def lessons(rows: Sequence[str], copies: int = 12, seed: int = 7) -> Iterator[tuple[Lesson, float, int]]:
    """Each with its weight and the number of the row that it came from."""
    chance = random.Random(seed)
    for number, row in enumerate(rows):
        yield lesson(row), 2.0, number
        if "[person_name:" in row:
            for _ in range(copies):
                yield lesson(renamed(row, chance)), 0.5, number
    for number, line in enumerate(corpus(), len(rows)):
        yield lesson(line), 1.0, number
        for made in made_up(line, chance):
            yield lesson(made), 0.5, number


def made_up(line: str, chance: random.Random) -> Iterator[str]:
    """What comes after a line of the corpus: the line with a name in it, and some of our own making."""
    if new := put_in(line, chance):
        yield new
    for make, share in MAKERS:
        if chance.random() < share:
            yield make(chance)
    if chance.random() < 0.04:
        yield f"[person_name:{name(chance)}]{chance.choice((',', '', ' ', '您好,', ':'))}{line}"
    if chance.random() < 0.02:
        yield chance.choice(("、", "和", "跟", ",", " ")).join(f"[person_name:{name(chance)}]" for _ in range(2)) + line
