"""What is promised is offered: every number in the hit is within the offers of the case."""

import re

from audit.exemptions.hit import Hit
from audit.numerals import NUMBER, number
from audit.records import Offer, OfferKind
from audit.worded import Worded

#: A number and what it is of. Tenths are shares: 打三折 leaves three tenths, 减三成 takes three off.
_PROMISED = Worded(
    rf"(?P<instalments>(?:{NUMBER.pattern}))(?:个)?期"
    rf"|打(?P<left>(?:{NUMBER.pattern}))折"
    rf"|(?P<tenths>(?:{NUMBER.pattern}))成"
    rf"|百分之(?P<percent>(?:{NUMBER.pattern}))|(?P<share>{NUMBER.pattern})%"
    r"|(?P<half>一半)|(?P<all>全(?:部|都)?免|利息全免|一分不(?:用|要)还)"
    rf"|(?P<sum>(?:{NUMBER.pattern}))(?:块|元)?钱?(?:就|即可|便|一次)?(?:能|可以|给你|算)?(?:一次)?(?:结清|了结|清账|平账)"
)


def exempt(hit: Hit) -> bool:
    case = hit.contact.case
    promised = [_read(match) for match in _PROMISED.finditer(hit.quote)]
    return bool(case and promised) and all(case is not None and _within(case.offers, *one) for one in promised)


def _read(match: re.Match[str]) -> tuple[OfferKind, float]:
    """Kind and size of a promise; what is no number is beyond every offer."""
    name = match.lastgroup or ""
    if name == "half":
        return OfferKind.WAIVER, 50.0
    if name == "all":
        return OfferKind.WAIVER, 100.0
    value = number(match[name])
    if name == "sum":
        return OfferKind.SETTLEMENT, -1.0 if value is None else value
    if value is None:
        return OfferKind.WAIVER, float("inf")
    if name == "instalments":
        return OfferKind.INSTALMENTS, value
    share = {"left": 100 - 10 * value, "tenths": 10 * value}.get(name, value)
    return OfferKind.WAIVER, share


def _within(offers: tuple[Offer, ...], kind: OfferKind, value: float) -> bool:
    """A kind that is not offered at all is never within."""
    limits = [offer.limit for offer in offers if offer.kind is kind]
    return any(value >= limit if kind is OfferKind.SETTLEMENT else value <= limit for limit in limits)
