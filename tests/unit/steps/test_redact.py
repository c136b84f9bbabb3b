"""The masked copy: what is hard about a recording is masked all the same, or the copy is held back and says why."""

from dataclasses import replace

import numpy as np
import pytest

from audit.errors import Refused
from audit.recording import SAMPLE_RATE
from audit.records import Channel, Contact, Party, Speaker, State, Transcript, Turn
from pipelines.adapters.audio.decode import AudioDecoder
from pipelines.adapters.masking import ToneMasker
from pipelines.adapters.memory import MemoryStore
from pipelines.adapters.memory.blobs import MemoryBlobs
from pipelines.steps.redact import HEARINGS, Listening, redact_contact
from pipelines.steps.transcribe import transcribe_contact
from tests.dials import HearsDials, recording
from tests.sounds import in_memory

PHONE = "15400001234"
KEY = "call:7"


def sounding(audio):
    """The `Voices` port for these recordings: whatever is louder than the noise, pauses between signs included."""
    loud = np.flatnonzero(np.abs(audio) > 0.05)
    if not len(loud):
        return []
    ends = [*loud[:-1][np.diff(loud) > 0.3 * SAMPLE_RATE], loud[-1]]
    starts = [loud[0], *loud[1:][np.diff(loud) > 0.3 * SAMPLE_RATE]]
    return [(first / SAMPLE_RATE, last / SAMPLE_RATE) for first, last in zip(starts, ends, strict=True)]


class Desk:
    """One call in a store of its own, with everything that masks it."""

    def __init__(self, samples, turns=None, transcriber=None, **fields):
        self.store, self.blobs = MemoryStore(), MemoryBlobs()
        self.transcriber = transcriber or HearsDials()
        self.listening = Listening(AudioDecoder(), self.transcriber, ToneMasker(), sounding)
        audio = self.blobs.put(in_memory(samples))
        contact = Contact("7", Channel.CALL, party=Party.DEBTOR, audio=audio, **fields)
        self.store.put_contacts([contact])
        if turns is None:
            transcribe_contact(self.store, self.blobs, self.listening.decoder, self.transcriber, KEY)
        else:
            self.store.put_transcript(KEY, Transcript(tuple(turns), "vendor:json", "", {}))
        self.transcriber.heard = 0

    def redact(self):
        return redact_contact(self.store, self.blobs, self.listening, KEY)

    def copy(self, made):
        return self.listening.decoder.decode(self.blobs.get(made.masked)).samples

    def heard(self, made):
        """What a listener still makes out on each channel of the copy."""
        return ["".join(turn.text for turn in HearsDials().transcribe(side)) for side in self.copy(made)]


def turn(index, speaker, text, start=None, end=None):
    return Turn(index, speaker, text, start, end)


def test_a_number_is_masked_where_it_was_said_and_nothing_else_is_touched():
    samples = recording(6, (0, 1.0, "好  " + PHONE), (1, 4.5, "是吗"))
    desk = Desk(samples)
    made = desk.redact()
    (stretch,) = made.stretches
    assert (stretch.channel, stretch.kinds) == (0, ("cn_mobile",))
    assert (made.held, made.hearings) == ((), 1)
    assert desk.heard(made) == ["好", "是吗"]
    before, after = AudioDecoder().decode(in_memory(samples)).samples, desk.copy(made)
    first, last = (round(time * SAMPLE_RATE) for time in (stretch.start, stretch.end))
    assert before.shape == after.shape
    untouched = np.ones(before.shape, bool)
    untouched[0, first - 1 : last + 1] = False
    assert np.abs(before - after)[untouched].max() < 1e-4
    tone = np.abs(np.fft.rfft(after[0, first:last])).argmax() * SAMPLE_RATE / (last - first)
    assert tone == pytest.approx(1000, abs=2)


@pytest.mark.parametrize(
    ("samples", "fields", "reason"),
    [
        (recording(4, (0, 0.0, PHONE + "  是"), (1, 3.0, "好")), {}, "at the very beginning"),
        (recording(4, (0, 4 - 2.2, PHONE), (1, 0.5, "好")), {}, "up to the very end"),
        (recording(5, (0, 1.0, PHONE), (1, 1.3, "好好好是吗")), {}, "while the other side speaks"),
        (recording(9, (0, 1.0, PHONE), (1, 4.0, PHONE), (0, 7.5, "对  1234")), {}, "read back, and its end once more"),
        (recording(9, (0, 0.5, "154"), (1, 1.7, "好"), (0, 2.5, "0000"), (1, 4, "对"), (0, 5, "1234")), {}, "in parts"),
        (recording(9, (0, 0.5, "154"), (1, 2, "154"), (0, 4, "00001"), (1, 6, "00001"), (0, 8, "234")), {}, "in parts that are repeated"),
        (recording(6, (0, 0.5, "1540000"), (1, 3, "1234  好")), {}, "begun by one and ended by the other"),
        (recording(4, (0, 1.0, PHONE), channels=1), {}, "one channel only"),
        (np.repeat(recording(4, (0, 1.0, "好  " + PHONE), channels=1), 2, axis=0), {}, "one channel twice"),
        (recording(4, (0, 1.0, PHONE)) * [[1], [0]], {}, "a second channel that was never connected"),
        (recording(4, (0, 0.5, PHONE), (1, 3.0, "好")), {"channels": (Speaker.AGENT,)}, "a channel whose speaker nobody knows"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_no_digit_of_a_number_is_heard_any_more(samples, fields, reason):
    desk = Desk(samples, **fields)
    made = desk.redact()
    assert not any(sign.isdigit() for side in desk.heard(made) for sign in side), reason
    assert made.held == ()
    assert made.masked != made.audio


def test_what_is_carried_to_the_other_channel_is_masked_there_too():
    samples = recording(12, (0, 1.0, "好是吗对  " + PHONE), (1, 6.0, "好对吗是"))
    late = round(0.12 * SAMPLE_RATE)
    samples[1, late:] += 0.02 * samples[0, :-late]  # fainter than the recogniser hears
    desk = Desk(samples)
    made = desk.redact()
    assert {stretch.channel for stretch in made.stretches} == {0, 1}
    assert made.hearings == 1, "nobody had to hear it first"
    sharper = HearsDials()
    sharper.faintest = 0.002
    before, after = (
        "".join(turn.text for turn in sharper.transcribe(sound[1])) for sound in (samples, desk.copy(made))
    )
    assert PHONE in before
    assert not any(sign.isdigit() for sign in after)


@pytest.mark.parametrize("speaker", [Speaker.UNKNOWN, Speaker.IVR, Speaker.THIRD_PARTY])
def test_where_nobody_knows_who_said_it_every_channel_is_masked(speaker):
    desk = Desk(recording(6, (0, 1.0, PHONE), (1, 4.5, "好")), [turn(0, speaker, PHONE, 1.0, 3.2)])
    made = desk.redact()
    assert [stretch.channel for stretch in made.stretches] == [0, 1]
    assert made.hearings == 1


@pytest.mark.parametrize(
    ("start", "end", "hearings", "reason"),
    [
        (1.0, 3.4, 1, "no word times: by the place in the turn, with more margin"),
        (0.2, 3.9, 1, "a turn that is longer than its words"),
        (3.2, 5.2, 2, "times of another place: what the copy gives away is masked in a second round"),
    ],
)
def test_times_of_a_vendor_are_not_trusted_to_the_tenth_of_a_second(start, end, hearings, reason):
    samples = recording(8, (0, 1.0, "好  " + PHONE), (1, 6.0, "好吗"))
    desk = Desk(samples, [turn(0, Speaker.AGENT, "好," + PHONE, start, end), turn(1, Speaker.DEBTOR, "好吗", 6.0, 6.4)])
    made = desk.redact()
    assert (made.held, made.hearings) == ((), hearings), reason
    assert not any(sign.isdigit() for side in desk.heard(made) for sign in side)
    assert desk.heard(made)[1] == "好吗"


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        pytest.param(None, None, "redaction.no_times", id="no times at all"),
        pytest.param(2.0, None, "redaction.no_times", id="no end"),
        pytest.param(2.0, 2.0, "redaction.no_times", id="no length"),
        pytest.param(60.0, 63.0, "redaction.outside", id="after the end of a recording that is shorter than its transcript"),
    ],
)  # fmt: skip
def test_what_cannot_be_placed_holds_the_copy_back(start, end, code):
    desk = Desk(recording(4, (0, 1.0, "好是吗")), [turn(0, Speaker.AGENT, f"号码{PHONE}", start, end)])
    made = desk.redact()
    (problem,) = made.held
    assert (problem.code, problem.where) == (code, KEY)
    assert problem.values == {"turn": 0, "kind": "cn_mobile"}
    assert desk.store.redactions(held=True) == [made]


def test_speech_that_nobody_understood_is_masked_since_nobody_knows_what_it_gives_away():
    samples = recording(9, (0, 1.0, "好是吗"), (1, 3.0, "好对是"), (0, 5.0, "好对吗"))
    mumbled = np.sin(2 * np.pi * 200 * np.arange(SAMPLE_RATE) / SAMPLE_RATE)  # a tone that is no sign
    samples[1, 7 * SAMPLE_RATE : 8 * SAMPLE_RATE] += 0.3 * mumbled
    samples[1, 6 * SAMPLE_RATE : 6 * SAMPLE_RATE + 4000] += 0.3 * mumbled[:4000]  # too short to be of weight
    desk = Desk(samples)
    made = desk.redact()
    (stretch,) = made.stretches
    assert (stretch.channel, stretch.kinds) == (1, ("not_understood",))
    assert stretch[1:3] == pytest.approx((7.0, 8.0), abs=0.01)
    assert (made.hearings, made.held) == (2, ())
    assert desk.heard(made) == ["好是吗好对吗", "好对是"]


def test_a_transcript_that_runs_over_the_end_is_masked_up_to_it():
    desk = Desk(recording(3.4, (0, 1.0, PHONE)), [turn(0, Speaker.AGENT, PHONE, 1.0, 9.0)])
    made = desk.redact()
    assert made.stretches[-1].end == pytest.approx(3.4)
    assert made.held == ()


class NeverSilent(HearsDials):
    """Hears the number whatever it is given."""

    def transcribe(self, audio):
        super().transcribe(audio)
        return [turn(0, Speaker.UNKNOWN, f"号码{PHONE}", 1.0, 3.0)]


def test_a_copy_that_still_gives_something_away_is_held_back_and_stays_listed():
    desk = Desk(recording(6, (0, 1.0, PHONE), (1, 4.0, "好")), transcriber=NeverSilent())
    made = desk.redact()
    assert made.hearings == HEARINGS
    assert {problem.code for problem in made.held} == {"redaction.still_heard"}
    assert made.held[0].values == {"channel": 0, "second": 1.0, "kind": "cn_mobile"}
    assert PHONE not in repr(made)
    assert desk.store.redactions(held=True) == [made]


@pytest.mark.parametrize(
    "turns",
    [
        pytest.param([], id="nobody spoke"),
        pytest.param([turn(0, Speaker.AGENT, "", 1.0, 2.0), turn(1, Speaker.DEBTOR, " ", 2.0, 3.0)], id="empty turns"),
        pytest.param([turn(0, Speaker.AGENT, "您欠三千二百元", 1.0, 2.0)], id="an amount is no secret"),
    ],
)
def test_where_nothing_is_to_be_masked_the_recording_is_its_own_copy(turns):
    desk = Desk(recording(4, (0, 1.0, "好是")), turns)
    made = desk.redact()
    assert (made.stretches, made.held, made.masked) == ((), (), made.audio)


def test_a_second_run_changes_nothing_and_listens_to_nothing():
    desk = Desk(recording(6, (0, 1.0, PHONE), (1, 4.0, "好")))
    made = desk.redact()
    heard = desk.transcriber.heard
    desk.listening = replace(desk.listening, decoder=None)
    assert desk.redact() == made
    assert desk.transcriber.heard == heard


def test_another_transcript_or_recogniser_makes_it_anew():
    desk = Desk(recording(6, (0, 1.0, PHONE), (1, 4.0, "好")))
    first = desk.redact()
    transcript = desk.store.transcript(KEY)
    desk.store.put_transcript(KEY, replace(transcript, turns=transcript.turns[:1]))
    assert desk.store.redaction(KEY) is None
    second = desk.redact()
    desk.transcriber.model = "dials@2"
    third = desk.redact()
    assert len({first.id, second.id, third.id}) == 3
    assert first.masked == second.masked == third.masked
    assert desk.store.redaction(KEY) == third


def test_settings_and_hashes_say_what_was_done():
    desk = Desk(recording(6, (0, 1.0, PHONE), (1, 4.0, "好")))
    made = desk.redact()
    assert made.audio == desk.store.contacts([KEY])[0].audio
    assert made.settings["transcriber"] == "dials@1"
    assert {"margin_s", "margin_into_word_s", "loose_s", "loose_share", "tone_hz", "beam_size"} <= made.settings.keys()


@pytest.mark.parametrize(
    ("contact", "code"),
    [
        pytest.param(Contact("7", Channel.CALL), "redaction.no_audio", id="never recorded"),
        pytest.param(Contact("7", Channel.CALL, audio="ab"), "redaction.not_transcribed", id="not transcribed yet"),
    ],
)
def test_what_cannot_be_masked_is_refused(contact, code):
    desk = Desk(recording(4, (0, 1.0, "好")))
    store = MemoryStore()
    store.put_contacts([contact])
    with pytest.raises(Refused) as refused:
        redact_contact(store, desk.blobs, desk.listening, KEY)
    assert [(problem.code, problem.where) for problem in refused.value.problems] == [(code, KEY)]


def test_notes_that_were_never_recorded_do_not_hold_a_visit_back():
    desk = Desk(recording(4, (0, 1.0, "好")))
    notes = Turn(0, Speaker.AGENT, f"联系电话{PHONE}")
    visit = Contact("7", Channel.VISIT, turns=(notes,), recording="7.wav", audio=desk.store.contacts([KEY])[0].audio)
    desk.store.put_contacts([visit])
    transcribe_contact(desk.store, desk.blobs, desk.listening.decoder, desk.transcriber, "visit:7")
    assert desk.store.state("visit:7")[0] is State.TRANSCRIBED
    made = redact_contact(desk.store, desk.blobs, desk.listening, "visit:7")
    assert (made.held, made.stretches) == ((), ())
