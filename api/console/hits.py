"""What a search found, as the page shows it: hits in excerpts, faults in their place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from markupsafe import Markup

from api.console.lines import channel
from api.console.text import shown
from audit.errors import Problem
from audit.highlight import excerpt
from audit.incidents import incident_id
from audit.personal import within
from config.messages import render
from pipelines.found import Found

if TYPE_CHECKING:
    from api.visit import Visit


@dataclass(frozen=True, slots=True)
class HitLine:
    found: Found
    href: str
    channel: str
    whose: str
    text: Markup
    #: Category, severity and id of each incident that the turn is part of.
    incidents: Sequence[tuple[str, int, str]]


@dataclass(frozen=True, slots=True)
class Fault:
    sentence: str
    #: From 1; the fault stands at this character of the query.
    position: int


def hit_line(visit: "Visit", one: Found) -> HitLine:
    contact, turn = one.contact, one.turn
    start, end = excerpt(turn.text, one.highlights)
    marks = [(a - start, b - start) for a, b in one.highlights if b > start and a < end]
    pii = within(turn.text, start, end, contact.case)
    said = shown(
        turn.text[start:end], visit.language, marks=[(max(a, 0), min(b, end - start)) for a, b in marks], pii=pii
    )
    text = Markup("").join(["…" if start else "", said, "…" if end < len(turn.text) else ""])
    gravest: dict[str, int] = {}
    for finding in one.findings:
        gravest[finding.category] = max(finding.severity, gravest.get(finding.category, 0))
    incidents = [(name, level, incident_id(contact.key, name)) for name, level in sorted(gravest.items())]
    whose = "/".join(filter(None, (contact.agency, contact.agent_id)))
    return HitLine(one, contact_href(contact.key, turn.index), channel(visit, contact), whose, text, incidents)


def contact_href(key: str, turn: int) -> str:
    return f"/contacts/{quote(key)}?turn={turn}#turn-{turn}"


def faults(problems: Sequence[Problem], language: str) -> list[Fault]:
    """The sentences tell the position themselves."""
    return [
        Fault(render(problem, language).removeprefix(f"{problem.where}: "), int(str(problem.values["position"])))
        for problem in problems
    ]


def pieces(text: str, found: Sequence[Fault]) -> list[tuple[str, bool]]:
    """The query cut where it is at fault: each piece, and whether it is the character meant."""
    at = {fault.position - 1 for fault in found}
    return [(character, number in at) for number, character in enumerate(text)]
