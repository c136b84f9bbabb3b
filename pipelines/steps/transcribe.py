"""The step from a recording to turns: each channel is heard alone, then both sides are merged by time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from audit.errors import Problem, Refused
from audit.ports import Blobs, Decoder, Store, Transcriber
from audit.recording import Layout, Recording
from audit.records import Contact, Party, Speaker, State, Transcript, Turn

#: How many turns of a transcript were written down and never recorded, among its settings.
NOTES = "notes"

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
    if store.state(key)[0] is not State.RECEIVED:
        return
    (contact,) = store.contacts([key])
    if contact.audio is None:
        if contact.recording:
            raise Refused(Problem("audio.missing", key, {"recording": contact.recording}))
        store.mark([key], State.TRANSCRIBED)
        return
    heard = transcribe(contact, blobs.get(contact.audio), decoder, transcriber)
    put_heard(store, contact, replace(heard, audio=contact.audio))


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
    speakers = speakers_of(recording, contact.party, contact.channels or CHANNELS)
    heard = [
        replace(turn, speaker=speaker)
        for channel, speaker in speakers.items()
        for turn in transcriber.transcribe(recording.voice(channel))
    ]
    settings = {**transcriber.settings, "recording": _facts(recording, speakers, contact.key)}
    return Transcript(_merged(heard), "faster-whisper", transcriber.model, settings, recording.duration)


def speakers_of(recording: Recording, party: Party, channels: Sequence[Speaker]) -> dict[int, Speaker]:
    """Speaker of every channel worth hearing. Unless each side has its own channel, nobody can be told from anybody."""
    if recording.layout is not Layout.SEPARATE:
        return dict.fromkeys(recording.heard, Speaker.UNKNOWN)
    named = dict(enumerate(_OTHER_SIDE[party] if side is Speaker.DEBTOR else side for side in channels))
    return {channel: named.get(channel, Speaker.UNKNOWN) for channel in recording.heard}


def _merged(turns: Sequence[Turn]) -> tuple[Turn, ...]:
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
