"""Search tokens: overlapping pairs of Chinese characters, whole Latin words and numbers."""

import re
from collections.abc import Iterator

from audit.text import HAN, normalise

_RUN = re.compile(f"(?P<han>[{HAN}]+)|[^\\W_{HAN}]+")


def search_tokens(text: str) -> list[str]:
    """The same for what is indexed and what is asked, so that a phrase's tokens stand side by side in its text's.

    A character without neighbours stays itself: `加wx好友` gives `加 wx 好友`, `通讯录` gives `通讯 讯录`.
    """
    return list(_tokens(normalise(text).text))


def _tokens(text: str) -> Iterator[str]:
    for run in _RUN.finditer(text):
        word = run.group()
        if run.lastgroup is None or len(word) == 1:
            yield word
        else:
            yield from (word[at : at + 2] for at in range(len(word) - 1))
