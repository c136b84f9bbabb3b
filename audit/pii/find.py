"""Personal data in a text: every kind looks for itself, and where two overlap the more specific one stays."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence

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
    dictated,
    email,
    foreign_name,
    ip,
    person_name,
    plate,
    uscc,
)
from audit.pii.gaps import apart, near
from audit.pii.name_gate import starts
from audit.pii.read_out import FIGURE, PAUSE, WORDS
from audit.pii.worth import worthwhile
from audit.text import Normal, normalise

#: Fewer texts than these are sooner read one by one.
FEW = 8
#: Where a name ends at the latest, from its beginning.
_NEAR = 5
Finder = Callable[[str], Iterator[tuple[int, int]]]

#: Nothing that is looked for under it has fewer than ten digits.
_LONG_NUMBER = re.compile(r"[0-9](?:[ .\-–—()]{0,3}[0-9a-y]){9}")
_SPOKEN = re.compile(f"{FIGURE}{PAUSE}{FIGURE}{PAUSE}[{WORDS}]")

#: Most specific first: what must be in a text for it to be worth looking, and the kinds with their finders.
_FINDERS: dict[str, tuple[re.Pattern[str], tuple[tuple[str, Finder], ...]]] = {
    "email": (re.compile("@"), (("email", email.find),)),
    "ip": (re.compile("[.:][0-9a-f]{0,4}[.:]"), (("ip", ip.find),)),
    "number": (
        _LONG_NUMBER,
        (
            ("cn_id", cn_id.find),
            ("uscc", uscc.find),
            ("bank_card", bank_card.find),
            ("cn_id", dictated.find_id),
            ("bank_card", dictated.find_card),
            ("cn_mobile", cn_mobile.find),
            ("cn_mobile", cn_mobile.find_named),
            ("cn_landline", cn_landline.find),
        ),
    ),
    "spoken": (
        _SPOKEN,
        (
            ("cn_id", dictated.find_id),
            ("bank_card", dictated.find_card),
            ("cn_mobile", cn_mobile.find_spoken),
            ("cn_mobile", cn_mobile.find_named),
            ("cn_landline", cn_landline.find_spoken),
        ),
    ),
    "landline": (
        re.compile("座机|固话|固定电话|办公电话|总机|家里电话|单位电话|传真"),
        (("cn_landline", cn_landline.find_named),),
    ),
    "passport": (
        re.compile(f"[a-z][ -]?[0-9]{{2}}[ -]?[0-9]{{2}}|护照.*[a-z]{PAUSE}[{WORDS}]"),
        (("cn_passport", cn_passport.find),),
    ),
    "plate": (re.compile(f"[{plate.PROVINCES}][a-z]"), (("plate", plate.find),)),
    "account": (
        re.compile(
            "_|wxid|[微薇威维徽]信|v信|[wv] ?x|[+加徵]|微心|微:|蔻蔻|扣[:号]|腾讯号|薇|卫星|绿|we|企微|[vq][:号]|q ?[0-9吧上]|qq|扣扣|企鹅|秋秋|球球|口口"
        ),
        (("wechat", account.find_wechat), ("qq", account.find_qq)),
    ),
    "address": (address.WORTH, (("address", address.find),)),
    "amount": (re.compile("[元块圆万千百¥$wk]|rmb|[0-9]{2}"), (("amount_of_debt", amount.find),)),
    "foreign": (foreign_name.WORTH, (("person_name", foreign_name.find),)),
}


def find_pii(text: str) -> tuple[PiiSpan, ...]:
    """All personal data, sorted and without overlaps; offsets are those of `text` as given."""
    return find_in(normalise(text))


def find_in(normal: Normal) -> tuple[PiiSpan, ...]:
    """The same for a text that was normalised already; offsets are those of its source."""
    return _found(normal, _FINDERS, starts(normal.text))


def find_many(normals: Sequence[Normal]) -> list[tuple[PiiSpan, ...]]:
    """As `find_in` of each, at a fraction of the cost: what cannot be in a text is not looked for there."""
    if len(normals) < FEW:
        return [find_in(normal) for normal in normals]
    found: list[tuple[PiiSpan, ...]] = [()] * len(normals)
    for number, (names, begins) in worthwhile([normal.text for normal in normals]).items():
        found[number] = _found(normals[number], names, begins)
    return found


def _found(normal: Normal, names: Iterable[str], begins: Sequence[int]) -> tuple[PiiSpan, ...]:
    """By the finders named, which come in the order above, and of names those that begin at one of `begins`."""
    text = normal.text
    taken: list[tuple[int, int, str]] = []
    for name in names:
        needed, finders = _FINDERS[name]
        if needed.search(text):
            for kind, find in finders:
                spans = find(text)
                for start, end in apart(normal, spans) if name == "foreign" and normal.stages else spans:
                    _take(taken, start, end, kind)
    if begins:
        for start, end in person_name.find_at(text, begins, near(normal, begins, _NEAR)):
            _take(taken, start, end, "person_name")
    return tuple(PiiSpan(kind, *normal.span(start, end)) for start, end, kind in taken)


def _take(taken: list[tuple[int, int, str]], start: int, end: int, kind: str) -> None:
    """Put in at its place unless it overlaps one that is there."""
    place = bisect_left(taken, (start, end, kind))
    if (place == 0 or taken[place - 1][1] <= start) and (place == len(taken) or end <= taken[place][0]):
        taken.insert(place, (start, end, kind))
