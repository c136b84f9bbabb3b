"""Landline numbers with their area code, typed or spoken; the local part begins with 2-8 unless a sign sets it off."""

import re
from collections.abc import Iterator

from audit.pii.read_out import FIGURE, PAUSE, WORDS

Spans = Iterator[tuple[int, int]]

_EXTENSION = "(?:(?: ?-| ?转接?| ?分机号?) ?[0-9]{1,5})?"
_EIGHT = "[0-9]{4}[ \\-]?[0-9]{4}"
_SEVEN = f"(?:{_EIGHT}|[0-9]{{3}}[ \\-]?[0-9]{{4}}|[0-9]{{4}}[ \\-][0-9]{{3}})"
_SIGN = "(?:\\) ?| ?[\\-–—]{1,2} ?| )"
_PATTERN = re.compile(
    r"(?<![0-9a-z])(?<![0-9][.\-])(?:\+?86[ \-]?)?(?:"
    rf"\(?0(?:10|2[0-9]){_SIGN}{_EIGHT}"
    rf"|\(?0[3-9][0-9]{{2}}{_SIGN}{_SEVEN}"
    rf"|(?<=86[ \-])(?:10|2[0-9]|[3-9][0-9]{{2}})[ \-]{_SEVEN}"
    r"|0(?:10|2[0-9])[2-8][0-9]{7}"
    r"|0[3-9][0-9]{2}[2-8][0-9]{6,7}"
    r"|00[0-9][\-–—][0-9]{7,8}"  # nobody's area
    rf"){_EXTENSION}(?![0-9])"
)
#: Without an area code, or in one piece with any local part, only after the word.
_NAMED = re.compile(
    f"(?:座机|固话|固定电话|办公电话|总机|家里电话|单位电话|传真)(?:号码?|电话|是|为|[: ]){{0,3}}(0[0-9]{{9,11}}{_EXTENSION}|{_EIGHT}|[0-9]{{3}}[ \\-]?[0-9]{{4}})(?![0-9])"
)
_SPOKEN = re.compile(
    f"(?<!{FIGURE})(?<![点分之])[零〇洞0]{PAUSE}(?:[幺一1]{PAUSE}[零〇洞0]|[二两2]{PAUSE}{FIGURE}){PAUSE}{FIGURE}(?:{PAUSE}{FIGURE}){{7}}(?!{PAUSE}{FIGURE}|[十百千万])"
    f"|(?<!{FIGURE})(?<![点分之])[零〇洞0]{PAUSE}[三四五六七八九拐勾3-9]{PAUSE}{FIGURE}{PAUSE}{FIGURE}{PAUSE}{FIGURE}(?:{PAUSE}{FIGURE}){{6,7}}(?!{PAUSE}{FIGURE}|[十百千万])"
)
_ANY = re.compile(f"(?<!{FIGURE})[零〇洞0](?:{PAUSE}{FIGURE}){{9,11}}(?!{PAUSE}{FIGURE}|[十百千万])")
_WORD = re.compile("座机|固话|固定电话|总机|传真|电话")
_REACH, _BEHIND = 12, 6
_IN_WORDS = re.compile(f"[{WORDS}]")


def find(text: str) -> Spans:
    for match in _PATTERN.finditer(text):
        yield match.span()


def find_named(text: str) -> Spans:
    for match in _NAMED.finditer(text):
        yield match.span(1)


def find_spoken(text: str) -> Spans:
    for match in _ANY.finditer(text):
        near = text[max(0, match.start() - _REACH) : match.start()] + text[match.end() : match.end() + _BEHIND]
        if _IN_WORDS.search(match[0]) and _WORD.search(near):
            yield match.span()
    for match in _SPOKEN.finditer(text):
        if _IN_WORDS.search(match[0]):
            yield match.span()
