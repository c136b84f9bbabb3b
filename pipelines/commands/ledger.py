"""`fairdial ledger`: what one debtor went through, over all channels and agencies."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from audit.errors import Problem, Refused
from audit.findings import LedgerFinding
from audit.ledger.events import Ledger
from audit.ledger.timeline import COUNTS, Timeline, timeline
from audit.rights import Verb
from config.weights import load_pressure
from pipelines.bootstrap import Application
from pipelines.commands.acting import enter
from pipelines.commands.screen import Screen, out, settings

cli = typer.Typer(help="触达台账 / the contact ledger", no_args_is_help=True)


@cli.command()
def show(
    debtor: Annotated[str, typer.Argument(help="债务人编号 / debtor id")],
    institution: Annotated[str | None, typer.Option(help="机构 / institution, where several know the debtor")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON 行 / JSON lines")] = False,
) -> None:
    """一个债务人的时间线 / A debtor's timeline: counts a day, silent hours, pressure, findings with their events."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    ledger, shown = timeline_of(app, debtor, institution)
    enter(app, Verb.VIEW, what="ledger", institution=ledger.account.institution)
    findings = app.store.ledger_findings(ledger.account)
    if as_json:
        _lines(screen, ledger, shown, findings)
        return
    screen.print("ledger.of", debtor=ledger.account.debtor_id, institution=ledger.account.institution)
    tell(screen, shown)
    for found in findings:
        out.print(
            screen.severity(found.severity),
            screen.category(found.category),
            f"{found.day}  {found.why}  {screen.say('ledger.counted', count=len(found.events))}  {found.id}",
        )


def timeline_of(app: Application, debtor: str, institution: str | None = None) -> tuple[Ledger, Timeline]:
    """Raises Refused (`ledger.unknown_debtor`)."""
    ledger = _ledger(app, debtor, institution)
    severities = _severities(app, ledger, app.store.ledger_findings(ledger.account))
    return ledger, timeline(ledger, severities, load_pressure(), _zone(app))


def tell(screen: Screen, shown: Timeline) -> None:
    """A table of days, the hours of the day, and the formula's result for each day."""
    table = screen.table(
        "ledger.day",
        *(f"ledger.count.{name}" for name in COUNTS),
        "ledger.quiet",
        "ledger.severities",
        "ledger.pressure",
    )
    for day in shown.days:
        counts = (str(day.counts[name] or "·") for name in COUNTS)
        severities = " ".join(map(str, day.severities)) or "·"
        table.add_row(str(day.day), *counts, str(day.quiet or "·"), severities, _bar(day.pressure))
    out.print(table)
    most = max(shown.hours, default=0)
    steps = " ▁▂▃▄▅▆▇█"
    line = "".join(steps[-(-8 * count // most)] if most else " " for count in shown.hours)
    screen.print("ledger.hours", hours=line)


def _bar(value: float) -> str:
    return f"{value:4.1f} {'█' * round(value)}"


def _ledger(app: Application, debtor: str, institution: str | None) -> Ledger:
    known = app.store.accounts(debtor)
    chosen = [account for account in known if institution in (None, account.institution)]
    if len(chosen) != 1:
        names = ", ".join(account.institution for account in known) or "-"
        raise Refused(Problem("ledger.unknown_debtor", debtor, {"debtor": debtor, "known": names}))
    ledger = app.store.ledger(chosen[0])
    assert ledger
    return ledger


def _severities(app: Application, ledger: Ledger, findings: Sequence[LedgerFinding]) -> list[tuple[date, int]]:
    """Of ledger findings by their day, and of what was said by the day of its contact."""
    said = app.store.findings([event.contact for event in ledger.events])
    days = {event.contact: event.at.date() for event in ledger.events}
    gravest = {
        (key, one.category): max(other.severity for other in of_one if other.category == one.category)
        for key, of_one in said.items()
        for one in of_one
    }
    return [(found.day, found.severity) for found in findings] + [
        (days[key], severity) for (key, _), severity in gravest.items()
    ]


def _zone(app: Application) -> str | None:
    """That of the pack's own ledger rules: where a case names none, days are the same as in the findings."""
    zones = {one.rule.ledger.zone for one in app.pack.ledger_rules if one.rule.ledger}
    return next(iter(sorted(filter(None, zones))), None)


def _lines(screen: Screen, ledger: Ledger, shown: Timeline, findings: Sequence[LedgerFinding]) -> None:
    accused = {key for found in findings for key in found.accused}
    for local, stage in shown.events:
        event = local.event
        screen.line(
            {
                "contact": event.contact.partition(":")[2],
                "channel": event.channel,
                "at": local.at,
                "direction": event.direction,
                "party": local.party,
                "disposition": event.disposition,
                "agency": event.agency,
                "agent": event.agent_id,
                "stage": stage,
                "accused": event.contact in accused,
            }
        )
    for day in shown.days:
        screen.line(
            {
                "day": str(day.day),
                **day.counts,
                "quiet": day.quiet,
                "severities": day.severities,
                "pressure": day.pressure,
            }
        )
    screen.line(
        {
            "debtor_id": ledger.account.debtor_id,
            "institution": ledger.account.institution,
            "hours": shown.hours,
            "findings": [found.id for found in findings],
        }
    )
