"""The step from a recording to turns: each channel is heard alone, then both sides are merged by time."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace

from audit.errors import Problem, Refused
from audit.ports import Blobs, Decoder, Store, Transcriber
from audit.recording import SAMPLE_RATE, Layout, Recording, Sound
from audit.records import Contact, Party, Speaker, State, Transcript, Turn

#: How many turns of a transcript were written down and never recorded, among its settings.
NOTES = "notes"

#: Samples of a recording that are in memory at once.
_PIECE = 120 * SAMPLE_RATE

#: Who is on which channel where the source does not say.
CHANNELS = (Speaker.AGENT, Speaker.DEBTOR)

#: A guarantor answers for the debt like the debtor; whom we do not know accuses nobody.
_OTHER_SIDE: Mapping[Party, Speaker] = {
    Party.DEBTOR: Speaker.DEBTOR,
    Party.GUARANTOR: Speaker.DEBTOR,
    Party.CONTACT: Speaker.THIRD_PARTY,
    Party.THIRD_PARTY: Speaker.THIRD_PARTY,
    Party.UNKNOWN: Speaker.UNKNOWN,
}


def pass_silent(store: Store, keys: Sequence[str]) -> Sequence[str]:
    """Attempts that nobody recorded have nothing to transcribe and move on together; which of these contacts wait to be heard."""
    received = store.contacts(store.keys_in(State.RECEIVED, among=keys))
    waiting = [contact.key for contact in received if contact.recording or contact.audio]
    store.mark([contact.key for contact in received if not (contact.recording or contact.audio)], State.TRANSCRIBED)
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
            yield from _sounds(contact, recordings[key])

    try:
        heard = transcriber.hear(sounds()) if waiting else {}
        for key, recording in recordings.items():
            put_heard(store, waiting[key], _transcript(waiting[key], recording, heard, transcriber))
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
    return _transcript(contact, recording, transcriber.hear(_sounds(contact, recording)), transcriber)


def _sounds(contact: Contact, recording: Recording) -> Iterator[Sound]:
    """Every channel worth hearing is a voice of its own, named after contact and channel."""
    for channel in recording.heard:
        for start in range(0, recording.samples.shape[1], _PIECE):
            yield Sound((contact.key, channel), start, recording.voice(channel, start, start + _PIECE))


def _transcript(
    contact: Contact, recording: Recording, heard: Mapping[Hashable, Sequence[Turn]], transcriber: Transcriber
) -> Transcript:
    speakers = speakers_of(recording, contact.party, contact.channels or CHANNELS)
    turns = [
        replace(turn, speaker=speaker)
        for channel, speaker in speakers.items()
        for turn in heard.get((contact.key, channel), ())
    ]
    settings = {**transcriber.settings, "recording": _facts(recording, speakers, contact.key)}
    return Transcript(merged(turns), "faster-whisper", transcriber.model, settings, recording.duration)


def speakers_of(recording: Recording, party: Party, channels: Sequence[Speaker]) -> dict[int, Speaker]:
    """Speaker of every channel worth hearing. Unless each side has its own channel, nobody can be told from anybody."""
    if recording.layout is not Layout.SEPARATE:
        return dict.fromkeys(recording.heard, Speaker.UNKNOWN)
    named = {channel: side(named, party) for channel, named in enumerate(channels)}
    return {channel: named.get(channel, Speaker.UNKNOWN) for channel in recording.heard}


def side(named: Speaker, party: Party) -> Speaker:
    """Who that is; `debtor` names the other side of the line, whoever answered."""
    return _OTHER_SIDE[party] if named is Speaker.DEBTOR else named


def merged(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Of all voices, in the order of speech."""
    ordered = sorted(turns, key=lambda turn: turn.start or 0.0)  # stable: the first channel speaks first among equals
    return tuple(replace(turn, index=index) for index, turn in enumerate(ordered))


def _facts(recording: Recording, speakers: Mapping[int, Speaker], where: str) -> dict[str, object]:
    """What a reader of the transcript must know about its recording, as plain values."""
    notes = recording.notes
    if recording.layout is not Layout.SEPARATE:
        notes += (Problem("audio.speakers_unknown", where, {"layout": recording.layout.value}),)
    return {
        "container": recording.container,
        "codec": recording.codec,
        "sample_rate": recording.sample_rate,
        "layout": recording.layout.value,
        "speakers": {str(channel): speaker.value for channel, speaker in speakers.items()},
        "notes": [{"code": note.code, "values": dict(note.values)} for note in notes],
    }
