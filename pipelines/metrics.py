"""What monitoring reads: what the store holds, asked when somebody looks, and what this process has done since it began."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from audit.alerts.model import State as Told
from audit.alerts.notices import Delivered
from audit.errors import Refused
from audit.records import State
from pipelines.bootstrap import Application
from pipelines.logs import log
from pipelines.work.pace import pace_of
from pipelines.work.passing import passing

#: Seconds: texts take thousandths, an hour of recording minutes.
_STEP_S = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000)
_HTTP_S = (0.005, 0.02, 0.05, 0.1, 0.3, 1, 3, 10)

#: Of this process. Labels are names that stand in the code: steps, codes, routes; never an id.
PROCESS = CollectorRegistry()
STEPS = Histogram("fairdial_step_seconds", "Steps that ended well", ["step"], registry=PROCESS, buckets=_STEP_S)
FAULTS = Counter("fairdial_step_faults", "Tries of a step that failed; what may pass is tried again", ["step", "fault"], registry=PROCESS)  # fmt: skip
DELIVERIES = Counter("fairdial_alert_tries", "Tries to deliver an alert, by what became of the delivery", ["state"], registry=PROCESS)  # fmt: skip
REQUESTS = Histogram("fairdial_http_seconds", "Answers", ["method", "route", "status"], registry=PROCESS, buckets=_HTTP_S)  # fmt: skip


@contextmanager
def measured(step: str) -> Iterator[None]:
    """Around one try of a step."""
    began = time.monotonic()
    try:
        yield
    except Exception as error:
        fault = error.problems[0].code if isinstance(error, Refused) else passing(error) or type(error).__name__
        FAULTS.labels(step, fault).inc()
        log().warning("step failed", step=step, fault=fault, seconds=round(time.monotonic() - began, 3))
        raise
    seconds = time.monotonic() - began
    STEPS.labels(step).observe(seconds)
    log().info("step", step=step, seconds=round(seconds, 3))


def answered(method: str, route: str, status: int, seconds: float) -> None:
    """`route` is the path as the code has it, without anybody's id."""
    REQUESTS.labels(method, route, str(status)).observe(seconds)
    log().info("request", method=method, route=route, status=status, seconds=round(seconds, 3))


def listen(host: str, port: int) -> int:
    """Serve what this process counts, in a thread of its own; the port, where 0 asked for any free one."""
    server, _ = start_http_server(port, host, PROCESS)
    return int(server.server_port)


def exposition(app: Application) -> bytes:
    """Everything, in the form that Prometheus reads."""
    stored = CollectorRegistry()
    stored.register(Stored(app))
    return generate_latest(stored) + generate_latest(PROCESS)


class Stored(Collector):
    """Asked anew at each look; a store that is away is a figure, too."""

    def __init__(self, app: Application) -> None:
        self._app = app

    def describe(self) -> Iterator[Metric]:
        return iter(())

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("fairdial_store_up", "1 where the database answers")
        try:
            totals, pace = self._app.store.totals(), pace_of(self._app.settings)
            alerts = self._app.alerts.counts()
        except Exception:  # noqa: BLE001 - in whichever way it is away
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        contacts = GaugeMetricFamily("fairdial_contacts", "Contacts by state", labels=["state"])
        for state in State:
            contacts.add_metric([state.value], totals.contacts.get(state, 0))
        yield contacts
        incidents = GaugeMetricFamily("fairdial_incidents", "Incidents that hold, by severity", labels=["severity"])
        for severity in range(1, 5):
            incidents.add_metric([str(severity)], totals.incidents.get(severity, 0))
        yield incidents
        workflows = GaugeMetricFamily("fairdial_workflows", "Workflows under way", labels=["state"])
        workflows.add_metric(["running"], pace.running)
        workflows.add_metric(["queued"], pace.queued)
        yield workflows
        raised = GaugeMetricFamily("fairdial_alerts", "Alerts by state", labels=["state"])
        for told in Told:
            raised.add_metric([told.value], alerts.alerts.get(told, 0))
        yield raised
        deliveries = GaugeMetricFamily("fairdial_alert_deliveries", "Messages to targets by state", labels=["state"])
        for delivered in Delivered:
            deliveries.add_metric([delivered.value], alerts.deliveries.get(delivered, 0))
        yield deliveries
        for name, help_, value in (
            ("fairdial_alert_outbox", "Incidents of which no alerts were made yet", alerts.events),
            ("fairdial_parked", "Contacts given up for now", totals.contacts.get(State.FAILED, 0)),
            ("fairdial_index_lag", "Contacts judged and not yet searchable", totals.contacts.get(State.SCANNED, 0)),
            ("fairdial_ledgers_due", "Cases of which something new is to be judged over all contacts", totals.due),
            ("fairdial_heard_per_minute", "Recordings over the last 10 minutes", pace.heard),
            ("fairdial_judged_per_minute", "Other contacts over the last 10 minutes", pace.judged),
        ):
            yield GaugeMetricFamily(name, help_, value)
