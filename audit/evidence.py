"""The evidence guard: no quote at its place, said by the speaker, no finding; whichever detector made it."""

from collections.abc import Iterable

from audit.errors import Problem
from audit.findings import Finding
from audit.records import Turn


def unproven(finding: Finding, turns: Iterable[Turn]) -> Problem | None:
    """Why the stored turns do not show what the finding says; None where they do."""
    where = f"{finding.contact} {finding.rule} #{finding.turn}"
    turn = next((turn for turn in turns if turn.index == finding.turn), None)
    if turn is None:
        return Problem("evidence.no_turn", where)
    if turn.speaker != finding.speaker:
        return Problem("evidence.other_speaker", where, {"stored": str(turn.speaker), "claimed": finding.speaker})
    if not (0 <= finding.start < finding.end <= len(turn.text)):
        values = {"start": finding.start, "end": finding.end, "length": len(turn.text)}
        return Problem("evidence.outside", where, values)
    if turn.text[finding.start : finding.end] != finding.quote:
        return Problem("evidence.other_quote", where, {"quote": finding.quote})
    return None
