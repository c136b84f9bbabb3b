"""Mobile numbers: 11 digits in one piece, split by signs, or spoken (幺三八…)."""

import re
from collections.abc import Iterator

from audit.pii.read_out import FIGURE, PAUSE, WORDS

Spans = Iterator[tuple[int, int]]

_BEFORE = r"(?:(?<![0-9a-z])(?<![0-9][.\-])|(?<=tel)|(?<=phone)|(?<=mobile)|(?<=vx)|(?<=wx)|(?<=qq))"
_COUNTRY = r"(?:(?:\+ ?|00)?86[ \-]{0,2}|\(\+?86\) ?)?"
_SIGN = r"[ .\-–—]"
_SPLIT = re.compile(
    f"{_BEFORE}{_COUNTRY}(?:"
    f"1[3-9][0-9]{_SIGN}{{0,3}}[0-9]{{4}}{_SIGN}{{0,3}}[0-9]{{4}}"
    f"|1[3-9][0-9]{_SIGN}[0-9]{{3}}{_SIGN}[0-9]{{5}}|1[3-9][0-9]{{3}}{_SIGN}[0-9]{{3}}{_SIGN}[0-9]{{3}}"
    f"|1[3-9][0-9]{{2}}{_SIGN}(?:[0-9]{{3}}{_SIGN}[0-9]{{4}}|[0-9]{{4}}{_SIGN}[0-9]{{3}})"
    f"|1(?P<sign>{_SIGN})[3-9](?:(?P=sign)[0-9]){{9}}"
    f"|1[3-9][0-9](?P<group>{_SIGN})(?:[0-9]{{2}}(?P=group)){{3}}[0-9]{{2}}|1[3-9](?P<pair>{_SIGN})(?:[0-9]{{3}}(?P=pair)){{2}}[0-9]{{3}}"
    ")(?![0-9])"
)
_SPOKEN = re.compile(
    f"(?<!{FIGURE})[1一幺]{PAUSE}[3-9三四五六七八九拐勾]{PAUSE}{FIGURE}(?:{PAUSE}{FIGURE}){{8}}(?!{FIGURE}|[十百千万])"
)
#: Nobody's prefix, or one not issued yet: typed, unless it is the number of something else; spoken, only where the words around it
#: speak of a telephone.
_OTHER = re.compile(f"{_BEFORE}(?<!{FIGURE})[1一幺](?:{PAUSE}{FIGURE}){{10}}(?!{PAUSE}{FIGURE}|[十百千万a-z])")
_PHONE_BEFORE = re.compile(
    "(?:电话|回电|mob|收件|联络|手机|号码|(?<![单编工案账卡尾型])号|打|联系|拨|呼|机主)[^0-9。!?\n]{0,12}$"
)
_TYPED = re.compile("1[0-9]{10}|1[0-9]{2}([ -])[0-9]{4}\\1[0-9]{4}")
_CODE = re.compile(
    "(?:单|编|流水|合同|案|货|设备|序列|代码|工|账|帐|卡|户|型|批次|凭证|q|扣扣|id|尾)号?码?[^0-9]{0,8}$|[0-9a-z][.-]?$"
)
_PHONE_BEHIND = re.compile("[^0-9。!?\n]{0,4}(?:打|电话|手机|号|接听|空号|停机|关机)")
_REACH = 16
_IN_WORDS = re.compile(f"[{WORDS}]")


def find(text: str) -> Spans:
    for match in _SPLIT.finditer(text):
        yield match.span()


def find_named(text: str) -> Spans:
    for match in _OTHER.finditer(text):
        before = text[max(0, match.start() - _REACH) : match.start()]
        typed = _TYPED.fullmatch(match[0]) and not _CODE.search(before)
        if typed or _PHONE_BEFORE.search(before) or _PHONE_BEHIND.match(text, match.end()):
            yield match.span()


def find_spoken(text: str) -> Spans:
    for match in _SPOKEN.finditer(text):
        if _IN_WORDS.search(match[0]):
            yield match.span()
