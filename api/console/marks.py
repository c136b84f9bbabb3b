"""Where in a conversation an incident's findings stand."""

from collections.abc import Mapping, Sequence

from audit.highlight import join
from audit.ports import Incident


def marks_of(found: Incident) -> Mapping[int, Sequence[tuple[int, int]]]:
    """By turn, what was found there."""
    turns = {one.turn for one in found.findings}
    return {turn: join((one.start, one.end) for one in found.findings if one.turn == turn) for turn in turns}
