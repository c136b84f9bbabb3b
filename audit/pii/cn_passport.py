"""Passport numbers: the current ordinary forms by themselves, all others beside the word."""

import re
from collections.abc import Iterator

from audit.pii.read_out import PAUSE, WORDS

Spans = Iterator[tuple[int, int]]

_ORDINARY = re.compile("(?<![0-9a-z])(?<![0-9a-z]-)(?:[eg]([0-9]{8})|e[a-hj-np-z][0-9]{7})(?![0-9a-z]|-[0-9a-z])")
_NAMED = re.compile(
    "(?:护照|passport)[^a-z0-9\n。!?;]{0,10}(?:no\\.?)?[ :是为]{0,3}([a-z]{1,2}[ \\-]?(?:[0-9]{4}[ \\-]?[0-9]{3,4}|[0-9]{2}[ \\-][0-9]{3}[ \\-][0-9]{3}))(?![0-9a-z])"
)
_SPOKEN = re.compile(f"护照[^a-z0-9\n。!?;]{{0,10}}([a-z](?:{PAUSE}[{WORDS}]){{8}})(?![{WORDS}百千])")
#: E20260301 is an order of that day rather than a passport.
_DAY = re.compile("20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
#: And E10010042 a code after such words.
_CODE = re.compile(
    "(?:码|单|编号|型号|版本|批次|合同|流水|序列|订单|工单|运单|凭证|回执|设备|通行证|代号)(?:号码?)?[^a-z0-9]{0,3}$"
)
_REACH = 8


def find(text: str) -> Spans:
    for match in _NAMED.finditer(text):
        yield match.span(1)
    for match in _SPOKEN.finditer(text):
        yield match.span(1)
    for match in _ORDINARY.finditer(text):
        if not (match[1] and _DAY.fullmatch(match[1])) and not _CODE.search(
            text[max(0, match.start() - _REACH) : match.start()]
        ):
            yield match.span()
