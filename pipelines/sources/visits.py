"""Visit logs -> contacts: what the visitors noted down is a turn; what was said there comes later, from the recording."""

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path

from audit.records import Channel, Contact, Met, Party, Speaker, Turn, YesNo
from pipelines.sources import fields
from pipelines.sources.mapping import SourceMapping
from pipelines.sources.reading import Parsers, Reading
from pipelines.sources.recordings import recording_name
from pipelines.sources.rows import Fault
from pipelines.sources.times import Times

#: A longer visit is a slip in a date.
LONGEST_VISIT = timedelta(hours=24)
#: More people at one door are a slip of the keyboard.
MOST_VISITORS = 20

_VISITORS = re.compile(r"(\d{1,5})(?:\.0+)?[人名位]?").fullmatch

#: Family and colleagues may be registered or not, which the log does not tell: to both the debt is no business.
_PARTIES = {
    Met.DEBTOR: Party.DEBTOR,
    Met.FAMILY: Party.THIRD_PARTY,
    Met.COLLEAGUE: Party.THIRD_PARTY,
    Met.NOBODY: Party.UNKNOWN,
    None: Party.UNKNOWN,
}
#: In a room every microphone hears everybody, whatever the source says of the two sides of a line.
_ROOM = (Speaker.UNKNOWN, Speaker.UNKNOWN)


def read(path: Path, source: SourceMapping, recordings: Path | None = None) -> Reading[Contact]:
    """`recordings` is the folder the recordings are named in, by default the table's own.

    Raises Refused for a file that is no visit log; its bad rows come as Rejected among the contacts.
    """
    words = source.table("visits").values
    name = fields.name
    moment = Times(source.zone)
    maybe_moment, maybe_text = fields.optional(moment), fields.optional(fields.text)
    maybe_visitors = fields.optional(visitors)
    cases, kinds, agencies = fields.Names(), fields.Names(), fields.Names()
    maybe_recorded = fields.optional(fields.Choice(YesNo, words.get("recorded", {})).__getitem__)
    maybe_met = fields.optional(fields.Choice(Met, words.get("met", {})).__getitem__)
    recording = partial(recording_name, folder=recordings or path.parent)
    parsers: Parsers = {
        "visit_id": name,
        "started_at": moment,
        "case_id": cases.__getitem__,
        "ended_at": maybe_moment,
        "address_kind": kinds.__getitem__,
        "visitors": maybe_visitors,
        "recorded": maybe_recorded,
        "met": maybe_met,
        "agency": agencies.__getitem__,
        "notes": maybe_text,
        "recording": recording,
    }

    def build(cells: Sequence[str], extra: dict[str, str]) -> Contact:
        visit_id, began, case_id, finished, address, number, taped, whom, agency, notes, file = cells
        started, ended, met, said = moment(began), maybe_moment(finished), maybe_met(whom), maybe_text(notes)
        if ended is not None and ended < started:
            raise Fault("sources.ended_before_start", started=started.isoformat(), ended=ended.isoformat())
        if ended is not None and ended - started > LONGEST_VISIT:
            raise Fault("sources.too_long_visit", hours=int(LONGEST_VISIT.total_seconds() // 3600))
        told = {
            "address_kind": kinds[address],
            "visitors": maybe_visitors(number),
            "recorded": maybe_recorded(taped),
            "met": met,
        }
        file_name = recording(file)
        return Contact(
            id=name(visit_id),
            channel=Channel.VISIT,
            at=started,
            party=_PARTIES[met],
            turns=(Turn(0, Speaker.AGENT, said),) if said is not None else (),
            case_id=cases[case_id],
            agency=agencies[agency],
            ended_at=ended,
            recording=file_name,
            extra=extra | {column: str(value) for column, value in told.items() if value is not None},
            channels=_ROOM if file_name else (),
        )

    return Reading("visits", path, source, parsers, build)


def visitors(cell: str) -> int:
    """A whole number from 1: `2`, `2.0`, `2人`."""
    found = _VISITORS(cell.strip())
    number = int(found[1]) if found else 0
    if not 1 <= number <= MOST_VISITORS:
        raise Fault("sources.not_visitors", value=cell.strip()[:80], most=MOST_VISITORS)
    return number
