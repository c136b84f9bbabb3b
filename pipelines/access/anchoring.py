"""The end of the log of acts, kept apart from the log."""

from datetime import datetime

from audit.access_ports import Acts, Anchors
from audit.chain import Anchor


def anchor(acts: Acts, anchors: Anchors, now: datetime) -> Anchor | None:
    """None where nothing was added since the last one."""
    end, known = acts.end(), anchors.anchors()
    if end is None or (known and known[-1].number >= end.number):
        return None
    made = Anchor(end.number, end.digest, now)
    anchors.add(made)
    return made
