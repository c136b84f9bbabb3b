"""A transcribed recording -> its masked copy, transcribed again to show that nothing is heard any more."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from audit.errors import Problem, Refused
from audit.findings import PiiSpan
from audit.ports import Blobs, Decoder, Masker, Store, Transcriber, Voices
from audit.recording import Recording
from audit.records import Contact, Speaker, Transcript, Turn
from audit.redaction.model import Redaction, Stretch, redaction_id
from audit.redaction.secrets import Secrets, secrets
from audit.redaction.stretches import LOOSE_S, LOOSE_SHARE, MARGIN, MARGIN_INTO_WORD, UNHEARD_S, not_understood, place
from pipelines.steps.speakers import speakers_of
from pipelines.steps.transcribe import CHANNELS, NOTES

#: What a copy still gives away is masked, too, and the new copy is heard again; after so many hearings a person is asked.
HEARINGS = 3


@dataclass(frozen=True, slots=True)
class Listening:
    """What masks and what listens."""

    decoder: Decoder
    transcriber: Transcriber
    masker: Masker
    voices: Voices

    @property
    def settings(self) -> Mapping[str, object]:
        return {
            "margin_s": MARGIN,
            "margin_into_word_s": MARGIN_INTO_WORD,
            "loose_s": LOOSE_S,
            "loose_share": LOOSE_SHARE,
            "unheard_s": UNHEARD_S,
            **self.masker.settings,
            "transcriber": self.transcriber.model,
            **self.transcriber.settings,
        }


def redact_contact(store: Store, blobs: Blobs, listening: Listening, key: str) -> Redaction:
    """The masked copy of one contact's recording, made and kept unless it is at hand. Doing it twice changes nothing.

    Raises Refused (`redaction.*`, `audio.*`, `speech.*`) and KeyError for an unknown contact.
    """
    (contact,) = store.contacts([key])
    if contact.audio is None:
        raise Refused(Problem("redaction.no_audio", key))
    transcript = store.transcript(key)
    if transcript is None:
        raise Refused(Problem("redaction.not_transcribed", key))
    notes = transcript.settings.get(NOTES)  # were written down and never recorded
    contact = contact.with_turns(contact.turns[notes if isinstance(notes, int) else 0 :])
    found = secrets(contact.turns)
    settings = listening.settings
    made_of = redaction_id(
        contact.audio, contact.turns, contact.party, contact.channels, found.spans, sorted(settings.items())
    )
    known = store.redaction(key)
    if known is not None and known.id == made_of:
        return known
    made = replace(_redacted(contact, transcript, blobs, listening, found), id=made_of, settings=settings)
    store.put_redaction(made)
    return made


def _redacted(
    contact: Contact, transcript: Transcript, blobs: Blobs, listening: Listening, found: Secrets
) -> Redaction:
    assert contact.audio is not None
    name = contact.recording or contact.key
    data = blobs.get(contact.audio)
    recording = listening.decoder.decode(data, name)
    speakers = _told(transcript) or speakers_of(recording, contact.party, contact.channels or CHANNELS)
    channels = {turn.index: _channels(turn.speaker, speakers, recording) for turn in contact.turns}
    placed = place(contact.turns, found.spans, channels, recording.duration)
    held = [_unplaced("redaction.no_times", contact, span) for span in placed.untimed]
    held += [_unplaced("redaction.outside", contact, span) for span in placed.outside]
    spoken = {channel: listening.voices(recording.voice(channel)) for channel in recording.heard}
    stretches, hearings = listening.masker.spread(recording, placed.stretches), 0
    while True:
        copy = listening.masker.mask(recording, stretches) if stretches else data
        turns, heard_on = _heard(listening, copy, name, recording, speakers)
        hearings += 1
        left = secrets(turns, found.values).spans
        more = place(turns, left, heard_on, recording.duration).stretches
        if hearings == 1:
            words = [*_times(contact.turns, channels), *_times(turns, heard_on)]
            more += tuple(_not_understood(spoken, words, stretches))
        if not more or hearings == HEARINGS:
            break
        stretches = listening.masker.spread(recording, (*stretches, *more))
    held += [_still_heard(contact, turns, heard_on, span) for span in left]
    return Redaction(contact.key, "", contact.audio, blobs.put(copy), stretches, {}, hearings, tuple(held))


def _told(transcript: Transcript) -> dict[int, Speaker]:
    """Who the transcript says is on each channel: what was said there may have shown that the sides were swapped."""
    facts = transcript.settings.get("recording")
    told = facts.get("speakers") if isinstance(facts, Mapping) else None
    return {int(channel): Speaker(one) for channel, one in told.items()} if isinstance(told, Mapping) else {}


def _times(turns: Sequence[Turn], channels: Mapping[int, Sequence[int]]) -> Iterator[tuple[int, float, float]]:
    """Channel and seconds of the turns that have times."""
    for turn in turns:
        if turn.start is not None and turn.end is not None:
            yield from ((channel, turn.start, turn.end) for channel in channels[turn.index])


def _not_understood(
    spoken: Mapping[int, Sequence[tuple[float, float]]],
    words: Sequence[tuple[int, float, float]],
    stretches: Sequence[Stretch],
) -> Iterator[Stretch]:
    for channel, voices in spoken.items():
        heard = [(start, end) for at, start, end in words if at == channel]
        masked = [(one.start, one.end) for one in stretches if one.channel == channel]
        yield from not_understood(channel, voices, heard + masked)


def _channels(speaker: Speaker, speakers: Mapping[int, Speaker], recording: Recording) -> Sequence[int]:
    """Where this speaker is heard; on every channel where nobody knows."""
    own = [channel for channel, one in speakers.items() if one is speaker]
    return own or range(recording.channels)


def _heard(
    listening: Listening, copy: bytes, name: str, recording: Recording, speakers: Mapping[int, Speaker]
) -> tuple[Sequence[Turn], Mapping[int, Sequence[int]]]:
    """All that can be heard on each channel, what is carried across included; and on which channel each turn is."""
    samples = listening.decoder.decode(copy, name).samples
    heard = [
        (channel, replace(turn, speaker=speakers[channel]))
        for channel in recording.heard
        for turn in listening.transcriber.transcribe(samples[channel])
    ]
    heard.sort(key=lambda pair: pair[1].start or 0.0)
    turns = [replace(turn, index=index) for index, (_, turn) in enumerate(heard)]
    return turns, {index: (channel,) for index, (channel, _) in enumerate(heard)}


def _unplaced(code: str, contact: Contact, span: PiiSpan) -> Problem:
    return Problem(code, contact.key, {"turn": span.turn, "kind": span.kind})


def _still_heard(
    contact: Contact, turns: Sequence[Turn], channels: Mapping[int, Sequence[int]], span: PiiSpan
) -> Problem:
    (channel,), second = channels[span.turn], round(turns[span.turn].start or 0.0, 1)
    return Problem("redaction.still_heard", contact.key, {"channel": channel, "second": second, "kind": span.kind})
