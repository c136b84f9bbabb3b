"""The step from a recording to turns: each channel is heard alone, then both sides are merged by time."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace

from audit.errors import Problem, Refused
from audit.ports import Blobs, Decoder, Store, Transcriber
from audit.recording import Recording, Sound
from audit.records import Contact, Speaker, State, Transcript, Turn
from config.roles import role_cues
from pipelines.steps.hear import spoken, voices
from pipelines.steps.speakers import Told, speakers_of, told
from pipelines.steps.waveform import waveform

#: How many turns of a transcript were written down and never recorded, among its settings.
NOTES = "notes"

#: Who is on which channel where the source does not say.
CHANNELS = (Speaker.AGENT, Speaker.DEBTOR)


def pass_silent(store: Store, keys: Sequence[str]) -> Sequence[str]:
    """Attempts that nobody recorded have nothing to transcribe and move on together; which of these contacts wait to be heard."""
    received = store.keys_in(State.RECEIVED, among=keys)
    if not received:
        return ()
    waiting = store.recorded(received)
    store.mark(sorted(set(received).difference(waiting)), State.TRANSCRIBED)
    return waiting


def transcribe_contact(store: Store, blobs: Blobs, decoder: Decoder, transcriber: Transcriber, key: str) -> None:
    """Transcribe the stored recording of one contact. Doing it twice changes nothing.

    A contact that never had a recording moves on as it is. Raises Refused (`audio.*`, `speech.*`).
    """
    for refused in transcribe_contacts(store, blobs, decoder, transcriber, [key]).values():
        raise refused


def transcribe_contacts(
    store: Store, blobs: Blobs, decoder: Decoder, transcriber: Transcriber, keys: Sequence[str]
) -> Mapping[str, Refused]:
    """The same for several contacts, which are heard together; returns why some of them stay as they are."""
    refused: dict[str, Refused] = {}
    waiting: dict[str, Contact] = {}
    for contact in store.contacts(store.keys_in(State.RECEIVED, among=keys)):
        if contact.audio is not None:
            waiting[contact.key] = contact
        elif contact.recording:
            refused[contact.key] = Refused(Problem("audio.missing", contact.key, {"recording": contact.recording}))
        else:
            store.mark([contact.key], State.TRANSCRIBED)
    recordings: dict[str, Recording] = {}

    def sounds() -> Iterator[Sound]:
        for key, contact in waiting.items():
            try:
                with blobs.open(contact.audio or "") as file:
                    recordings[key] = decoder.decode(file, contact.recording or key)
            except Refused as refusal:
                refused[key] = refusal
                continue
            yield from voices(key, recordings[key])

    try:
        heard = transcriber.hear(sounds()) if waiting else {}
        for key, recording in recordings.items():
            transcript = _transcript(waiting[key], recording, heard, transcriber)
            drawn = blobs.put(waveform(recording.frames))
            put_heard(store, waiting[key], replace(_with_fact(transcript, "waveform", drawn), audio=waiting[key].audio))
    except Refused as refusal:  # of the speech model
        refused |= dict.fromkeys(waiting, refusal)
    return refused


def put_heard(store: Store, contact: Contact, heard: Transcript) -> None:
    """Keep what a recording holds, behind the notes that came with the contact, which are never lost."""
    before = store.transcript(contact.key)
    noted = len(contact.turns) if before is None else before.settings.get(NOTES)
    notes = contact.turns[:noted] if isinstance(noted, int) else ()
    if notes:
        turns = tuple(replace(turn, index=index) for index, turn in enumerate((*notes, *heard.turns)))
        heard = replace(heard, turns=turns, settings={**heard.settings, NOTES: len(notes)})
    store.put_transcript(contact.key, heard)


def transcribe(
    contact: Contact,
    data: bytes,
    decoder: Decoder,
    transcriber: Transcriber,
) -> Transcript:
    """The transcript of one recording. Whoever is on a channel that the contact does not name is unknown."""
    recording = decoder.decode(data, contact.recording or contact.key)
    return _transcript(contact, recording, transcriber.hear(voices(contact.key, recording)), transcriber)


def _transcript(
    contact: Contact, recording: Recording, heard: Mapping[Hashable, Sequence[Turn]], transcriber: Transcriber
) -> Transcript:
    speakers = speakers_of(recording, contact.party, contact.channels or CHANNELS)
    found = told(contact, recording, speakers, spoken(contact.key, recording, heard), role_cues())
    settings = {**transcriber.settings, "recording": _facts(recording, found)}
    return Transcript(merged(found.turns), "faster-whisper", transcriber.model, settings, recording.duration)


def merged(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Of all voices, in the order of speech."""
    ordered = sorted(turns, key=lambda turn: turn.start or 0.0)  # stable: the first channel speaks first among equals
    return tuple(replace(turn, index=index) for index, turn in enumerate(ordered))


def _facts(recording: Recording, found: Told) -> dict[str, object]:
    """What a reader of the transcript must know about its recording, as plain values."""
    return {
        "container": recording.container,
        "codec": recording.codec,
        "sample_rate": recording.sample_rate,
        "layout": recording.layout.value,
        "speakers": {str(channel): speaker.value for channel, speaker in found.speakers.items()},
        "notes": [{"code": note.code, "values": dict(note.values)} for note in (*recording.notes, *found.notes)],
    }


def _with_fact(heard: Transcript, name: str, value: object) -> Transcript:
    facts = heard.settings["recording"]
    assert isinstance(facts, Mapping)
    return replace(heard, settings={**heard.settings, "recording": {**facts, name: value}})
