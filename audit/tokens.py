"""Search tokens: overlapping pairs of Chinese characters, whole Latin words and numbers."""

import re
from collections.abc import Sequence
from functools import cache
from operator import add

import numpy as np
from numpy.typing import NDArray

from audit.letters import HAN
from audit.text import normalise

_BLANK = " "
_WORD, _CHINESE = 1, 2
_RUN = re.compile(f"([{HAN}]+)|([^\\W_{HAN}]+)")


def search_tokens(text: str) -> list[str]:
    """The same for what is indexed and what is asked, so that a phrase's tokens stand side by side in its text's.

    A character without neighbours stays itself: `加qq好友` gives `加 qq 好友`, `通讯录` gives `通讯 讯录`.
    """
    return tokens_of(normalise(text).text)


def tokens_of(normal: str) -> list[str]:
    """As `search_tokens`, of a text that is normalised already."""
    tokens: list[str] = []
    for chinese, word in _RUN.findall(normal):
        if len(chinese) > 1:
            tokens += map(add, chinese, chinese[1:])
        else:
            tokens.append(chinese or word)
    return tokens


def token_lines(normals: Sequence[str]) -> list[str]:
    """The tokens of each normalised text with blanks between, as `tokens_of` gives them, at a fraction of the cost."""
    codes = np.frombuffer(_BLANK.join([*normals, ""]).encode("utf-32-le", "surrogatepass"), dtype="<u4")
    if not codes.size:
        return [""] * len(normals)
    kinds = _kinds()[codes]
    chinese, word = kinds == _CHINESE, kinds == _WORD
    followed = np.zeros_like(chinese)
    followed[:-1] = chinese[:-1] & chinese[1:]
    behind = np.zeros_like(chinese)
    behind[1:] = followed[:-1]
    begins = word | (chinese & (followed | ~behind))
    ends = begins.copy()
    ends[:-1] &= ~(word[:-1] & word[1:])
    lengths = begins.astype(np.int64) + followed + ends
    until = np.cumsum(lengths)
    line = np.full(until[-1], ord(_BLANK), dtype="<u4")
    places = until - lengths
    line[places[begins]] = codes[begins]
    pairs = np.flatnonzero(followed)
    line[places[pairs] + 1] = codes[pairs + 1]
    whole = line.tobytes().decode("utf-32-le", "surrogatepass")
    borders = until[np.cumsum([len(normal) + 1 for normal in normals]) - 1].tolist()
    return [whole[start:end].rstrip(_BLANK) for start, end in zip([0, *borders], borders, strict=False)]


@cache
def _kinds() -> NDArray[np.uint8]:
    """What each character is to `_RUN`."""
    kinds = np.zeros(0x110000, dtype=np.uint8)
    for plane in range(0, len(kinds), 0x10000):  # one by one: a million strings at once take a hundred megabytes
        for match in _RUN.finditer("".join(map(chr, range(plane, plane + 0x10000)))):
            kinds[plane + match.start() : plane + match.end()] = _CHINESE if match[1] else _WORD
    return kinds
