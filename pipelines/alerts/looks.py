"""What no incident tells of by itself is looked at now and then: rates, reviews that are late, what does not move, searches."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from audit.alerts.model import Alert, digest
from audit.alerts.rules import AlertBook, AlertRule, Jump, Overdue, Search, Stalled
from audit.alerts.triggers import Pulse, of_late, of_pulse, of_rates, of_search
from audit.errors import Problem
from audit.ports import Change, Query
from audit.query import parse_query
from audit.rates import By
from audit.records import State
from audit.rights import Verb
from pipelines.bootstrap import Application
from pipelines.work.handling import UNFINISHED

#: Between two looks of one process.
RATES, OTHERS = timedelta(minutes=15), timedelta(minutes=1)
PAGE = 500
PULSE = "pulse"


class Looks:
    def __init__(self, app: Application, zone: ZoneInfo) -> None:
        self._app, self._zone = app, zone
        self._last: dict[str, datetime] = {}

    def look(self, book: AlertBook, now: datetime) -> None:
        for rule in book.rules:
            match rule.when:
                case Jump() if self._is_time(rule, now, RATES):
                    self._app.alerts.raise_alerts(self._jumps(rule, rule.when, now))
                case Overdue() if self._is_time(rule, now, OTHERS):
                    self._late(rule, rule.when, now)
                case Stalled() if self._is_time(rule, now, OTHERS):
                    self._stalled(rule, rule.when, now)
                case Search():
                    self._search(rule, rule.when, now)

    def _is_time(self, rule: AlertRule, now: datetime, every: timedelta) -> bool:
        last = self._last.get(rule.id)
        if last is not None and now - last < every:
            return False
        self._last[rule.id] = now
        return True

    def _jumps(self, rule: AlertRule, when: Jump, now: datetime) -> Sequence[Alert]:
        since = now - timedelta(days=when.days)
        counted = self._app.review.counted
        before = counted(By.AGENCY, since - timedelta(days=when.baseline), since)
        return of_rates(rule, when, counted(By.AGENCY, since, now), before, now.astimezone(self._zone))

    def _late(self, rule: AlertRule, when: Overdue, now: datetime) -> None:
        """What an alert was raised of does not come again, so the pages have an end."""
        while found := self._app.alerts.undecided(rule.id, when.at_least, now - when.after, PAGE):
            if not self._app.alerts.raise_alerts([of_late(rule, when, one, now) for one in found]):
                return

    def _stalled(self, rule: AlertRule, when: Stalled, now: datetime) -> None:
        store, kept = self._app.store, self._app.alerts
        name = f"{PULSE}:{rule.id}"
        first = store.keys_in(*UNFINISHED, limit=1)
        totals = store.totals()
        waiting = sum(totals.contacts.get(state, 0) for state in UNFINISHED) + totals.due
        done = sum(totals.contacts.get(state, 0) for state in State if state not in UNFINISHED)
        before = kept.look(name)
        seen = Pulse(first[0] if first else "", waiting, done, now)
        pulse = seen.beats(_pulse(before) if before else None)
        alert = of_pulse(rule, when, pulse, now)
        if pulse is seen or alert is not None:
            kept.raise_alerts([alert] if alert else [], seen={name: _written(pulse)})

    def _search(self, rule: AlertRule, when: Search, now: datetime) -> None:
        """Everything that was judged since the last look; what was there before the rule is not alerted."""
        kept, name = self._app.alerts, f"search:{digest(rule.id, when.query, when.owner)}"
        query = self._query(when)
        if query is None:
            return  # suspended: nothing is passed over, and it goes on where it stopped
        noted = kept.look(name)
        if noted is None:
            newest = kept.newest_change()
            kept.raise_alerts(
                [], seen={name: json.dumps([newest.revision, newest.number, newest.contact] if newest else [0, 0, ""])}
            )
            return
        last = Change(*json.loads(noted))
        while page := self._app.store.changes(last, PAGE):
            last = page[-1]
            keys = [one.contact for one in page]
            contacts, found = self._app.store.contacts(keys), self._app.store.findings(keys)
            alerts = of_search(rule, query, contacts, found, now)
            kept.raise_alerts(alerts, seen={name: json.dumps([last.revision, last.number, last.contact])})

    def _query(self, when: Search) -> Query | None:
        """Within what the owner may see now; None for an owner who may not search any more."""
        owner = self._app.accounts.account(when.owner)
        grant = owner.rights.grant(Verb.SEARCH) if owner else None
        return parse_query(when.query, zone=self._zone, scope=grant.scope) if grant else None

    def suspended(self, book: AlertBook) -> Iterator[Problem]:
        """Rules that find nothing for now, with the reason."""
        for rule in book.rules:
            if isinstance(rule.when, Search) and self._query(rule.when) is None:
                yield Problem("alerts.no_owner", rule.id, {"owner": rule.when.owner})


def _written(pulse: Pulse) -> str:
    return json.dumps([pulse.first, pulse.waiting, pulse.done, pulse.since.isoformat()])


def _pulse(text: str) -> Pulse:
    first, waiting, done, since = json.loads(text)
    return Pulse(first, waiting, done, datetime.fromisoformat(since))
