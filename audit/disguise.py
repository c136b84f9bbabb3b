"""Words hidden in ways that take a look at several characters: spelt otherwise, stammered, or cut by commas and brackets."""

import re
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audit.innocent import is_word
from audit.letters import HAN
from audit.spelling import MEANT, disguised

#: Of these characters several in a row are a number, or two words that meet: 姐姐姐夫, 天天天亮.
_REPEATED = "零〇一二三四五六七八九十百千万亿两幺洞拐勾爸妈哥姐弟妹爷奶叔伯舅姑姨婶婆公宝天人家"
_BETWEEN = r",、。;:!?()\[\]{}<>《》【】\"'…—~"
_EMPTY = ("【】", "()", "[]", "{}", "<>", "《》")
_HIDDEN = re.compile(
    rf"(?P<boxed>[{HAN}](?:[【(\[][{HAN}][】)\]]){{2,}}|[{HAN}][【(\[][{HAN}][】)\]][{HAN}][【(\[][{HAN}][】)\]])"
    rf"|(?<=[{HAN}])(?P<empty>{'|'.join(map(re.escape, _EMPTY))})(?=[{HAN}])"
    # four characters each by itself: the commas between them part nothing
    rf"|(?P<chain>(?<![{HAN}])[{HAN}](?:[{_BETWEEN}][{HAN}]){{3,}}(?![{HAN}]))"
    rf"|(?P<stammer>(?P<one>(?![{_REPEATED}])[{HAN}])(?P=one){{2,}})"
)
#: Stands wherever one of these may: brackets side by side, three signs in turns with characters, or three times the same.
_DOUBTFUL = re.compile(
    rf"[{_BETWEEN}](?:.[{_BETWEEN}].[{_BETWEEN}]|(?<=[】)\]]).?[【(\[])|{'|'.join(map(re.escape, _EMPTY))}|([{HAN}])\1\1",
    re.DOTALL,
)
_SIGN = re.compile(f"[{_BETWEEN}]")
_FEW = 8
#: Of the numbers that stand for pairs of characters; few pairs share one.
_MOST = 0xFFFFF
_WIDE = ord("\u2e80")
Codes = NDArray[np.uint32]


def disguises(text: str) -> list[tuple[int, int, str]]:
    """`[start, end)` of a text in normal letters, and what is to stand there; in order, none overlap."""
    found = sorted((*disguised(text), *_hidden(text)))
    kept: list[tuple[int, int, str]] = []
    for edit in found:
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    return kept


def _hidden(text: str) -> Iterator[tuple[int, int, str]]:
    if not _DOUBTFUL.search(text):
        return
    for match in _HIDDEN.finditer(text):
        start, end = match.span()
        if match.lastgroup == "empty":
            yield start, end, ""
        elif match.lastgroup in ("stammer", "one"):
            yield start + 1, end, ""
        else:
            yield from ((start + sign.start(), start + sign.end(), "") for sign in _SIGN.finditer(match[0]))


def _rare(spelling: str) -> str:
    """The two neighbours in a spelling that stand in fewest other texts."""
    pairs = [spelling[at : at + 2] for at in range(len(spelling) - 1)]
    return min(pairs, key=lambda pair: (is_word(pair), pair.isascii()))


def _hash(first: Codes, second: Codes) -> Codes:
    return (first * np.uint32(977) + second) & np.uint32(_MOST)


_PAIRS = np.zeros(_MOST + 1, dtype=bool)
_PAIRS[_hash(*np.array([[ord(sign) for sign in pair] for pair in (*map(_rare, MEANT), *_EMPTY)], dtype="<u4").T)] = True
_SIGNS = np.zeros(0x110000, dtype=bool)
_SIGNS[[ord(sign) for sign in _BETWEEN.replace("\\", "")]] = True


def suspicious(codes: Codes) -> NDArray[np.int64]:
    """Where in texts, given as code points, `disguises` may have something to say; in order. Fast over many texts at once."""
    if len(codes) < _FEW:
        return np.arange(len(codes))
    doubt = _PAIRS[_hash(codes[:-1], codes[1:])]
    same, sign = codes[:-1] == codes[1:], _SIGNS[codes]
    doubt[:-1] |= same[:-1] & same[1:] & (codes[2:] >= _WIDE)
    doubt[:-3] |= sign[:-4] & sign[2:-2] & (sign[3:-1] | sign[4:])
    return np.flatnonzero(doubt)
