"""Whether a word was heard rightly, though a forbidden word sounds like it."""

from collections.abc import Iterable, Mapping

from audit.common_words import PAIRS, SINGLE

_FOLLOWERS = {group[0]: frozenset(group[1:]) for group in PAIRS.split()}
#: Characters that are words by themselves wherever debts are spoken of.
_SINGLE = frozenset(SINGLE) | frozenset(
    "一二两三四五六七八九十百千万几半零年月日号元块点期不没账钱款拿查车叫写发卡油打人您咱俺"
)
#: Words that are common where debts are spoken of, if not elsewhere.
_OWN = frozenset(
    [
        "截图",
        "短信",
        "纸质",
        "公示",
        "欠费",
        "续费",
        "停催",
        "减免",
        "代偿",
        "网贷",
        "征信",
        "罚息",
        "微信",
        "逾期",
        "分期",
        "账单",
        "扣款",
        "划扣",
        "还款",
        "展期",
        "延期",
        "宽限",
        "协商",
        "核实",
        "工单",
        "客诉",
        "外呼",
        "质检",
        "座机",
        "来电",
        "回拨",
        "尾号",
    ]
)
#: Common elsewhere; here the first character ends a word.
_ODD = frozenset(("信报",))
#: Characters that are written for one another so often that either tells nothing.
_TWINS = {
    one: group
    for group in ["在再", "坐座做作", "他她它", "的得地", "那哪", "帐账", "分份", "以已", "带戴"]
    for one in group
}


def innocent(text: str, changed: Mapping[int, str]) -> bool:
    """Whether a character makes sense as it was heard, by itself or within a common word, and not as `changed` has it."""
    return any(
        other not in _TWINS.get(text[at], "") and (text[at] in _SINGLE or _in_a_word(text, at))
        for at, other in changed.items()
    )


def sensible(text: str, places: Iterable[int], vocabulary: str) -> bool:
    """Whether the characters at these places make sense: as words that are no act, within common words or the vocabulary's."""
    return all(text[at] in _SINGLE or _in_a_word(text, at) or _in_words_of(vocabulary, text, at) for at in places)


def _in_a_word(text: str, at: int) -> bool:
    return _word(text, at - 1) or _word(text, at)


def _word(text: str, at: int) -> bool:
    return at >= 0 and is_word(text[at : at + 2])


def is_word(pair: str) -> bool:
    """Whether two characters are a common word."""
    return len(pair) == 2 and pair not in _ODD and (pair[1] in _FOLLOWERS.get(pair[0], ()) or pair in _OWN)


def _in_words_of(vocabulary: str, text: str, at: int) -> bool:
    pairs = (text[first : first + 2] for first in (at - 1, at) if 0 <= first < len(text) - 1)
    return any(pair in vocabulary for pair in pairs)
