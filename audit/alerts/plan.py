"""Which alerts go out now, together with which, and which are too many: grouping, quiet hours, digests, throttling."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from itertools import chain, groupby

from audit.alerts.escalation import escalations
from audit.alerts.model import Alert, Reason, gravest
from audit.alerts.notices import Notice, NoticeKind
from audit.alerts.rules import AlertBook, AlertRule

#: Alerts that one notice tells of: more of them nobody reads.
MOST = 10
#: Alerts of one rule that are planned with at once; what is more waits for the next plan, and holds up no other rule.
ON_BOARD = 500
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Board:
    """What there is to be planned with."""

    waiting: Sequence[Alert] = ()
    #: Suppressed ones of which no notice has told yet how many they are.
    uncounted: Sequence[Alert] = ()
    #: Those that nobody has acknowledged although a notice told of them.
    unanswered: Sequence[Alert] = ()
    #: As far back as any throttle looks.
    notices: Sequence[Notice] = ()

    @property
    def alerts(self) -> Iterator[Alert]:
        return chain(self.waiting, self.uncounted, self.unanswered)


@dataclass(frozen=True, slots=True)
class Plan:
    notices: tuple[Notice, ...] = ()
    #: Id -> why.
    suppressed: Mapping[str, Reason] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not self.notices and not self.suppressed


def plan(book: AlertBook, board: Board, now: datetime, zone: tzinfo, *, flush: bool = False) -> Plan:
    """What is to be told at `now`. `flush` waits for no more of a kind; quiet hours and digests hold all the same."""
    notices = list[Notice]()
    suppressed = {one.id: Reason.RULE_GONE for one in board.waiting if book.rule(one.rule) is None}
    for rule in book.rules:
        own = Board(
            [one for one in board.waiting if one.rule == rule.id],
            [one for one in board.uncounted if one.rule == rule.id],
            [one for one in board.unanswered if one.rule == rule.id],
            [one for one in board.notices if one.rule == rule.id],
        )
        planner = _Planner(rule, own, now, zone, flush)
        notices += planner.notices()
        suppressed |= planner.suppressed
    return Plan(tuple(notices), suppressed)


class _Planner:
    """One rule at one moment."""

    def __init__(self, rule: AlertRule, board: Board, now: datetime, zone: tzinfo, flush: bool) -> None:
        self._rule, self._board, self._now, self._zone, self._flush = rule, board, now, zone, flush
        self._quiet = rule.quiet is not None and rule.quiet.ends(now, zone) is not None
        recent = [one for one in board.notices if one.at > now - rule.throttle.per]
        climbed = sum(one.kind is NoticeKind.ESCALATION for one in recent)
        self._room = rule.throttle.most - (len(recent) - climbed)
        self._climbing = rule.throttle.most - climbed
        self.suppressed: dict[str, Reason] = {}

    def notices(self) -> list[Notice]:
        made = [one for group in self._ready() if (one := self._notice(group))]
        return self._counted(made) + self._escalations()

    def _ready(self) -> list[list[Alert]]:
        """The groups whose time has come, that with the gravest alert first."""
        heard = sorted((one for one in self._board.waiting if self._audible(one)), key=lambda one: one.group)
        groups = [gravest(of_it) for _, of_it in groupby(heard, key=lambda one: one.group)]
        ready = [group for group in groups if self._due(group) <= self._now]
        return sorted(ready, key=lambda group: (-group[0].facts.severity, group[0].at, group[0].id))

    def _audible(self, alert: Alert) -> bool:
        return not self._quiet or (self._rule.quiet is not None and alert.facts.severity >= self._rule.quiet.unless)

    def _due(self, group: Sequence[Alert]) -> datetime:
        oldest = min(one.at for one in group)
        if self._rule.digest is not None:
            here = oldest.astimezone(self._zone)
            planned = datetime.combine(here.date(), self._rule.digest, self._zone)
            return planned if planned > here else datetime.combine(here.date() + _DAY, self._rule.digest, self._zone)
        last = [one.at for one in self._board.notices if one.group == group[0].group and one.kind is NoticeKind.NEW]
        if self._flush and not last:
            return oldest
        return max(
            [oldest + (timedelta() if self._flush else self._rule.wait), *(at + self._rule.every for at in last)]
        )

    def _notice(self, group: Sequence[Alert]) -> Notice | None:
        if self._room < 1:
            self.suppressed |= {one.id: Reason.THROTTLED for one in group}
            return None
        self._room -= 1
        told, others = group[:MOST], group[MOST:]
        self.suppressed |= {one.id: Reason.FULL for one in others}
        kind = NoticeKind.NEW if self._rule.digest is None else NoticeKind.DIGEST
        return Notice(self._rule.id, group[0].group, kind, self._now, self._rule.to, _ids(told), _ids(others))

    def _counted(self, made: list[Notice]) -> list[Notice]:
        """What was suppressed before is counted by the next notice of the rule, or by one that says nothing else."""
        before = gravest(self._board.uncounted)
        if not before:
            return made
        if made:
            first = made[0]
            all_of_them = (*first.suppressed, *_ids(before))
            return [_with(first, all_of_them), *made[1:]]
        if self._room < 1 or not any(map(self._audible, before)):
            return made
        return [Notice(self._rule.id, "", NoticeKind.SUMMARY, self._now, self._rule.to, (), _ids(before))]

    def _escalations(self) -> list[Notice]:
        """One that would be too many waits until there is room: what nobody has answered is never dropped."""
        asked = escalations(self._rule, filter(self._audible, self._board.unanswered), self._now)
        return list(asked[: max(self._climbing, 0)])


def _with(notice: Notice, suppressed: tuple[str, ...]) -> Notice:
    return Notice(notice.rule, notice.group, notice.kind, notice.at, notice.to, notice.alerts, suppressed, notice.level)


def _ids(alerts: Iterable[Alert]) -> tuple[str, ...]:
    return tuple(one.id for one in alerts)
