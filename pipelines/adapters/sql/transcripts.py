"""Transcripts: the one that is judged, whose turns are the contact's, and those that it took the place of."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, select

from audit.records import State, Transcript, Turn
from pipelines.adapters.sql.contacts import load_contacts, move, numbers
from pipelines.adapters.sql.engine import add_rows, reading, writing
from pipelines.adapters.sql.incident_rows import await_scan
from pipelines.adapters.sql.ledger_due import mark_due
from pipelines.adapters.sql.records import RowValues, to_json, to_turn, turn_rows
from pipelines.adapters.sql.revisions import forget_revision
from pipelines.adapters.sql.tables import contacts, redactions, scans, transcript_versions, transcripts, turns


class SqlTranscripts:
    """The part of the store that keeps what recordings said."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put_transcript(self, key: str, transcript: Transcript) -> None:
        with writing(self.engine) as connection:
            (no,) = move(connection, [key], State.TRANSCRIBED).values()
            forget_revision(connection, [no])
            version = _make_room(connection, no, transcript)
            # What was found in the old turns is proven by nothing any more.
            for table in (scans, turns, transcripts, redactions):
                connection.execute(delete(table).where(table.c.contact == no))
            await_scan(connection, [no])
            mark_due(connection, connection.scalars(select(contacts.c.case_id).where(contacts.c.no == no)))
            add_rows(connection, turns, turn_rows(no, transcript.turns))
            made_by = (transcript.origin, transcript.model, to_json(dict(transcript.settings)), transcript.duration)
            add_rows(connection, transcripts, [(no, *made_by, version, transcript.audio)])

    def transcript(self, key: str) -> Transcript | None:
        with reading(self.engine) as connection:
            (no,) = numbers(connection, [key]).values()
            row = _current(connection, no)
            return None if row is None else _to_transcript(row, load_contacts(connection, [no])[no].turns)

    def transcripts(self, key: str) -> Sequence[Transcript]:
        with reading(self.engine) as connection:
            (no,) = numbers(connection, [key]).values()
            of_it = select(transcript_versions).where(transcript_versions.c.contact == no)
            rows = connection.execute(of_it.order_by(transcript_versions.c.version)).all()
            found = [_to_transcript(row, [to_turn(turn) for turn in json.loads(row.turns)]) for row in rows]
            if (current := _current(connection, no)) is not None:
                found.append(_to_transcript(current, load_contacts(connection, [no])[no].turns))
        return found


def _current(connection: Connection, no: int) -> Row[Any] | None:
    return connection.execute(select(transcripts).where(transcripts.c.contact == no)).first()


def _make_room(connection: Connection, no: int, transcript: Transcript) -> int:
    """The version that the transcript will be; what it takes the place of is kept, unless it is the same."""
    if (row := _current(connection, no)) is None:
        return 1
    said = _body(load_contacts(connection, [no])[no].turns)
    old: RowValues = (row.origin, row.model, row.settings, row.duration, row.audio, said)
    settings = to_json(dict(transcript.settings))
    made_by = (transcript.origin, transcript.model, settings, transcript.duration, transcript.audio)
    if old == (*made_by, _body(transcript.turns)):
        return int(row.version)
    add_rows(connection, transcript_versions, [(no, row.version, *old)])
    return int(row.version) + 1


def _body(said: Sequence[Turn]) -> str:
    return to_json([row[1:] for row in turn_rows(0, said)])


def _to_transcript(row: Row[Any], said: Sequence[Turn]) -> Transcript:
    return Transcript(tuple(said), row.origin, row.model, json.loads(row.settings), row.duration, row.audio)
