"""`fairdial incidents`: what was found, gravest first, and what could not be judged."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from audit.deciding import decided
from audit.errors import Problem, Refused
from audit.highlight import join
from audit.ports import Filter, Incident
from audit.query import parse_filter
from audit.review import REASONS, Decision
from audit.rights import Verb
from audit.triage import LEASE, Act, ActKind
from pipelines.bootstrap import Application
from pipelines.commands.acting import enter
from pipelines.commands.incident_lines import explain, explain_ledger, headline, heard, record
from pipelines.commands.options import AsJson
from pipelines.commands.screen import Screen, clock, masked, out, settings

cli = typer.Typer(help="事件 / incidents", no_args_is_help=True)


@cli.command("list")
def list_(
    filters: Annotated[str, typer.Argument(help="category:T08 severity>=3 channel:sms agency:…")] = "",
    not_assessed: Annotated[
        bool, typer.Option("--not-assessed", help="未能判定的规则 / rules that could not be judged")
    ] = False,
    as_json: AsJson = False,
    limit: Annotated[int | None, typer.Option(min=1)] = None,
    superseded: Annotated[
        bool, typer.Option("--superseded", help="含被后到记录撤销的 / also those that late rows took back")
    ] = False,
) -> None:
    """列出事件 / List incidents."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    wanted = replace(parse_filter(filters), superseded=superseded)
    if not_assessed:
        _list_not_assessed(app, screen, wanted, limit)
        return
    incidents = app.store.incidents(wanted, limit)
    if as_json:
        for incident in incidents:
            screen.line(record(incident))
        return
    if not incidents:
        screen.print("incidents.none")
        return
    columns = ("id", "severity", "category", "contact", "when", "agent", "quote")
    table = screen.table(*(f"incident.column.{column}" for column in columns))
    for incident in incidents:
        contact = incident.contact
        table.add_row(
            incident.id,
            screen.severity(incident.severity),
            screen.category(incident.category),
            contact.key,
            f"{contact.at:%m-%d %H:%M}" if contact.at else "",
            "/".join(filter(None, (contact.agency, contact.agent_id))),
            headline(screen, incident),
        )
    out.print(table)


@cli.command()
def show(
    incident: str,
    clip: Annotated[Path | None, typer.Option(help="把命中的几秒存为 WAV / save the quoted seconds as WAV")] = None,
    as_json: AsJson = False,
) -> None:
    """一起事件的全部证据 / One incident with its evidence."""
    app = Application(settings())
    screen = Screen(app.settings.lang, as_json)
    found = app.store.incident(incident)
    if found is None:
        raise Refused(Problem("incident.unknown", incident))
    if clip is not None:
        enter(app, Verb.PLAY, incident, contact=found.contact.key)
        clip.write_bytes(_clip(app, found))
    enter(app, Verb.VIEW, incident, contact=found.contact.key, masked=str(not as_json).lower())
    transcript = app.store.transcript(found.contact.key)
    made = {"origin": transcript.origin, "model": transcript.model} if transcript else None
    if as_json:
        screen.line({**record(found), "transcript": made, "findings": found.findings, "turns": found.contact.turns})
        return
    out.print(screen.severity(found.severity), screen.category(found.category), found.contact.key)
    for finding in found.findings:
        explain(screen, finding)
    if found.ledger:
        explain_ledger(screen, found.ledger)
    if made:
        screen.print("incident.transcript", **made)
    out.print()
    for turn in found.contact.turns:
        time = f"{clock(turn.start)}  " if turn.start is not None else ""
        spans = join((finding.start, finding.end) for finding in found.findings if finding.turn == turn.index)
        out.print(
            f"{time}{screen.say(f'speaker.{turn.speaker}')}  ", masked(turn.text, spans), heard(screen, turn), sep=""
        )


@cli.command()
def judge(
    incident: str,
    decision: Annotated[Decision, typer.Option("--as", help="true | false | unsure")],
    by: Annotated[str, typer.Option(help="判定人 / who decides")],
    reason: Annotated[str, typer.Option(help=", ".join(REASONS))] = "other",
    note: Annotated[str, typer.Option(help="说明 / note")] = "",
) -> None:
    """记录人工判定 / Keep a person's verdict on all findings of an incident; nothing is overwritten."""
    app = Application(settings())
    screen = Screen(app.settings.lang)
    found = app.store.incident(incident)
    if found is None:
        raise Refused(Problem("incident.unknown", incident))
    at = datetime.now(UTC)
    act = Act(incident, ActKind.DECIDE, by, at, reason=reason, note=note, decision=decision)
    # Refused before anything is claimed.
    decided(found, act)
    enter(app, Verb.VERDICT, incident, decision=decision.value, reason=reason, by=by)
    app.review.act(Act(incident, ActKind.CLAIM, by, at, until=at + LEASE))
    app.review.act(act)
    screen.print("verdict.kept", incident=incident, decision=decision.value, count=len(found.finding_ids))


def _clip(app: Application, incident: Incident) -> bytes:
    """The seconds in which the incident's leading words were said."""
    contact, lead = incident.contact, incident.lead
    if contact.audio is None or lead is None or lead.at is None or lead.until is None:
        raise Refused(Problem("incident.no_audio", contact.key))
    recording = app.decoder.decode(app.blobs.get(contact.audio), contact.recording or contact.key)
    return app.clipper(recording, lead.at, lead.until, where=contact.key)


def _list_not_assessed(app: Application, screen: Screen, wanted: Filter, limit: int | None) -> None:
    table = screen.table(*(f"incident.column.{column}" for column in ("contact", "when", "rule", "reason")))
    for contact, item in app.store.not_assessed(wanted, limit):
        if screen.as_json:
            line = {"contact": contact.id, "channel": contact.channel, "at": contact.at, "rule": item.rule}
            screen.line({**line, "case_id": contact.case_id, "reason": item.reason})
        table.add_row(contact.key, f"{contact.at:%m-%d %H:%M}" if contact.at else "", item.rule, item.reason)
    if not screen.as_json:
        out.print(table)
