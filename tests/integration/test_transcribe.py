"""The shipped speech model on the demo's recordings: how much it gets wrong, and what must hold whatever it hears."""

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml

from audit.recording import SAMPLE_RATE, Sound
from audit.records import Channel, Contact, Party, Speaker
from pipelines.adapters.audio.decode import AudioDecoder
from pipelines.adapters.whisper import FasterWhisper
from pipelines.steps.transcribe import transcribe

ROOT = Path(__file__).resolve().parents[2]
RECORDINGS = {path.stem: path for path in (ROOT / "demo" / "data" / "recordings").iterdir()}
CALLS = ("CALL-0001", "CALL-0003", "CALL-0004", "CALL-0005", "CALL-0009", "CALL-0014")  # of many formats
WHISPER = FasterWhisper(str(ROOT / "models" / "demo-zh"), cpu_threads=2)
PUNCTUATION = str.maketrans("", "", " ,。?!，？！、：:")
#: Of all characters of these calls; the model card has the figures of the whole test set.
LARGEST_SHARE_OF_ERRORS = 0.15
#: Seconds after the end of an utterance at which it is taken to be over: silence, and the length of a piece.
LATEST = 1.7


@cache
def script(call):
    return yaml.safe_load((ROOT / "demo" / "calls" / f"{call.lower()}.yml").read_text(encoding="utf-8"))


def hear(call):
    path = RECORDINGS[call]
    contact = Contact(call, Channel.CALL, party=Party(script(call)["party_role"]), recording=path.name)
    return transcribe(contact, path.read_bytes(), AudioDecoder(), WHISPER)


heard = cache(hear)


def said(call, speaker):
    """What the script has this speaker say, in one string without punctuation."""
    return "".join(turn["text"] for turn in script(call)["turns"] if turn["speaker"] == speaker).translate(PUNCTUATION)


def speakers(call):
    return sorted({Speaker(turn["speaker"]) for turn in script(call)["turns"]})


def errors(reference, guess):
    """Levenshtein distance in characters."""
    row = list(range(len(guess) + 1))
    for i, wanted in enumerate(reference, 1):
        diagonal, row[0] = row[0], i
        for j, given in enumerate(guess, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (wanted != given))
    return row[-1]


def recognised(call, speaker):
    return "".join(turn.text for turn in heard(call).turns if turn.speaker is speaker).translate(PUNCTUATION)


def test_the_share_of_wrong_characters_is_bounded():
    pairs = [(said(call, who), recognised(call, who)) for call in CALLS for who in speakers(call)]
    wrong = sum(errors(*pair) for pair in pairs)
    share = wrong / sum(len(reference) for reference, _ in pairs)
    assert share < LARGEST_SHARE_OF_ERRORS, f"{share:.1%}"


@pytest.mark.parametrize("call", CALLS)
def test_each_side_is_heard_on_its_own_channel(call):
    one, other = speakers(call)
    for speaker, silent in ((one, other), (other, one)):
        text = recognised(call, speaker)
        assert errors(said(call, speaker), text) < errors(said(call, silent), text)


@pytest.mark.parametrize("call", CALLS)
def test_times_are_in_order_and_inside_the_recording(call):
    transcript = heard(call)
    turns = transcript.turns
    assert [turn.index for turn in turns] == list(range(len(turns)))
    assert [turn.start for turn in turns] == sorted(turn.start for turn in turns)
    for turn in turns:
        assert "".join(word.text for word in turn.words).strip() == turn.text
        times = [time for word in turn.words for time in (word.start, word.end)]
        assert times == sorted(times)
        assert 0 <= turn.start == times[0] < times[-1] == turn.end <= transcript.duration
        assert all(0 <= word.probability <= 1 for word in turn.words)
        assert turn.avg_logprob <= 0 <= turn.no_speech_prob <= 1


def test_a_planted_quote_is_near_a_turn_of_its_speaker():
    with (ROOT / "demo" / "data" / "planted.csv").open(encoding="utf-8-sig", newline="") as file:
        planted = [row for row in csv.DictReader(file) if row["call_id"] in CALLS and row["start_s"]]
    assert planted
    for row in planted:
        middle = (float(row["start_s"]) + float(row["end_s"])) / 2
        turns = [turn for turn in heard(row["call_id"]).turns if turn.speaker == row["speaker"]]
        assert any(turn.start - 0.5 <= middle <= turn.end + 0.5 for turn in turns), row


def test_the_same_recording_gives_the_same_transcript():
    assert hear(CALLS[0]) == heard(CALLS[0])


def test_calls_that_are_heard_together_are_heard_as_if_alone():
    sounds = {}
    for call in CALLS[:2]:
        recording = AudioDecoder().decode(RECORDINGS[call].read_bytes(), call)
        sounds |= {(call, channel): recording.voice(channel) for channel in recording.heard}
    together = WHISPER.hear(Sound(voice, 0, samples) for voice, samples in sounds.items())
    for voice, samples in sounds.items():
        assert rounded(together[voice]) == rounded(WHISPER.transcribe(samples))


def rounded(turns):
    """A batch adds up in another order than one alone, and on some processors the last bit of a probability differs."""
    return [
        replace(turn, words=tuple(replace(word, probability=round(word.probability, 5)) for word in turn.words))
        for turn in turns
    ]


def test_a_voice_heard_while_it_is_spoken_says_the_same_soon():
    recording = AudioDecoder().decode(RECORDINGS["CALL-0003"].read_bytes(), "CALL-0003")
    telephone = np.rint(recording.voice(0)[:: SAMPLE_RATE // 8000] * 32767).astype(np.int16)
    listener, live, piece = WHISPER.listen(8000), [], 4000
    for start in range(0, len(telephone), piece):
        for turn in listener.add(start, telephone[start : start + piece]):
            assert (start + piece) / 8000 - turn.end < LATEST
            live.append(turn)
    live += listener.finish()
    text = "".join(turn.text for turn in live).translate(PUNCTUATION)
    (speaker,) = {turn.speaker for turn in heard("CALL-0003").turns} - {Speaker.DEBTOR, Speaker.THIRD_PARTY}
    spoken = said("CALL-0003", speaker)
    assert errors(spoken, text) <= LARGEST_SHARE_OF_ERRORS * len(spoken)
    times = [time for turn in live for time in (turn.start, turn.end)]
    assert times == sorted(times)


def test_a_transcript_pins_model_and_settings():
    transcript = heard(CALLS[0])
    name, _, digest = transcript.model.partition("@sha256:")
    assert (name, len(digest)) == ("demo-zh", 64)
    assert transcript.settings["language"] == "zh"
    assert transcript.settings["recording"]["speakers"] == {"0": "agent", "1": "debtor"}
