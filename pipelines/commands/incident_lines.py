"""An incident for people and for programs: its headline, its evidence in lines, its record in JSON."""

from collections.abc import Mapping

from rich.text import Text

from audit.findings import Finding, LedgerFinding
from audit.ports import Incident
from audit.quality import Grade
from audit.records import Speaker, Turn
from pipelines.commands.screen import Screen, clock, masked, out


def headline(screen: Screen, incident: Incident) -> Text:
    """What stands for an incident in a list: its gravest words, or what was counted."""
    if incident.lead:
        return masked(incident.lead.quote)
    assert incident.ledger
    found = incident.ledger
    return Text(screen.say("incident.counted", why=found.why, count=found.count, events=len(found.events)))


def explain(screen: Screen, finding: Finding) -> None:
    """A finding in lines: quote with who and when, why, what makes it graver here, rule, law."""
    time = f" {clock(finding.at)}" if finding.at is not None else ""
    out.print("  “", masked(finding.quote), "” ", f"({screen.say(f'speaker.{finding.speaker}')}{time})", sep="")
    out.print(f"    {screen.say('incident.why')}: ", masked(finding.why), sep="")
    if finding.lifted:
        reasons = ", ".join(screen.say(f"lift.{reason}") for reason in finding.lifted)
        out.print(f"    {screen.say('incident.lifted', reasons=reasons)}", markup=False)
    rule = screen.say("incident.rule", rule=finding.rule, version=finding.version, confidence=finding.confidence)
    out.print(f"    {rule}", markup=False)
    out.print(f"    {screen.say('incident.law')}: {'; '.join(finding.basis)}", markup=False)


def explain_ledger(screen: Screen, found: LedgerFinding) -> None:
    """A ledger finding in lines: every event that was counted, all readings, exceptions that were tested, rule, law."""
    for event in found.events:
        mark = "!" if event.accused else " "
        what = screen.say(f"events.{event.why}")
        out.print(f"  {mark} {event.at:%Y-%m-%d %H:%M:%S}  {event.contact}  {what}", markup=False)
    out.print(f"    {screen.say('incident.why')}: {found.why}", markup=False)
    for name, count in found.readings.items():
        screen.print("incident.reading", reading=screen.say(f"events.{name}"), count=count)
    if found.tested:
        screen.print("incident.tested", tested=", ".join(found.tested))
    rule = screen.say("incident.rule", rule=found.rule, version=found.version, confidence=found.confidence)
    out.print(f"    {rule}", markup=False)
    out.print(f"    {screen.say('incident.law')}: {'; '.join(found.basis)}", markup=False)


def record(incident: Incident) -> Mapping[str, object]:
    """An incident as `--json` gives it; the keys are a stable interface."""
    contact = incident.contact
    return {
        "incident": incident.id,
        "category": incident.category,
        "rule": incident.rule,
        "severity": incident.severity,
        "status": incident.status,
        "institution": contact.institution,
        "agency": contact.agency,
        "agent": contact.agent_id,
        "channel": contact.channel,
        "debtor_id": contact.case.debtor_id if contact.case else None,
        "case_id": contact.case_id,
        **(_counted(incident.ledger) if incident.ledger else _said(incident)),
    }


def _said(incident: Incident) -> Mapping[str, object]:
    contact = incident.contact
    return {
        "contacts": [contact.id],
        "day": contact.at.date().isoformat() if contact.at else None,
        "count": len(incident.findings),
        "quote": incident.lead.quote if incident.lead else None,
        "events": [{"contact": contact.id, "at": contact.at, "why": finding.why} for finding in incident.findings],
    }


def _counted(found: LedgerFinding) -> Mapping[str, object]:
    """Every event that was counted; `contacts` are the accused ones."""
    return {
        "contacts": [_id(key) for key in found.accused],
        "day": found.day.isoformat(),
        "count": len(found.events),
        "quote": None,
        "events": [
            {"contact": _id(event.contact), "at": event.at, "why": event.why, "accused": event.accused}
            for event in found.events
        ],
        "readings": found.readings,
        "tested": list(found.tested),
    }


def _id(key: str) -> str:
    """Ids in answers are those of the tables."""
    return key.partition(":")[2]


def heard(screen: Screen, turn: Turn) -> Text:
    """What a reader must know of how a turn was heard; nothing where that is clear."""
    quality, known = turn.quality, list[str]()
    if quality and quality.grade is not Grade.CLEAR:
        known.append(screen.say(f"grade.{quality.grade}"))
    if quality and quality.attribution is not None and turn.speaker is not Speaker.UNKNOWN:
        known.append(screen.say("incident.guessed", percent=int(quality.attribution * 100)))
    return Text(f"  ({'; '.join(known)})", style="dim") if known else Text()
