"""Too many events of one class within so many local days."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from audit.ledger.classes import CLASSES, Said
from audit.ledger.events import Event, digits
from audit.ledger.view import Doubted, Held, Local, View
from audit.rules.ledger_model import Count

Key = tuple[str, ...]


def judge(check: Count, view: View) -> Iterator[Held | Doubted]:
    """Every event beyond the limit is accused on its own day; what may count is a doubt only where it would matter."""
    if not _many(check, view.chosen):
        return
    groups, says = dict[Key, list[tuple[Local, Said]]](), CLASSES[check.events]
    for local in view.concerned():
        said = says(local.event)
        if said is not False:
            groups.setdefault(key(check.per, local.event), []).append((local, said))
    for apart, found in groups.items():
        if _many(check, [local for local, _ in found]):
            left = [(local, view.doubt(local) or said) for local, said in found if not view.excepted(local)]
            yield from _in_group(check, view, apart, left)


def _many(check: Count, locals_: Sequence[Local]) -> bool:
    """Whether any days may have too many of these: whatever speaks against one of them only takes it away, and is dear to ask."""
    if len(locals_) <= check.more_than:
        return False
    return next(_crowded(check, Counter(local.day for local in locals_)), None) is not None


def key(per: Sequence[str], event: Event) -> Key:
    return tuple(_OF[name](event) for name in per)


def _in_group(check: Count, view: View, apart: Key, found: Sequence[tuple[Local, Said]]) -> Iterator[Held | Doubted]:
    sure = [local for local, said in found if said is True]
    for day in _crowded(check, Counter(local.day for local, _ in found)):
        counted = _window(sure, day, check.days)
        today = sum(local.day == day for local in counted)
        over = min(len(counted) - check.more_than, today)
        if over > 0:
            events = tuple((local.event, check.events) for local in counted)
            yield Held(day, tuple(counted[-over:]), events, apart, _readings(check, view, apart, day))
            continue
        doubtful = [
            (local, said) for local, said in found if isinstance(said, str) and _near(local.day, day, check.days)
        ]
        if doubtful and len(counted) + len(doubtful) > check.more_than:
            yield Doubted(doubtful[-1][0].event, str(doubtful[-1][1]))


def _crowded(check: Count, by_day: Mapping[date, int]) -> Iterator[date]:
    """The days, in order, on whose end there may be too many: most days are none of them."""
    if sum(by_day.values()) <= check.more_than or (check.days == 1 and max(by_day.values()) <= check.more_than):
        return
    for day in sorted(by_day):
        if sum(by_day.get(day - timedelta(days=back), 0) for back in range(check.days)) > check.more_than:
            yield day


def _window(locals_: Sequence[Local], day: date, days: int) -> list[Local]:
    return [local for local in locals_ if _near(local.day, day, days)]


def _near(one: date, day: date, days: int) -> bool:
    return timedelta(0) <= day - one < timedelta(days=days)


def _readings(check: Count, view: View, apart: Key, day: date) -> Mapping[str, int]:
    """The same day counted as others read the law, this reading first."""
    near = [
        local.event
        for local in view.concerned()
        if _near(local.day, day, check.days) and key(check.per, local.event) == apart and not view.doubt(local)
    ]
    counts = Counter(name for name in (check.events, *check.shown) for event in near if CLASSES[name](event) is True)
    return {name: counts[name] for name in (check.events, *check.shown)} if check.shown else {}


_OF: Mapping[str, Callable[[Event], str]] = {
    "number": lambda event: digits(event.number) if event.number else "",
    "case": lambda event: event.case.id if event.case else "",
    "agency": lambda event: event.agency or "",
    "channel": lambda event: event.channel.value,
}
#: What events can be counted apart by, by the names that rules use.
APART = tuple(_OF)
