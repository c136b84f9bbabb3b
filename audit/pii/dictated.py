"""Identity and card numbers read out digit by digit (一一零一零五…) or cut into groups of any size (1101 0519 …)."""

import re
from collections.abc import Iterator

from audit.pii import bank_card, cn_id
from audit.pii.read_out import FIGURE

Spans = Iterator[tuple[int, int]]

_DIGITS = {"〇": "0", "零": "0", "洞": "0", "幺": "1", "两": "2", "拐": "7", "勾": "9", "叉": "x"} | {
    character: str(value) for value, character in enumerate("一二三四五六七八九", 1)
}
_PAUSE = r"[ ,、.\-–—]?"
_RUN = re.compile(f"(?<!{FIGURE})(?:{FIGURE}{_PAUSE}){{12,18}}[0-9x{''.join(_DIGITS)}](?!{FIGURE}|[十百千万a-z])")
_LENGTH_OF_ID = 18
#: Beside these words a number of the right length is one, whatever its check sign: people misread and mistype.
_ID_WORD = re.compile("身份[证信号]|证件(?!到)|证号|户籍")
_CARD_BEFORE = re.compile(
    "(?:卡|专户|收款|账号|帐号|账户|帐户|户头|[汇打转存][入到至进])(?!.*(?:单号|流水|编号|订单|合同))"
)
_CARD_BEHIND = re.compile("(?:这张|此类)?卡|[^0-9。!?\n]{0,10}(?:户名|户头|开户行?|的卡|银行卡)")
_CARD_LEAST = 16
#: Four groups of four that begin as all domestic cards do.
_GROUPED = re.compile("62[0-9]{2}(?: [0-9]{4}){3}(?: [0-9]{1,3})?")
#: Unless the text says itself that it is none.
_SAID_WRONG = re.compile(
    "校验|抄错|[少漏多][抄敲写打填输]|无效|假|(?<!对)不对|(?<!别[记抄听写打弄转])(?<!没)错|位数|不存在|格式"
)
_REACH, _BEHIND, _DENIAL = 30, 8, 20


def find_id(text: str) -> Spans:
    for digits, span in _runs(text):
        if len(digits) == _LENGTH_OF_ID and (any(cn_id.find(digits)) or _is_id(text, *span)):
            yield span


def find_card(text: str) -> Spans:
    for digits, span in _runs(text):
        if any(bank_card.find(digits)) or (len(digits) >= _CARD_LEAST and _is_card(text, *span)):
            yield span


def _is_id(text: str, start: int, end: int) -> bool:
    named = _ID_WORD.search(text, max(0, start - _REACH), start) or _ID_WORD.search(text, end, end + _BEHIND)
    return bool(named and not _SAID_WRONG.search(text, end, end + _DENIAL))


def _is_card(text: str, start: int, end: int) -> bool:
    named = _CARD_BEFORE.search(text[max(0, start - _REACH) : start]) or _CARD_BEHIND.match(text, end)
    return bool((named or _GROUPED.fullmatch(text, start, end)) and not _SAID_WRONG.search(text, end, end + _DENIAL))


def _runs(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each run of dictated digits as plain digits, and where it stands."""
    for match in _RUN.finditer(text):
        yield "".join(_DIGITS.get(sign, sign) for sign in match[0] if sign in _DIGITS or sign.isalnum()), match.span()
