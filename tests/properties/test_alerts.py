"""Whatever is found in whatever order, whoever dies when: no alert is lost, and none is told twice."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from types import SimpleNamespace

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.alert_ports import AlertQuery, Undelivered
from audit.alerts.delivery import LEASE
from audit.alerts.model import State
from audit.alerts.notices import Delivered
from audit.findings import Scan
from audit.incidents import incident_id
from pipelines.adapters.memory import MemoryAlerts, MemoryStore
from pipelines.alerts.desk import AlertDesk
from tests.make import NINE, finding, sms

RULES = """\
targets: {mail: zh, siem: zh}
rules:
  - id: zero
    title: {zh: 零容忍, en: Zero tolerance}
    when: {kind: severity, at_least: 3}
    to: [mail, siem]
    wait: 10s
    every: 1m
    throttle: {most: 2, per: 10m}
    quiet: {from: '10:00', to: '11:00', unless: 4}
"""
SIZE = 30
#: Calls to the store of alerts after which a process may die.
CALLS = 12


class Died(BaseException):
    """The process is gone: nothing after it happens."""


class Mortal:
    """The store of alerts of a process that dies before or after one of its calls to it."""

    def __init__(self, kept, left, before):
        self._kept, self._left, self._before = kept, left, before

    def __getattr__(self, name):
        known = getattr(self._kept, name)

        def call(*args, **kwargs):
            self._left -= 1
            if self._left == 0 and self._before:
                raise Died
            answer = known(*args, **kwargs)
            if self._left == 0:
                raise Died
            return answer

        return call


class Receiver:
    """Refuses now and then. What it took it keeps by the number of the delivery, as a careful receiver does."""

    targets = frozenset({"mail", "siem"})

    def __init__(self):
        self.refusals = []
        self.taken = []

    def send(self, target, message):
        if self.refusals and self.refusals.pop():
            raise Undelivered("HTTP 500")
        self.taken.append(
            (
                target,
                message.delivery,
                tuple(one["alert"] for one in message.record["alerts"]),
                message.record["suppressed"],
            )
        )

    def faults(self):
        return []


STEP = st.one_of(
    st.tuples(st.just("found"), st.sets(st.integers(0, SIZE - 1), min_size=1, max_size=15), st.integers(3, 4)),
    st.tuples(st.just("passes"), st.integers(1, 4000)),
    st.tuples(st.just("round"), st.lists(st.booleans(), max_size=6)),
    st.tuples(st.just("dies"), st.integers(1, CALLS), st.booleans()),
)


class World:
    def __init__(self, rules):
        self.now = NINE
        self.store, self.receiver = MemoryStore(lambda: self.now), Receiver()
        self.kept = MemoryAlerts(self.store)
        self.settings = SimpleNamespace(
            timezone="Asia/Shanghai", public_url="https://x.example", alerts=str(rules), lang="zh"
        )
        self.contacts = [sms(str(n), f"{n}爆你通讯录", agency=f"机构{n % 2}") for n in range(SIZE)]
        self.store.put_contacts(self.contacts)
        self.found = set()

    def desk(self, kept=None):
        """Of a process that was just started."""
        app = SimpleNamespace(store=self.store, alerts=kept or self.kept, settings=self.settings)
        return AlertDesk(app, lambda: self.now, self.receiver)

    def take(self, step):
        match step:
            case ("found", numbers, severity):
                scans = [
                    Scan(one.key, (finding(one, "爆你通讯录", severity=severity),))
                    for one in (self.contacts[n] for n in numbers)
                ]
                self.store.put_scans(scans, "cn")
                self.found |= numbers
            case ("passes", seconds):
                self.now += timedelta(seconds=seconds)
            case ("round", refusals):
                self.receiver.refusals = refusals
                self.desk().round()
            case ("dies", left, before):
                self.receiver.refusals = []
                with suppress(Died):
                    self.desk(Mortal(self.kept, left, before)).round()

    def finish(self):
        """Nobody dies and nobody refuses any more."""
        self.receiver.refusals = []
        for _ in range(200):
            self.now += max(LEASE, timedelta(minutes=11))
            self.desk().round()
            counts = self.kept.counts()
            if not (
                counts.events or counts.alerts[State.WAITING] or counts.deliveries[Delivered.QUEUED] or self.uncounted()
            ):
                return

    def every(self):
        return self.kept.alerts(AlertQuery(), 1000)

    def uncounted(self):
        return [one for one in self.every() if one.state is State.SUPPRESSED and not one.notice]


def test_nothing_is_lost_and_nothing_doubled(tmp_path_factory):
    rules = tmp_path_factory.mktemp("alerts") / "alerts.yml"
    rules.write_text(RULES, encoding="utf-8")

    @settings(max_examples=60, deadline=None)
    @given(st.lists(STEP, max_size=14))
    def holds(steps):
        world = World(rules)
        for step in steps:
            world.take(step)
        world.finish()
        wanted = {incident_id(f"sms:{n}", "T01") for n in world.found}
        alerts = world.every()
        assert {one.subject for one in alerts} == wanted, "each incident is one alert"
        assert len(alerts) == len(wanted)
        assert {one.state for one in alerts} <= {State.TOLD, State.SUPPRESSED}
        suppressed = {one.id for one in alerts if one.state is State.SUPPRESSED}
        assert world.uncounted() == []
        assert world.kept.counts().deliveries[Delivered.DEAD] == 0
        for target in Receiver.targets:
            by_number = {number: (told, held) for each, number, told, held in world.receiver.taken if each == target}
            told = Counter(one for ids, _ in by_number.values() for one in ids)
            assert set(told.values()) <= {1}, "a receiver that knows the number hears of each once"
            assert told.keys() == {one.id for one in alerts} - suppressed
            assert sum(held for _, held in by_number.values()) == len(suppressed)
        if not any(step[0] == "dies" for step in steps):
            numbers = [number for _, number, _, _ in world.receiver.taken]
            assert len(numbers) == len(set(numbers)), "where nobody dies nothing is even sent twice"

    holds()
