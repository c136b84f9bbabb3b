"""How often a delivery is tried, and when the next time is."""

from dataclasses import replace
from datetime import datetime, timedelta

from audit.alerts.notices import Delivered, Delivery

#: Tries until a delivery is given up, after some four hours.
TRIES = 10
FIRST, FACTOR, LONGEST = timedelta(seconds=5), 3, timedelta(hours=1)
#: While a delivery is under way nobody else takes it up; longer than any target may take to answer.
LEASE = timedelta(seconds=60)


def taken(delivery: Delivery, now: datetime) -> Delivery:
    """One try begins; who dies in it leaves the delivery to others when the lease ends."""
    return replace(delivery, tries=delivery.tries + 1, next_at=now + LEASE)


def sent(delivery: Delivery, now: datetime) -> Delivery:
    return replace(delivery, state=Delivered.SENT, next_at=None, fault="", sent_at=now)


def failed(delivery: Delivery, now: datetime, fault: str) -> Delivery:
    """Waits five seconds, then three times as long each time, at most an hour."""
    if delivery.tries >= TRIES:
        return replace(delivery, state=Delivered.DEAD, next_at=None, fault=fault)
    wait = min(FIRST * FACTOR ** (delivery.tries - 1), LONGEST)
    return replace(delivery, next_at=now + wait, fault=fault)


def again(delivery: Delivery, now: datetime) -> Delivery:
    """A person asks for it once more, from the first try on."""
    return replace(delivery, state=Delivered.QUEUED, tries=0, next_at=now)
