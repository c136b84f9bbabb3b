"""Where in a conversation something was found."""

from collections.abc import Mapping, Sequence

from audit.findings import Finding
from audit.highlight import join


def marks_of(findings: Sequence[Finding]) -> Mapping[int, Sequence[tuple[int, int]]]:
    """By turn, the spans of what was found there."""
    turns = {one.turn for one in findings}
    return {turn: join((one.start, one.end) for one in findings if one.turn == turn) for turn in turns}
