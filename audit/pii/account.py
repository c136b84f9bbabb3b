"""WeChat and QQ accounts: nothing about them is special, so the word must stand before them."""

import re
from collections.abc import Iterator

Spans = Iterator[tuple[int, int]]

_IS = "(?:号码?|账号|帐号|id|群号?)?[ :是为]{0,3}"
_WECHAT = re.compile(
    f"(?:微信|薇信|威信|(?<![a-z])(?:v信|vx|wx|weixin|wechat)|加v){_IS}([a-z][a-z0-9_\\-]{{5,19}})(?![a-z0-9_\\-@.])"
)
_QQ = re.compile(f"(?:(?<![a-z])qq|扣扣|企鹅){_IS}([1-9][0-9]{{4,10}})(?![0-9a-z@.])")


def find_wechat(text: str) -> Spans:
    for match in _WECHAT.finditer(text):
        yield match.span(1)


def find_qq(text: str) -> Spans:
    for match in _QQ.finditer(text):
        yield match.span(1)
