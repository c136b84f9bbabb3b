"""A call that is heard while it goes on: frames in, findings out within seconds, and at its end a contact like any other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from audit.errors import Problem, Refused
from audit.findings import Finding
from audit.grading import graded
from audit.mulaw import expanded
from audit.pack import Pack, compile_pack
from audit.ports import Blobs, Reader, Store, Transcriber
from audit.records import Channel, Contact, Disposition, Turn
from audit.scan import scan
from pipelines.live.messages import Frame
from pipelines.live.start import Encoding, Start
from pipelines.live.tape import LiveTape
from pipelines.steps.speakers import side
from pipelines.steps.transcribe import merged

#: Seconds; frames that follow this closely belong together, whatever their timestamps say.
_JITTER = 0.06
#: Seconds that may be missing between two frames; more is a wrong clock.
LONGEST_GAP = 600
LONGEST_CALL = 6 * 3600
#: Seconds heard at once, and seconds behind from which on the call is heard from where it is now.
_PIECE, _BEHIND = 10, 30


@dataclass(frozen=True, slots=True)
class Judges:
    """What findings come from while a call goes on."""

    transcriber: Transcriber
    #: As `at_once` makes it.
    pack: Pack
    reader: Reader | None = None


def at_once(pack: Pack) -> Pack:
    """The rules that hold or do not hold whatever is said later; the others are for the whole call."""
    return compile_pack([one.rule for one in pack.rules if not (one.rule.wordless or one.rule.unanswered)])


class LiveCall:
    """`take` is quick and for the thread that receives; the others take their time, one after the other."""

    def __init__(self, contact: Contact, start: Start, judges: Judges) -> None:
        """`contact` as `announced` makes it."""
        self.contact = contact
        self._start = start
        self._judges = judges
        self._tape = LiveTape(list(start.speakers), start.rate)
        self._listeners = {track: judges.transcriber.listen(start.rate) for track in start.speakers}
        #: Samples of each track that were heard or passed over.
        self._heard = dict.fromkeys(start.speakers, 0)
        self._turns: list[Turn] = []
        self._told: set[str] = set()
        self._sequence = 0

    @property
    def seconds(self) -> float:
        return max(self._tape.length.values()) / self._start.rate

    def take(self, frame: Frame) -> Problem | None:
        """Keep a frame; what is odd about it, if it is: something is missing before it, or it comes too late to be heard at once.

        Raises Refused for one that cannot be kept (`live.*`).
        """
        where = self.contact.key if frame.sequence is None else f"{self.contact.key}#{frame.sequence}"
        samples = (
            expanded(frame.payload) if self._start.encoding is Encoding.MULAW else np.frombuffer(frame.payload, "<i2")
        )
        at, odd = self._at(frame, where) if frame.timestamp is not None else self._next(frame, where)
        if at + len(samples) > LONGEST_CALL * self._start.rate:
            raise Refused(Problem("live.too_long", where, {"hours": LONGEST_CALL // 3600}))
        if at < self._tape.length[frame.track]:
            there = self._tape.read(frame.track, at, len(samples))
            if there.any() and not np.array_equal(there, samples[: len(there)]):
                raise Refused(Problem("live.overlap", where))
        self._tape.put(frame.track, at, samples)
        return odd

    def _at(self, frame: Frame, where: str) -> tuple[int, Problem | None]:
        """Where a frame belongs by its timestamp, in samples."""
        rate, length = self._start.rate, self._tape.length[frame.track]
        at = (frame.timestamp or 0) * rate // 1000
        if abs(at - length) <= _JITTER * rate:
            return length, None
        seconds = round(abs(at - length) / rate, 2)
        if at < length:
            return at, Problem("live.late", where, {"seconds": seconds})
        if length and seconds > LONGEST_GAP:
            raise Refused(Problem("live.gap", where, {"seconds": seconds, "limit": LONGEST_GAP}))
        return at, Problem("live.missing", where, {"seconds": seconds}) if length else None

    def _next(self, frame: Frame, where: str) -> tuple[int, Problem | None]:
        """Without a timestamp every frame follows the one before; its number may tell that others are missing."""
        odd, length = None, self._tape.length[frame.track]
        if frame.sequence is not None:
            if frame.sequence <= self._sequence:
                raise Refused(Problem("live.out_of_order", where, {"last": self._sequence}))
            if self._sequence and frame.sequence > self._sequence + 1:
                odd = Problem("live.lost", where, {"messages": frame.sequence - self._sequence - 1})
            self._sequence = frame.sequence
        return length, odd

    def listen(self) -> tuple[Sequence[Finding], Sequence[Problem]]:
        """Hear what came since the last time: findings that nobody was told of yet, and what was passed over."""
        notes, turns = list[Problem](), list[Turn]()
        for track, listener in self._listeners.items():
            rate, length = self._start.rate, self._tape.length[track]
            behind = (length - self._heard[track]) / rate
            if behind > _BEHIND:
                notes.append(Problem("live.behind", self.contact.key, {"seconds": round(behind - _PIECE)}))
                self._heard[track] = length - _PIECE * rate
            samples = self._tape.read(track, self._heard[track], _PIECE * rate)
            turns += self._spoken(track, listener.add(self._heard[track], samples))
            self._heard[track] += len(samples)
        return self._found(turns), notes

    def finish(self) -> Sequence[Finding]:
        """After the last frame: what is left to be found."""
        found = list[Finding]()
        while any(self._heard[track] < length for track, length in self._tape.length.items()):
            found += self.listen()[0]
        last = [turn for track, listener in self._listeners.items() for turn in self._spoken(track, listener.finish())]
        return [*found, *self._found(last)]

    def _spoken(self, track: str, turns: Sequence[Turn]) -> list[Turn]:
        speaker = side(self._start.speakers[track], self._start.party)
        return [graded(replace(turn, speaker=speaker)) for turn in turns]

    def _found(self, turns: Sequence[Turn]) -> list[Finding]:
        if not turns:
            return []
        self._turns += turns
        said = scan(self.contact.with_turns(merged(self._turns)), self._judges.pack, self._judges.reader)
        new = [finding for finding in said.findings if finding.id not in self._told]
        self._told.update(finding.id for finding in new)
        return new

    def store(self, store: Store, blobs: Blobs) -> Contact:
        """Keep the call as a contact that waits to be heard as a whole; without any sound it is an attempt."""
        assert self.contact.at
        contact = replace(self.contact, ended_at=self.contact.at + timedelta(seconds=self.seconds))
        if self.seconds:
            contact = replace(contact, recording=f"{contact.id}.wav", audio=blobs.put(self._tape.wav()))
        store.put_contacts([contact])
        return contact

    def close(self) -> None:
        self._tape.close()


def announced(call_id: str, start: Start, began: datetime, store: Store) -> tuple[Contact, Sequence[Problem]]:
    """The contact that a call will be, and what is odd about it. Raises Refused (`live.known`) where there is one already."""
    case = store.cases([start.case_id]).get(start.case_id) if start.case_id else None
    at = start.at or began
    contact = Contact(
        id=call_id,
        channel=Channel.CALL,
        at=at,
        direction=start.direction,
        party=start.party,
        case=case,
        case_id=start.case_id,
        number=start.number,
        agent_id=start.agent_id,
        agency=start.agency,
        answered_at=at,
        disposition=Disposition.CONNECTED,
        channels=tuple(start.speakers.values()),
    )
    try:
        store.state(contact.key)
    except KeyError:
        odd = start.case_id is not None and case is None
        return contact, [Problem("live.unknown_case", contact.key, {"case": start.case_id})] if odd else []
    raise Refused(Problem("live.known", contact.key))
