"""The end of the log of acts, kept apart from the log: signed now and then, and unsigned after every act until then."""

from dataclasses import replace
from datetime import datetime

from audit.access_ports import Acts, Anchors
from audit.chain import Anchor
from audit.signing import Signer


def anchor(acts: Acts, anchors: Anchors, signer: Signer, now: datetime, since: Anchors | None = None) -> Anchor | None:
    """None where nothing was added since the last one. `since` holds what was added after it, and lets go of what it holds."""
    end, known = acts.end(), anchors.anchors()
    if end is None or (known and known[-1].number >= end.number):
        return None
    plain = Anchor(end.number, end.digest, now)
    made = replace(plain, signature=signer.sign(plain.signed))
    anchors.add(made)
    if since is not None:
        since.trim(end.number)
    return made
