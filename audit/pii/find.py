"""Personal data in a text: every kind looks for itself, and where two overlap the more specific one stays."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

from audit.findings import PiiSpan
from audit.pii import (
    account,
    address,
    amount,
    bank_card,
    cn_id,
    cn_landline,
    cn_mobile,
    cn_passport,
    email,
    ip,
    person_name,
    plate,
    uscc,
)
from audit.text import Normal, normalise

Finder = Callable[[str], Iterator[tuple[int, int]]]

#: Nothing that is looked for under it has fewer than ten digits.
_LONG_NUMBER = re.compile(r"[0-9](?:[ .\-–—()]{0,3}[0-9a-y]){9}")
_SPOKEN = re.compile(
    "[0-9零〇一二两三四五六七八九幺洞拐勾][ ,、.-]?[0-9零〇一二两三四五六七八九幺洞拐勾][ ,、.-]?[零〇一二两三四五六七八九幺洞拐勾]"
)
_NAMED = re.compile(
    "先生|女士|小姐|太太|同志|我叫|名叫|姓名|户名|名字|债务人|借款人|欠款人|持卡人|担保人|联系人|收款人|机主|本人|转告|尊敬的|客户"
)

#: Most specific first: kind, what must be in a text for it to be worth looking, and the finder.
_FINDERS: tuple[tuple[str, re.Pattern[str], Finder], ...] = (
    ("email", re.compile("@"), email.find),
    ("cn_id", _LONG_NUMBER, cn_id.find),
    ("uscc", _LONG_NUMBER, uscc.find),
    ("bank_card", _LONG_NUMBER, bank_card.find),
    ("cn_mobile", _LONG_NUMBER, cn_mobile.find),
    ("cn_mobile", _SPOKEN, cn_mobile.find_spoken),
    ("cn_passport", re.compile("[a-z][0-9]{7}"), cn_passport.find),
    ("plate", re.compile(f"[{plate.PROVINCES}][a-z]"), plate.find),
    ("ip", re.compile("[.:][0-9a-f]{0,4}[.:]"), ip.find),
    ("wechat", re.compile("信|wx|vx|加v|we"), account.find_wechat),
    ("qq", re.compile("qq|扣扣|企鹅"), account.find_qq),
    ("cn_landline", _LONG_NUMBER, cn_landline.find),
    ("amount_of_debt", re.compile("[元块圆万千百¥wk]|rmb"), amount.find),
    ("address", address.WORTH, address.find),
    ("person_name", _NAMED, person_name.find),
)


def find_pii(text: str) -> tuple[PiiSpan, ...]:
    """All personal data, sorted and without overlaps; offsets are those of `text` as given."""
    return find_in(normalise(text))


def find_in(normal: Normal) -> tuple[PiiSpan, ...]:
    """The same for a text that was normalised already; offsets are those of its source."""
    text = normal.text
    worth: dict[re.Pattern[str], bool] = {}
    taken: list[tuple[int, int, str]] = []
    for kind, needed, find in _FINDERS:
        if needed not in worth:
            worth[needed] = needed.search(text) is not None
        if worth[needed]:
            for start, end in find(text):
                _take(taken, start, end, kind)
    return tuple(PiiSpan(kind, *normal.span(start, end)) for start, end, kind in taken)


def _take(taken: list[tuple[int, int, str]], start: int, end: int, kind: str) -> None:
    """Put in at its place unless it overlaps one that is there."""
    place = bisect_left(taken, (start, end, kind))
    if (place == 0 or taken[place - 1][1] <= start) and (place == len(taken) or end <= taken[place][0]):
        taken.insert(place, (start, end, kind))
