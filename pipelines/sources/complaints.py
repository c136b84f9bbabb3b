"""Complaint lists -> complaints. What they are about is found out later, when all contacts are in."""

from collections.abc import Sequence
from pathlib import Path

from audit.records import Complaint
from pipelines.sources import fields
from pipelines.sources.mapping import SourceMapping
from pipelines.sources.reading import Parsers, Reading
from pipelines.sources.times import Times


def read(path: Path, source: SourceMapping) -> Reading[Complaint]:
    """Raises Refused for a file that is no complaint list; its bad rows come as Rejected among the complaints."""
    name, text = fields.name, fields.text
    received = Times(source.zone)
    cases, channels, agencies, contacts = fields.Names(), fields.Names(), fields.Names(), fields.Names()
    parsers: Parsers = {
        "complaint_id": name,
        "received_at": received,
        "text": text,
        "case_id": cases.__getitem__,
        "channel": channels.__getitem__,
        "agency": agencies.__getitem__,
        "about": contacts.__getitem__,
    }

    def build(cells: Sequence[str], extra: dict[str, str]) -> Complaint:
        complaint, at, said, case_id, channel, agency, about = cells
        return Complaint(
            id=name(complaint),
            received_at=received(at),
            text=text(said),
            case_id=cases[case_id],
            channel=channels[channel],
            agency=agencies[agency],
            about=contacts[about],
            extra=extra,
        )

    return Reading("complaints", path, source, parsers, build)
