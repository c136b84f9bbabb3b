"""Names of persons: a surname and one or two characters, weighed by what they are and what stands around them."""

import re
from collections.abc import Iterator

from audit.pii import name_cues
from audit.pii.name_lists import (
    ALSO_GIVEN,
    COMMON,
    DOUBLE,
    KIN,
    NAMEY,
    NEVER,
    NICKNAMES,
    SELDOM,
    SURE,
    TITLES,
    WORDLIKE,
    WORDS,
)

Spans = Iterator[tuple[int, int]]

_HAN = "\u4e00-\u9fff"
_NOT = f"[{''.join(sorted(NEVER))}]"
_SURE = "".join(sorted(SURE - WORDLIKE))
_BOTH = "".join(sorted(SURE | WORDLIKE))
#: What may stand right before a surname that is also a word.
_ANNOUNCE = f"[{re.escape(name_cues.ENDS + ' :@/、,')}】(嗯哦喂的您写填]"
#: Where a name may begin; one class of characters first, which makes the search quick.
START = re.compile(
    f"[{_BOTH}](?:(?<=[{_SURE}])|(?<={_ANNOUNCE}.)|(?=[{_HAN}]{{1,2}}(?:{TITLES}|本人|[您你]好))|(?<![^\\n。!?;】].))(?!{_NOT}|{TITLES})(?=[{_HAN}])"
    f"|[{''.join(sorted({double[0] for double in DOUBLE.split('|')}))}](?<=(?=(?:{DOUBLE})[{_HAN}]).)"
)
#: After these words also names with surnames that nobody listed.
_STATED = re.compile(f"(?<=[叫名:@])[{_HAN}](?=[{_HAN}]{{1,2}}(?:[^\\w]|$|{TITLES}))")
_DOUBLE = re.compile(DOUBLE)
_QUOTED = re.compile("【[^】]*】")
#: Weight from which on it is taken for a name.
_ENOUGH = 4.0
_LENGTHS = (1, 2)
#: Surnames that also count or end something, after these.
_COUNTED = {
    "付": "代支应偿预垫首待实未已",
    "钱": "把的了这那点些块多有没还",
    "张": "这那一两三几每第手半多二四五六八九十",
    "费": "师水电话学房务续律业管催运路",
    "项": "事这那一两几每各",
    "章": "公盖印红",
    "单": "账订保",
    "成": "收完达",
    "程": "流过工",
}
#: They follow a name of two characters rather than end one of three.
_VERBS = frozenset("作均应涉写代说称在已未不就也去来到接打收转寄住搬向发处办签回同见写")
#: With a surname they address somebody: 林生, 何太.
_COUNT = re.compile(
    "本[月周年日期]|周[一二三四五六日末]|[一二两三四五六七八九十几][十百千万]|[今明昨每当][天日晚年月]|[上下][周月]"
)
_ALONE = frozenset("生太老小")


def find(text: str) -> Spans:
    done = 0
    quoted = [match.span() for match in _QUOTED.finditer(text)] if "【" in text else []
    starts = sorted({match.start() for pattern in (START, _STATED) for match in pattern.finditer(text)})
    for start in starts:
        if _goes_on(text, start):
            continue
        if start < done or any(low < start < high for low, high in quoted):
            continue
        weight, end = best(text, start)
        if weight >= _ENOUGH:
            yield start, end
            done = end


def _goes_on(text: str, start: int) -> bool:
    """Whether the surname is plainly a part of a word: most are, so that this is asked first."""
    if text[start : start + 2] in KIN or text[start - 1 : start + 1] == "任何":
        return True
    if text[start : start + 2] in WORDS and text[start + 1] not in NAMEY and not _DOUBLE.match(text, start):
        return True
    return (
        start > 0
        and text[start] in WORDLIKE
        and text[start - 1 : start + 1] in WORDS
        and text[start - 2 : start] != "一下"
    )


def best(text: str, start: int) -> tuple[float, int]:
    """The likeliest end of a name that begins at `start`, and its weight."""
    before = name_cues.left(text, start)
    if start:
        if before < 2.5 and text[start - 1 : start + 1] in WORDS and text[start - 2 : start] != "一下":
            before -= 2.5
        if text[start - 1] in _COUNTED.get(text[start], ""):
            before -= 5
    double = _DOUBLE.match(text, start)
    surnames = (double[0], text[start]) if double else (text[start],)
    ends = [(surname, start + len(surname) + length) for surname in surnames for length in _LENGTHS]
    return max((before + _weight(text, surname, start, end, before), end) for surname, end in ends)


def _weight(text: str, surname: str, start: int, end: int, before: float) -> float:
    """Of the name itself and of what follows it."""
    given = text[start + len(surname) : end]
    if len(text) < end or _never(surname, given):
        return -9.0
    after = name_cues.right(text, end)
    weight = _of_surname(surname, given, before) + _of_given(given)
    if len(given) > 1 and given[1] in _VERBS and "\u4e00" <= text[end : end + 1] <= "\u9fff":
        weight -= 1.2
    if surname + given[0] in WORDS:
        whole = NAMEY.issuperset(given)
        announced = whole and (before >= 3 or before + after >= 4 or (before >= 2 and after >= 1.5))
        weight -= 0.5 if announced else 3.5 if len(given) == 1 else 1.2 if whole else 2.5
    if after < 1.5 and text[end - 1 : end + 1] in WORDS:
        after -= 1.5
    return weight + after


def _never(surname: str, given: str) -> bool:
    return (
        not given.isalpha()
        or (given[0] in NICKNAMES and (len(given) == 1 or given[0] not in ALSO_GIVEN))
        or given in _ALONE
        or not NEVER.isdisjoint(given)
        or surname + given in COMMON
        or surname + given[0] in KIN
        or _COUNT.fullmatch(given) is not None
    )


def _of_surname(surname: str, given: str, before: float) -> float:
    if len(surname) > 1:
        return 3.0
    if surname == "查" and before < 3:  # to check something
        return -3.0
    if surname in SURE:
        return 0.7 if surname in WORDLIKE else 1.5
    if surname in WORDLIKE:
        return -0.5
    if before < 3 or surname in NEVER | SELDOM | {"阿"} or not NAMEY.issuperset(given):
        return -9.0
    return -1.2 if len(given) > 1 else -2.2


def _of_given(given: str) -> float:
    weight = sum(1.0 if sign in NAMEY else -2.0 if sign in SELDOM else 0.0 for sign in given)
    if len(given) == 1:
        return weight
    word = 0.5 if NAMEY.issuperset(given) else 3.0
    return weight + 0.4 - word * (given in WORDS) - 2.0 * (given[1] == "和")
