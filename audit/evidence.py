"""The evidence guard: no quote at its place, said by the speaker, no finding; whichever detector made it."""

from collections.abc import Iterable

from audit.errors import Problem
from audit.findings import Finding
from audit.records import Turn


def unproven(finding: Finding, turns: Iterable[Turn]) -> Problem | None:
    """Why the stored turns do not show what the finding says; None where they do."""
    turn = next((turn for turn in turns if turn.index == finding.turn), None)
    if turn is None:
        return _problem("evidence.no_turn", finding)
    if turn.speaker != finding.speaker:
        return _problem("evidence.other_speaker", finding, stored=str(turn.speaker), claimed=finding.speaker)
    if not (0 <= finding.start < finding.end <= len(turn.text)):
        return _problem("evidence.outside", finding, start=finding.start, end=finding.end, length=len(turn.text))
    if turn.text[finding.start : finding.end] != finding.quote:
        return _problem("evidence.other_quote", finding, quote=finding.quote)
    return None


def _problem(code: str, finding: Finding, **values: object) -> Problem:
    return Problem(code, finding.contact, {"rule": finding.rule, "turn": finding.turn, **values})
