"""The seconds that findings quote, as they were recorded and masked."""

from collections.abc import Iterator

from audit.errors import Problem
from audit.ports import Incident
from audit.recording import Recording
from audit.records import Contact
from pipelines.bootstrap import Application

#: Seconds before and after the quoted words.
MARGIN = 2.0
Clip = tuple[str, bytes] | Problem


def clips(app: Application, incident: Incident, *, original: bool) -> Iterator[Clip]:
    """Names below the incident's folder with WAV bytes; and what is not there, with the reason."""
    contact = incident.contact
    if contact.audio is None:
        return
    if not _spans(incident):
        yield Problem("evidence.no_times", contact.key)
        return
    copy = app.store.redaction(contact.key)
    if copy is None or copy.held:
        yield Problem("evidence.no_masked_copy" if copy is None else "evidence.copy_held", contact.key)
    else:
        yield from _cut(app, incident, copy.masked, "masked")
    if original:
        yield from _cut(app, incident, contact.audio, "original")


def _cut(app: Application, incident: Incident, digest: str, kind: str) -> Iterator[Clip]:
    contact = incident.contact
    try:
        recording = app.decoder.decode(app.blobs.get(digest), contact.recording or contact.key)
    except KeyError:
        yield Problem("evidence.recording_gone", contact.key, {"kind": kind})
        return
    for number, (start, end) in enumerate(_spans(incident), 1):
        yield f"audio/{number}-{kind}.wav", _clip(app, recording, start, end, contact)


def _clip(app: Application, recording: Recording, start: float, end: float, contact: Contact) -> bytes:
    return app.clipper(recording, start, min(end, recording.duration), MARGIN, contact.key)


def _spans(incident: Incident) -> list[tuple[float, float]]:
    found = {(one.at, one.until) for one in incident.findings if one.at is not None and one.until is not None}
    return sorted((start, end) for start, end in found if start is not None and end is not None)
