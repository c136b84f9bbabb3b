"""The evidence guard: no quote at its place, said by the speaker, no finding; whichever detector made it."""

from collections.abc import Iterable
from typing import Protocol

from audit.errors import Problem
from audit.findings import Finding
from audit.records import Turn


class Quoted(Protocol):
    """Words that are said to stand at a place."""

    @property
    def turn(self) -> int: ...
    @property
    def speaker(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def quote(self) -> str: ...


def unproven(finding: Finding, turns: Iterable[Turn]) -> Problem | None:
    """Why the stored turns do not show what the finding says; None where they do."""
    return unquoted(f"{finding.contact} {finding.rule} #{finding.turn}", finding, turns)


def unquoted(where: str, words: Quoted, turns: Iterable[Turn]) -> Problem | None:
    """Why the turns do not show these words; None where they do. `where` names them in the fault."""
    turn = next((turn for turn in turns if turn.index == words.turn), None)
    if turn is None:
        return Problem("evidence.no_turn", where)
    if turn.speaker != words.speaker:
        return Problem("evidence.other_speaker", where, {"stored": str(turn.speaker), "claimed": words.speaker})
    if not (0 <= words.start < words.end <= len(turn.text)):
        values = {"start": words.start, "end": words.end, "length": len(turn.text)}
        return Problem("evidence.outside", where, values)
    if turn.text[words.start : words.end] != words.quote:
        return Problem("evidence.other_quote", where, {"quote": words.quote})
    return None
