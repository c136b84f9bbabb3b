"""Dial logs -> contacts. What was said comes later, from the recording or from a vendor's transcript."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from audit.records import Channel, Contact, Direction, Disposition, Party
from pipelines.sources import fields
from pipelines.sources.mapping import SourceMapping
from pipelines.sources.reading import Parsers, Reading
from pipelines.sources.recordings import recording_name
from pipelines.sources.rows import Fault
from pipelines.sources.times import Times

#: A longer call is a slip in a date.
LONGEST_CALL = timedelta(hours=24)


def read(path: Path, source: SourceMapping, recordings: Path | None = None) -> Reading[Contact]:
    """`recordings` is the folder the recordings are named in, by default the table's own.

    Raises Refused for a file that is no dial log; its bad rows come as Rejected among the contacts.
    """
    words = source.table("calls").values
    name, phone = fields.name, fields.phone
    moment = Times(source.zone)
    maybe_moment = fields.optional(moment)
    cases, agents, agencies = fields.Names(), fields.Names(), fields.Names()
    parties = fields.Choice(Party, words.get("party_role", {}), Party.UNKNOWN)
    directions = fields.Choice(Direction, words.get("direction", {}))
    dispositions = fields.Choice(Disposition, words.get("disposition", {}))
    recording = partial(recording_name, folder=recordings or path.parent)
    parsers: Parsers = {
        "call_id": name,
        "started_at": moment,
        "ended_at": moment,
        "number": phone,
        "direction": directions.__getitem__,
        "disposition": dispositions.__getitem__,
        "case_id": cases.__getitem__,
        "answered_at": maybe_moment,
        "party_role": parties.__getitem__,
        "agent_id": agents.__getitem__,
        "agency": agencies.__getitem__,
        "recording": recording,
    }

    def build(cells: Sequence[str], extra: dict[str, str]) -> Contact:
        call_id, began, finished, number, way, outcome, case_id, picked_up, role, agent, agency, file = cells
        started, ended, answered = moment(began), moment(finished), maybe_moment(picked_up)
        _check_order(started, answered, ended)
        return Contact(
            id=name(call_id),
            channel=Channel.CALL,
            at=started,
            direction=directions[way],
            party=parties[role],
            case_id=cases[case_id],
            number=phone(number),
            agent_id=agents[agent],
            agency=agencies[agency],
            answered_at=answered,
            ended_at=ended,
            disposition=dispositions[outcome],
            recording=recording(file),
            extra=extra,
            channels=source.channels if file else (),
        )

    return Reading("calls", path, source, parsers, build)


def _check_order(started: datetime, answered: datetime | None, ended: datetime) -> None:
    if ended < started:
        raise Fault("sources.ended_before_start", started=started.isoformat(), ended=ended.isoformat())
    if answered is not None and not started <= answered <= ended:
        raise Fault("sources.answered_outside", answered=answered.isoformat())
    if ended - started > LONGEST_CALL:
        raise Fault("sources.too_long_call", hours=int(LONGEST_CALL.total_seconds() // 3600))
