"""Search tokens: overlapping pairs of Chinese characters, whole Latin words and numbers."""

import re
from operator import add

from audit.letters import HAN
from audit.text import normalise

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
