"""Made-up stretches of talk with a name in them, or with what only looks like one."""

import random
from collections.abc import Callable

from audit.pii import places
from audit.pii.name_lists import WORDS
from audit.pii.name_words import LEFT, RIGHT
from models.names.invent import name, word
from models.names.phrases import AFTER, BEFORE, LEADS, TAILS

Maker = Callable[[random.Random], str]
_LEFT = [word for word in LEFT if len(word) > 1]
_RIGHT = [word for word, kind in RIGHT.items() if kind != "place" and len(word) > 1]
_FIRM = [word for word, kind in RIGHT.items() if kind == "place" and len(word) > 1]
_TOWNS = sorted(places.SHORT)
_TO_TOWN = ("", "", "", "我在", "在", "去", "到", "从", "住", "他是", "回", "跑到", "我们", ",", "那个")
_IN_TOWN = (
    "那边 这边 那个 的 市 市区 来的 人 做工 打工 下雨 跑车 好远 分行 银行 法院 有没有人 今天 离这 消费 资产".split()
)
_SPELLING = ("", "", "我叫", "叫", "那个叫", "户名", "姓名", "请问是", "我是", "您是")
_SPELLED = ("", "对", "吗", "对吧", "他在不在", "啊", "您好", "先生", "女士", "在吗")
#: Common words by the signs that are in them.
_BY_SIGN: dict[str, list[str]] = {}
for _pair in sorted(WORDS):
    for _sign in _pair:
        _BY_SIGN.setdefault(_sign, []).append(_pair)


def composed(chance: random.Random) -> str:
    """A made-up stretch of talk around a name, seldom two."""
    new = f"[person_name:{word(chance) if chance.random() < 0.06 else name(chance)}]"
    text = chance.choice(LEADS) * (chance.random() < 0.5) + chance.choice(BEFORE) + new + chance.choice(AFTER)
    if chance.random() < 0.1:
        text = f"[person_name:{name(chance)}]{chance.choice('、和跟, 与')}{text}"
    return text + chance.choice(TAILS) * (chance.random() < 0.5)


def worded(chance: random.Random) -> str:
    """A known word, a name and a known word; a word is a name only where its left says so."""
    left, right = chance.choice(_LEFT), chance.choice(_RIGHT)
    announced = LEFT[left] in ("field", "called") or RIGHT[right] == "title"
    new = word(chance) if announced and chance.random() < 0.15 else name(chance)
    lead = chance.choice(LEADS) if chance.random() < 0.4 else ""
    return f"{lead}{left}[person_name:{new}]{right}" + chance.choice(TAILS) * (chance.random() < 0.5)


def spelled(chance: random.Random) -> str:
    """A name that is said again or spelled out by words that its signs are in: 麦田麦子的麦田地的田."""
    new = word(chance) if chance.random() < 0.4 else name(chance)
    marked = f"[person_name:{new}]"
    shown = "".join(f"{_word_with(sign, chance)}的{sign}" for sign in (new[0], new[-1]) if chance.random() < 0.7)
    if chance.random() < 0.25:
        shown = f"{new}的{new}"
    head = chance.choice((*_SPELLING, f"我姓{new[0]}"))
    tail = chance.choice(_SPELLED)
    if chance.random() < 0.4:
        return f"{head}{marked}{chance.choice(('', ',', '啊', '', ''))}{marked}{tail}"
    return f"{head}{marked}{chance.choice(('', ',', '', '就是', '对'))}{shown}{tail}"


def _word_with(sign: str, chance: random.Random) -> str:
    return chance.choice(_BY_SIGN.get(sign) or [f"{sign}{sign}"])


def town(chance: random.Random) -> str:
    """Talk about a place, which is nobody."""
    lead = chance.choice(LEADS) * (chance.random() < 0.3) + chance.choice(_TO_TOWN)
    return lead + chance.choice(_TOWNS) + chance.choice(_IN_TOWN) + chance.choice(TAILS) * (chance.random() < 0.5)


def shop(chance: random.Random) -> str:
    """A business that is called after somebody."""
    lead = chance.choice(("", "", "在", "去", "您在", "那家", "店名", "旁边的", "“", "老板开的"))
    return lead + name(chance) + chance.choice(_FIRM) + chance.choice(TAILS) * (chance.random() < 0.5)


#: With the share of corpus lines after which one follows.
MAKERS: tuple[tuple[Maker, float], ...] = (
    (composed, 0.3),
    (worded, 0.2),
    (shop, 0.05),
    (spelled, 0.06),
    (town, 0.08),
)
