"""What `fairdial demo` shows of the ledger: what was planted, one debtor's days, conduct, and a complaint without a finding."""

import csv

from rich.rule import Rule as Line

from audit.ports import Filter, Incident
from audit.scorecard.averages import averages
from config.settings import ROOT
from pipelines.bootstrap import Application
from pipelines.commands.ledger import tell as tell_timeline
from pipelines.commands.ledger import timeline_of
from pipelines.commands.scorecard import card_of, every
from pipelines.commands.scorecard import tell as tell_scores
from pipelines.commands.screen import Screen, masked, out
from pipelines.complaints import linked_complaints

DATA = ROOT / "demo" / "data"
#: The debtor whose timeline is shown: nine messages on one day, and more.
SHOWN = "DEBTOR-0150"


def show_ledger(app: Application, screen: Screen) -> None:
    _planted(app, screen)
    out.print(Line(screen.say("demo.timeline", debtor=SHOWN)))
    _, shown = timeline_of(app, SHOWN)
    tell_timeline(screen, shown)
    card = card_of(app)
    tell_scores(screen, averages(every(app, card), "agency", card.criteria), card)
    _undetected(app, screen)


def _planted(app: Application, screen: Screen) -> None:
    """Every ledger violation that the demo's logs were made with, with the events that were counted."""
    with (DATA / "ledger_planted.csv").open(encoding="utf-8", newline="") as file:
        planted = list(csv.DictReader(file))
    found = {_key(one): one for one in app.store.incidents(Filter(), limit=None) if one.ledger}
    columns = ("incident.column.rule", "ledger.debtor", "ledger.day", "demo.counted")
    table = screen.table(*columns, title="demo.planted_ledger")
    missed = 0
    for row in planted:
        incident = found.get((row["rule"], row["debtor_id"], row["day"]))
        missed += incident is None
        table.add_row(row["rule"], row["debtor_id"], row["day"], _events(screen, incident))
    out.print(table)
    screen.print("demo.planted_total", found=len(planted) - missed, planted=len(planted))


def _key(incident: Incident) -> tuple[str, str, str]:
    assert incident.ledger
    return incident.rule, incident.ledger.account.debtor_id, incident.ledger.day.isoformat()


def _events(screen: Screen, incident: Incident | None) -> str:
    if incident is None or incident.ledger is None:
        return screen.say("demo.missed")
    return ", ".join(
        f"{'!' if event.accused else ''}{event.at:%H:%M} {event.contact}" for event in incident.ledger.events
    )


def _undetected(app: Application, screen: Screen) -> None:
    columns = ("id", "received", "case", "text")
    table = screen.table(*(f"complaint.column.{column}" for column in columns), title="demo.undetected")
    for linked in linked_complaints(app.store):
        if not linked.detected:
            one = linked.complaint
            table.add_row(one.id, f"{one.received_at:%Y-%m-%d %H:%M}", one.case_id or "", masked(one.text))
    out.print(table)
