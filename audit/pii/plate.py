"""Number plates of mainland China: five characters after the letter, six for new-energy vehicles."""

import re
from collections.abc import Iterator

from audit.pii.read_out import FIGURE

Spans = Iterator[tuple[int, int]]

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
#: No plate has i and o; people write them for one and nought.
_SIGN = "[0-9a-z]"
_DIGIT = "[0-9io]"
_PATTERN = re.compile(
    f"[{PROVINCES}](?!app)[a-hj-z][·. -]?"
    f"(?:[df]{_SIGN}{_DIGIT}{{4}}|{_DIGIT}{{5}}[df]|(?=[a-z]{{0,2}}[0-9]|[0-9])(?:{_SIGN}{{5}}挂|{_SIGN}{{4}}(?:{_SIGN}|[学警港澳挂])))(?![0-9a-z])"
)
#: Read out figure by figure.
_SPOKEN = re.compile(
    f"[{PROVINCES}][a-hj-z](?:{FIGURE}{{5}}|[a-hj-z]{FIGURE}{{4,5}}|{FIGURE}[a-hj-z]{FIGURE}{{3}})(?!{FIGURE}|[a-z])"
)
#: Of the five characters at most two are letters.
_MOST_LETTERS = 3


def find(text: str) -> Spans:
    for match in _PATTERN.finditer(text):
        if sum(character not in "io" and "a" <= character <= "z" for character in match[0]) <= _MOST_LETTERS:
            yield match.span()
    for match in _SPOKEN.finditer(text):
        if not match[0][2:].isascii():  # typed ones were found above
            yield match.span()
