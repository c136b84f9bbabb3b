"""From a recording to turns: who speaks on which channel, in which order, and what a reader is told."""

import numpy as np
import pytest

from audit.errors import Problem, Refused
from audit.recording import SAMPLE_RATE
from audit.records import Channel, Contact, Party, Speaker, State, Turn
from pipelines.adapters.audio.decode import AudioDecoder
from pipelines.adapters.memory.blobs import MemoryBlobs
from pipelines.adapters.memory.store import MemoryStore
from pipelines.steps.transcribe import transcribe, transcribe_contact, transcribe_contacts
from tests.sounds import call, in_memory


class HearsTones:
    """A recogniser of tones: one turn for every burst, whose text is the tone in Hz."""

    def __init__(self):
        self.model, self.settings = "tones@1", {"beam_size": 1}

    def hear(self, sounds):
        voices = {}
        for sound in sounds:
            voices.setdefault(sound.voice, []).append(sound.samples)
        return {voice: self.transcribe(np.concatenate(parts)) for voice, parts in voices.items()}

    def transcribe(self, audio):
        loud = np.abs(audio) > 0.1
        starts = np.flatnonzero(loud & ~np.roll(loud, 1))
        bursts = np.split(starts, np.flatnonzero(np.diff(starts) > 1000) + 1)
        hertz = round(np.abs(np.fft.rfft(audio)).argmax() * SAMPLE_RATE / len(audio), -2)
        return [
            Turn(i, Speaker.UNKNOWN, str(int(hertz)), burst[0] / SAMPLE_RATE, (burst[-1] + 1) / SAMPLE_RATE)
            for i, burst in enumerate(bursts)
        ]


SAMPLES = call(rate=16000)
STEREO = in_memory(SAMPLES)
MIXED = SAMPLES.sum(axis=0) / 2


def transcript(data=STEREO, party=Party.DEBTOR, channels=()):
    contact = Contact("7", Channel.CALL, party=party, recording="7.wav", channels=channels)
    return transcribe(contact, data, AudioDecoder(), HearsTones())


@pytest.mark.parametrize(
    ("party", "other"),
    [
        pytest.param(Party.DEBTOR, Speaker.DEBTOR, id="the debtor"),
        pytest.param(Party.GUARANTOR, Speaker.DEBTOR, id="a guarantor owes too"),
        pytest.param(Party.CONTACT, Speaker.THIRD_PARTY, id="a registered contact does not owe"),
        pytest.param(Party.THIRD_PARTY, Speaker.THIRD_PARTY, id="a stranger"),
        pytest.param(Party.UNKNOWN, Speaker.UNKNOWN, id="nobody knows who answered"),
    ],
)
def test_left_is_the_agent_and_right_the_party(party, other):
    speakers = {turn.text: turn.speaker for turn in transcript(party=party).turns}
    assert speakers == {"300": Speaker.AGENT, "500": other}


def test_the_source_may_map_channels_the_other_way():
    turns = transcript(channels=(Speaker.DEBTOR, Speaker.AGENT)).turns
    assert {turn.text: turn.speaker for turn in turns} == {"300": Speaker.DEBTOR, "500": Speaker.AGENT}


def test_a_channel_that_nobody_named_accuses_nobody():
    turns = transcript(channels=(Speaker.AGENT,)).turns
    assert {turn.text: turn.speaker for turn in turns} == {"300": Speaker.AGENT, "500": Speaker.UNKNOWN}


def test_both_sides_are_merged_by_time():
    turns = transcript().turns
    starts = [turn.start for turn in turns]
    assert starts == sorted(starts)
    assert [turn.index for turn in turns] == list(range(len(turns)))
    assert len({turn.speaker for turn in turns}) == 2


@pytest.mark.parametrize(
    ("samples", "layout"),
    [
        pytest.param([MIXED], "mono", id="mono"),
        pytest.param([MIXED, 0.5 * MIXED], "dual_mono", id="mono in a stereo file"),
        pytest.param([MIXED, 0 * MIXED], "one_sided", id="both sides perhaps in one channel"),
    ],
)
def test_speakers_who_cannot_be_told_apart_are_unknown_and_the_reader_is_told(samples, layout):
    made = transcript(in_memory(np.array(samples)))
    assert {turn.speaker for turn in made.turns} == {Speaker.UNKNOWN}
    (note,) = made.settings["recording"]["notes"]
    assert note == {"code": "audio.speakers_unknown", "values": {"layout": layout}}


def test_a_transcript_says_what_made_it():
    made = transcript()
    assert (made.origin, made.model, made.duration) == ("faster-whisper", "tones@1", 3.0)
    assert made.settings == {
        "beam_size": 1,
        "recording": {
            "container": "wav",
            "codec": "pcm_s16le",
            "sample_rate": 16000,
            "layout": "separate",
            "speakers": {"0": "agent", "1": "debtor"},
            "notes": [],
        },
    }


def test_a_refused_recording_is_named_as_the_dial_log_names_it():
    with pytest.raises(Refused) as refused:
        transcript(b"no audio")
    assert refused.value.problems[0].where == "7.wav"


@pytest.fixture
def store():
    return MemoryStore()


def work(store, blobs=None):
    transcribe_contact(store, blobs or MemoryBlobs(), AudioDecoder(), HearsTones(), "call:7")


def test_a_stored_call_gets_its_turns_and_moves_on_once(store):
    blobs = MemoryBlobs()
    store.put_contacts([Contact("7", Channel.CALL, party=Party.DEBTOR, recording="7.wav", audio=blobs.put(STEREO))])
    work(store, blobs)
    (contact,) = store.contacts(["call:7"])
    assert contact.turns == transcript().turns
    assert store.state("call:7") == (State.TRANSCRIBED, None)
    work(store)  # its recording is not looked at again: these blobs do not have it
    assert store.contacts(["call:7"]) == [contact]


def test_a_call_that_was_never_recorded_moves_on_without_turns(store):
    store.put_contacts([Contact("7", Channel.CALL)])
    work(store)
    assert store.state("call:7")[0] is State.TRANSCRIBED


def test_a_recording_that_was_promised_and_is_not_there_is_refused(store):
    store.put_contacts([Contact("7", Channel.CALL, recording="7.wav")])
    with pytest.raises(Refused) as refused:
        work(store)
    (problem,) = refused.value.problems
    assert (problem.code, problem.where, problem.values) == ("audio.missing", "call:7", {"recording": "7.wav"})
    assert store.state("call:7")[0] is State.RECEIVED


def test_contacts_that_are_heard_together_get_their_own_turns_and_a_bad_one_stops_no_other(store):
    blobs = MemoryBlobs()
    recordings = {"1": STEREO, "2": b"no audio", "3": in_memory(np.array([MIXED]))}
    store.put_contacts(
        [
            Contact(call_id, Channel.CALL, party=Party.DEBTOR, audio=blobs.put(data))
            for call_id, data in recordings.items()
        ]
        + [Contact("4", Channel.CALL, recording="4.wav"), Contact("5", Channel.CALL)]
    )
    keys = [f"call:{number}" for number in range(1, 6)]
    refused = transcribe_contacts(store, blobs, AudioDecoder(), HearsTones(), keys)
    assert {key: refusal.problems[0].code for key, refusal in refused.items()} == {
        "call:2": "audio.not_audio",
        "call:4": "audio.missing",
    }
    first, third = store.contacts(["call:1", "call:3"])
    assert first.turns == transcript().turns
    assert third.turns == transcript(in_memory(np.array([MIXED]))).turns
    states = {key: store.state(key)[0] for key in keys}
    assert [key for key in keys if states[key] is State.TRANSCRIBED] == ["call:1", "call:3", "call:5"]
    assert not transcribe_contacts(store, MemoryBlobs(), AudioDecoder(), HearsTones(), ["call:1", "call:3", "call:5"])


def test_where_the_speech_model_is_missing_every_contact_is_told_so(store):
    class Missing(HearsTones):
        def hear(self, sounds):  # noqa: ARG002
            raise Refused(Problem("speech.model_missing", "demo"))

    blobs = MemoryBlobs()
    store.put_contacts([Contact(call_id, Channel.CALL, audio=blobs.put(STEREO)) for call_id in "12"])
    refused = transcribe_contacts(store, blobs, AudioDecoder(), Missing(), ["call:1", "call:2"])
    assert {key: refusal.problems[0].code for key, refusal in refused.items()} == dict.fromkeys(
        ("call:1", "call:2"), "speech.model_missing"
    )
    assert store.state("call:1")[0] is State.RECEIVED


NOTES = Turn(0, Speaker.AGENT, "敲门无人应答")


def visit(**fields):
    return Contact("7", Channel.VISIT, turns=(NOTES,), recording="7.wav", channels=(Speaker.UNKNOWN,) * 2, **fields)


def work_visit(store, blobs):
    transcribe_contact(store, blobs, AudioDecoder(), HearsTones(), "visit:7")


def test_the_notes_of_a_visit_stay_its_first_turn(store):
    blobs = MemoryBlobs()
    store.put_contacts([visit(audio=blobs.put(STEREO))])
    assert store.state("visit:7")[0] is State.RECEIVED
    work_visit(store, blobs)
    (contact,) = store.contacts(["visit:7"])
    heard = [turn.text for turn in transcript().turns]
    assert [turn.text for turn in contact.turns] == [NOTES.text, *heard]
    assert [turn.index for turn in contact.turns] == list(range(len(heard) + 1))
    assert {turn.speaker for turn in contact.turns[1:]} == {Speaker.UNKNOWN}
    assert store.transcript("visit:7").settings["notes"] == 1


def test_hearing_a_visit_again_does_not_note_what_was_heard(store):
    blobs = MemoryBlobs()
    audio = blobs.put(STEREO)
    store.put_contacts([visit(audio=audio)])
    work_visit(store, blobs)
    before = store.contacts(["visit:7"])
    store.mark(["visit:7"], State.FAILED, "the scan broke")
    store.put_audio("visit:7", audio)
    work_visit(store, blobs)
    assert store.contacts(["visit:7"]) == before


def test_a_visit_whose_recording_is_missing_keeps_its_notes(store):
    store.put_contacts([visit()])
    with pytest.raises(Refused, match=r"audio\.missing"):
        work_visit(store, MemoryBlobs())
    assert store.contacts(["visit:7"])[0].turns == (NOTES,)
