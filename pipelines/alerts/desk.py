"""One round of alerting: what is new becomes alerts, alerts become notices, notices go out. Each part can run twice without harm."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from audit.alert_ports import Notifier, Outbox, Reach, Undelivered
from audit.alerts import delivery as trying
from audit.alerts.notices import Delivery
from audit.alerts.plan import Plan, plan
from audit.alerts.rules import AlertBook, Repeat
from audit.alerts.triggers import of_new
from audit.ports import Incident
from pipelines.alerts.books import alerts_file, rules_held
from pipelines.alerts.looks import Looks
from pipelines.alerts.wording import Wording
from pipelines.bootstrap import Application
from pipelines.metrics import DELIVERIES

#: Events in one transaction, and deliveries to one target in one round.
PAGE, BATCH = 200, 50
#: Incidents of one agent that are counted, unless a rule asks for more.
MOST = 100
#: Targets that are spoken to at a time: a slow one holds up no other.
TOGETHER = 8


class AlertDesk:
    """Any number of processes may have one on the same store."""

    def __init__(self, app: Application, now: Callable[[], datetime], notifier: Notifier | None = None) -> None:
        self._app, self._now = app, now
        self._given = notifier
        self._zone = ZoneInfo(app.settings.timezone)
        self._wording = Wording(app.settings.public_url.rstrip("/"), self._zone)
        self._looks = Looks(app, self._zone)

    @property
    def _notifier(self) -> Notifier:
        return self._given or self._app.notifier

    def round(self, *, flush: bool = False) -> None:
        """`flush` where no more of a kind is to come: groups do not wait."""
        if self._app.settings.alerts == "off":
            return
        book = rules_held(self._app.alerts, alerts_file(self._app.settings.alerts)).book
        self._relay(book)
        self._looks.look(book, self._now())
        self._plan(book, flush=flush)
        self._deliver(book)

    def _relay(self, book: AlertBook) -> None:
        """Incidents that are new become alerts, or are found to be none; only then are they forgotten."""
        store = self._app.alerts
        counted = _Counted(store, book)
        while news := store.news(PAGE):
            found = [
                alert
                for event, incident in news
                if incident is not None
                for alert in of_new(book, incident, event.at, counted(incident, event.at))
            ]
            store.raise_alerts(found, [event.number for event, _ in news])

    def _plan(self, book: AlertBook, *, flush: bool) -> Plan:
        now = self._now()
        longest = max((max(one.throttle.per, one.every) for one in book.rules), default=timedelta())
        chains = {one.id: len(one.chain) for one in book.rules}
        reach = Reach(now - longest, chains, self._notifier.targets)
        return self._app.alerts.plan(lambda board: plan(book, board, now, self._zone, flush=flush), reach)

    def _deliver(self, book: AlertBook) -> None:
        targets = self._app.alerts.queued(self._now())
        if not targets:
            return
        with ThreadPoolExecutor(min(len(targets), TOGETHER)) as threads:
            for _ in threads.map(lambda target: self._deliver_to(target, book), targets):
                pass  # a fault of the store is raised here

    def _deliver_to(self, target: str, book: AlertBook) -> None:
        """Until nothing is left, or the target did not take one: it is given a rest then."""
        for _ in range(BATCH):
            found = self._app.alerts.take(target, self._now())
            if found is None:
                return
            delivery, notice, alerts = found
            language = book.targets.get(target, self._app.settings.lang)
            message = self._wording.message(delivery, notice, alerts, book.rule(notice.rule), language)
            try:
                self._notifier.send(target, message)
            except Undelivered as fault:
                self._settle(trying.failed(delivery, self._now(), fault.fault))
                return
            self._settle(trying.sent(delivery, self._now()))

    def _settle(self, delivery: Delivery) -> None:
        self._app.alerts.settle(delivery)
        DELIVERIES.labels(delivery.state.value).inc()


class _Counted:
    """How often agents did it lately, asked once for all of them within an hour of a round."""

    def __init__(self, store: Outbox, book: AlertBook) -> None:
        self._store = store
        self._rules = [(rule, rule.when) for rule in book.rules if isinstance(rule.when, Repeat)]
        self._known: dict[tuple[Repeat, datetime], Mapping[tuple[str | None, str], int]] = {}

    def __call__(self, incident: Incident, at: datetime) -> dict[str, int]:
        """For each rule about repetition the incidents of this one's agent; none where the agent is not known."""
        agency, agent = incident.contact.agency, incident.contact.agent_id
        if agent is None:
            return {}
        grave = [(rule, when) for rule, when in self._rules if incident.severity >= when.at_least]
        return {rule.id: min(self._count(when, agency, agent, at), max(MOST, when.count)) for rule, when in grave}

    def _count(self, when: Repeat, agency: str | None, agent: str, at: datetime) -> int:
        key = when, at.replace(minute=0, second=0, microsecond=0)
        if key not in self._known:
            self._known[key] = self._store.by_agent(when.at_least, at - timedelta(days=when.days))
        counts = self._known[key]
        return counts.get((agency, agent), 0) if agency else sum(n for (_, one), n in counts.items() if one == agent)
