"""`fairdial demo`: the whole job on the recordings and logs in demo/data, and a summary to read."""

import csv
import sys
import time
from collections.abc import Mapping, Sequence

from rich.rule import Rule as Line

from audit.findings import Finding
from audit.ports import Filter, Incident
from audit.records import State
from config.settings import ROOT
from pipelines.bootstrap import Application
from pipelines.commands.acting import INGEST, enter
from pipelines.commands.demo_ledger import show_ledger
from pipelines.commands.incident_lines import explain, explain_ledger
from pipelines.commands.screen import Screen, clock, masked, out, settings
from pipelines.ingest import ingest
from pipelines.ingested import Ingested
from pipelines.recordings import Intake
from pipelines.sources.columns import REJECT_REASONS
from pipelines.work.working_off import work_off

DATA = ROOT / "demo" / "data"
TABLES = (
    ("cases", "cases.csv"),
    ("sms", "sms.csv"),
    ("calls", "calls.csv"),
    ("calls", "dials.csv"),
    ("chat", "chat.csv"),
    ("visits", "visits.csv"),
    ("complaints", "complaints.csv"),
)
#: Seconds between where a violation was planted and where it was found.
TOLERANCE_S = 1.0
WORST = 3
COMMANDS = (
    "search '通讯录'",
    "search '\"别怪我\" category:T01'",
    "incidents list 'severity>=4 channel:call'",
    "incidents list --not-assessed",
    "incidents list 'category:T13'",
    "ledger show DEBTOR-0061",
    "scorecard list --by agent",
    "complaints list",
    "rules test",
)
#: Accounts with one-time passwords, then the server.
CONSOLE = ("user demo", "serve")


def demo() -> None:
    """演示全流程 / Import the demo cases, calls and messages, judge them, and show what was found."""
    app = Application(settings())
    screen = Screen(app.settings.lang)
    started = time.monotonic()
    out.print(Line(screen.say("demo.title")))
    enter(app, INGEST, "demo")
    done = {name: _ingest(app, screen, kind, name) for kind, name in TABLES}
    with screen.progress() as progress:
        task = progress.add_task(screen.say("ingest.working"), total=None)
        work_off(app, screen.problem, lambda count: progress.advance(task, count))
    _came_in(screen, done)
    _not_used(app, screen, done)
    _by_category(app, screen)
    _worst(screen, app.store.incidents(Filter(), limit=None))
    _planted(app, screen)
    show_ledger(app, screen)
    _next(screen)
    screen.print("demo.elapsed", seconds=round(time.monotonic() - started))


def _ingest(app: Application, screen: Screen, kind: str, name: str) -> Ingested:
    with screen.progress() as progress:
        task = progress.add_task(screen.say("ingest.reading", kind=screen.say(f"kind.{kind}")), total=None)
        return ingest(app, kind, DATA / name, intake=Intake(lambda count: progress.advance(task, count)))


def _came_in(screen: Screen, done: Mapping[str, Ingested]) -> None:
    columns = ("demo.table", "demo.received", "demo.stored", "demo.duplicates", "demo.rejected")
    table = screen.table(*columns, title="demo.came_in")
    for kind, name in TABLES:
        result = done[name]
        counts = (result.received, result.stored, result.duplicates, result.rejected)
        table.add_row(f"{screen.say(f'kind.{kind}')} {name}", *map(str, counts))
    out.print(table)


def _not_used(app: Application, screen: Screen, done: Mapping[str, Ingested]) -> None:
    """Rejected rows with their reasons, then contacts that failed with theirs."""
    table = screen.table("doctor.state", "demo.reason", title="demo.not_used")
    for result in done.values():
        if result.rejects_file is None:
            continue
        with result.rejects_file.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                table.add_row(screen.say("state.rejected"), row[REJECT_REASONS])
    for reason, count in app.store.counts()["reasons"].get(State.FAILED, {}).items():
        table.add_row(screen.say("state.failed") + (f" ×{count}" if count > 1 else ""), reason)
    out.print(table)


def _by_category(app: Application, screen: Screen) -> None:
    table = screen.table(
        "incident.column.category", "incident.column.severity", "incident.count", title="demo.incidents"
    )
    counts = app.store.counts()
    rows = [
        (severity, category, count) for category, by in counts["incidents"].items() for severity, count in by.items()
    ]
    for severity, category, count in sorted(rows, key=lambda row: (-row[0], row[1])):
        table.add_row(screen.category(category), screen.severity(severity), str(count))
    out.print(table)
    not_assessed = sum(sum(by.values()) for by in counts["not_assessed"].values())
    if not_assessed:
        screen.print("demo.not_assessed", count=not_assessed)


def _worst(screen: Screen, incidents: Sequence[Incident]) -> None:
    out.print(Line(screen.say("demo.worst")))
    for incident in worst(incidents):
        contact = incident.contact
        place = f"{screen.say(f'channel.{contact.channel}')} {contact.id}  {contact.at:%Y-%m-%d %H:%M}"
        out.print(
            screen.severity(incident.severity),
            screen.category(incident.category),
            f"{place}  {contact.agency}/{contact.agent_id}  {incident.id}",
        )
        if incident.lead:
            explain(screen, incident.lead)
        if incident.ledger:
            explain_ledger(screen, incident.ledger)


def worst(incidents: Sequence[Incident]) -> list[Incident]:
    """The gravest, those with most findings and the surest first; one of each category, to show different things."""
    ranked = sorted(
        incidents,
        key=lambda incident: (
            -incident.severity,
            -len(incident.findings),
            -(incident.lead.confidence if incident.lead else 0.0),
            incident.id,
        ),
    )
    first = {incident.category: incident for incident in reversed(ranked)}
    return [incident for incident in ranked if first[incident.category] is incident][:WORST]


def _planted(app: Application, screen: Screen) -> None:
    """Every violation that the demo calls were made with, beside what was found there."""
    with (DATA / "planted.csv").open(encoding="utf-8", newline="") as file:
        planted = list(csv.DictReader(file))
    findings = app.store.findings([f"call:{row['call_id']}" for row in planted])
    columns = (
        "demo.call",
        "incident.column.category",
        "demo.expected",
        "demo.expected_at",
        "demo.found",
        "demo.found_at",
    )
    table = screen.table(*columns, title="demo.planted")
    missed = 0
    for row in planted:
        hit = match(row, findings.get(f"call:{row['call_id']}", ()))
        missed += hit is None
        found = (masked(hit.quote), _span(hit.at, hit.until)) if hit else (screen.say("demo.missed"), "")
        expected = _span(float(row["start_s"]), float(row["end_s"]))
        table.add_row(row["call_id"], row["category"], row["quote"], expected, *found)
    out.print(table)
    screen.print("demo.planted_total", found=len(planted) - missed, planted=len(planted))


def _span(start: float | None, end: float | None) -> str:
    return f"{clock(start or 0)}–{clock(end or 0)}"


def match(planted: Mapping[str, str], findings: Sequence[Finding]) -> Finding | None:
    """The finding of the planted category that overlaps it, and begins, or at least ends, within a second of it.

    A quote may begin earlier, with the condition of a threat, or later, with the words that make it one.
    """
    first, last = float(planted["start_s"]), float(planted["end_s"])

    def nearness(finding: Finding) -> tuple[bool, float]:
        assert finding.at is not None
        assert finding.until is not None
        return abs(finding.at - first) <= TOLERANCE_S, min(finding.until, last) - max(finding.at, first)

    near = [
        finding
        for finding in findings
        if finding.category == planted["category"]
        and finding.at is not None
        and finding.until is not None
        and finding.at < last
        and finding.until > first
        and min(abs(finding.at - first), abs(finding.until - last)) <= TOLERANCE_S
    ]
    return max(near, key=nearness, default=None)


def _next(screen: Screen) -> None:
    out.print(Line(screen.say("demo.next")))
    for command in COMMANDS:
        out.print(f"  {sys.argv[0]} {command}", markup=False)
    out.print(Line(screen.say("demo.console")))
    for command in CONSOLE:
        out.print(f"  {sys.argv[0]} {command}", markup=False)
