"""Records to rows and back, for contacts and their turns. Rows are tuples in the order of the table's columns.

Millions of messages come through here, so enums are read by `_value_`, five times as fast as `value`.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, lru_cache
from typing import Any

from audit.records import Case, Channel, Contact, Direction, Disposition, Party, Speaker, State, Turn, Word
from audit.states import first_state
from pipelines.adapters.sql.quality import to_quality, to_told
from pipelines.adapters.sql.seals import PLAIN, Seals

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NO_OFFSET = timedelta(0)
_UNTIMED = None, 0

#: By what the row says, which is quicker than asking the enumeration.
CHANNELS = {one.value: one for one in Channel}
DIRECTIONS = {one.value: one for one in Direction}
PARTIES = {one.value: one for one in Party}
DISPOSITIONS: dict[str | None, Disposition | None] = {None: None, **{one.value: one for one in Disposition}}
STATES = {one.value: one for one in State}
_SPEAKERS = {one.value: one for one in Speaker}

#: Made once: `json.dumps` would make one for every value.
to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode

RowValues = tuple[Any, ...]

#: Grade and quality of a turn that nobody measured, and where they stand in its row.
_UNMEASURED: RowValues = (None, None)
_MEASURED = -len(_UNMEASURED)


def to_micros(time: datetime | None) -> int | None:
    """Microseconds since 1970 UTC, exact for every year."""
    return to_pair(time)[0]


def to_pair(time: datetime | None) -> tuple[int | None, int]:
    if time is None:
        return _UNTIMED
    offset = time.utcoffset() or _NO_OFFSET
    since = time - _EPOCH
    micros = (since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds
    return micros, offset.days * 86400 + offset.seconds


def from_pair(micros: int | None, offset: int) -> datetime | None:
    return None if micros is None else to_time(micros, offset)


def to_time(micros: int, offset: int) -> datetime:
    return _epoch(offset) + timedelta(microseconds=micros)


@cache
def _epoch(offset: int) -> datetime:
    return _EPOCH.astimezone(timezone(timedelta(seconds=offset)))


@lru_cache(4096)
def _parsed(extra: str) -> Mapping[str, str]:
    return dict(json.loads(extra))


def to_extra(extra: str | None) -> dict[str, str]:
    """Columns that we do not know mostly say the same few things."""
    return {**_parsed(extra)} if extra else {}


@lru_cache(4096)
def _from_extra(extra: tuple[tuple[str, str], ...]) -> str:
    return to_json(dict(extra))


def turn_rows(no: int, turns: Sequence[Turn]) -> list[RowValues]:
    return [
        (
            no,
            turn.index,
            turn.speaker._value_,
            turn.text,
            turn.start,
            turn.end,
            to_json([_word(word) for word in turn.words]) if turn.words else None,
            turn.avg_logprob,
            turn.no_speech_prob,
            *((turn.quality.grade._value_, to_json(to_told(turn.quality))) if turn.quality else _UNMEASURED),
        )
        for turn in turns
    ]


def _word(word: Word) -> tuple[object, ...]:
    spelt = word.text, word.start, word.end, word.probability
    return (*spelt, True) if word.interpolated else spelt


def to_turn(row: Sequence[Any]) -> Turn:
    index, speaker, text, start, end, words, logprob, no_speech, grade, told = row
    spelled = tuple(Word(*word) for word in json.loads(words)) if words else ()
    quality = to_quality(grade, told) if grade else None
    return Turn(index, _SPEAKERS[speaker], text, start, end, spelled, logprob, no_speech, quality)


def contact_rows(no: int, contact: Contact, seals: Seals = PLAIN) -> tuple[RowValues, list[RowValues]]:
    """The row of a contact that was just received, and those of its turns."""
    channel, number, extra, outcome = contact.channel._value_, contact.number, contact.extra, contact.disposition
    before: RowValues = (
        f"{channel}:{contact.id}",
        channel,
        contact.id,
        *to_pair(contact.at),
        contact.direction._value_,
        contact.party._value_,
        contact.case.id if contact.case is not None else contact.case_id,
    )
    behind: RowValues = (
        contact.agent_id,
        contact.agency,
        *to_pair(contact.answered_at),
        *to_pair(contact.ended_at),
        outcome._value_ if outcome is not None else None,
        contact.recording,
        _from_extra(tuple(extra.items())) if extra else None,
        ",".join(contact.channels) if contact.channels else None,
    )
    said = turn_rows(no, contact.turns)
    digest = _digest((*before, number, *behind), said)
    state, sealed, blind = first_state(contact)._value_, number, None
    if number is not None:
        sealed, blind = seals.number(number)
        digest = seals.digest(digest)
    return (no, *before, sealed, *behind, contact.audio, digest, state, None, None, blind), said


def _digest(given: RowValues, said: Sequence[RowValues]) -> str:
    """Of what a contact is given with, whatever number it gets.

    What was not measured is not in it, as it was not before it could be: the same row stays the same.
    """
    told = [(0, *row[1:]) if row[-1] is not None else (0, *row[1:_MEASURED]) for row in said]
    return hashlib.sha256(repr((given, told)).encode(errors="surrogatepass")).hexdigest()[:32]


def to_contact(row: RowValues, turns: Sequence[Turn], cases: Mapping[str, Case], seals: Seals) -> Contact:
    # By position, as rows are made: naming every column takes twice as long.
    _, _, channel, key, at, at_offset, direction, party, case, *more = row
    number, agent, agency, answered, answered_offset, ended, ended_offset, outcome, recording, extra, voices, audio = (
        more[:-5]
    )
    return Contact(
        key,
        CHANNELS[channel],
        from_pair(at, at_offset),
        DIRECTIONS[direction],
        PARTIES[party],
        tuple(turns),
        cases.get(case),
        case,
        number and seals.opened(number),
        agent,
        agency,
        from_pair(answered, answered_offset),
        from_pair(ended, ended_offset),
        DISPOSITIONS[outcome],
        recording,
        audio,
        to_extra(extra),
        tuple(map(Speaker, voices.split(","))) if voices else (),
    )
