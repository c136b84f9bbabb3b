"""Every common format decodes by content; whatever is not a whole call is refused with its reason."""

import re
import struct
import tracemalloc

import numpy as np
import pytest

from audit.errors import Refused
from audit.recording import SAMPLE_RATE, Layout
from pipelines.adapters.audio.decode import AudioDecoder
from tests.sounds import FORMATS, TONES, Format, call, encode, in_memory, pcm, wav


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sounds")
    return {name: encode(format_, folder) for name, format_ in FORMATS.items()}


def decode(data, name="call", **limits):
    return AudioDecoder(**limits).decode(data, name)


def refusal(data, name="call", **limits):
    with pytest.raises(Refused) as refused:
        decode(data, name, **limits)
    (problem,) = refused.value.problems
    assert problem.where == name
    return problem


def tone(samples):
    """Hz of the strongest frequency."""
    return np.abs(np.fft.rfft(samples)).argmax() * SAMPLE_RATE / len(samples)


@pytest.mark.parametrize("name", FORMATS)
def test_decodes(files, name):
    format_ = FORMATS[name]
    recording = decode(files[name], f"x.{format_.suffix}")
    assert recording.samples.shape[0] == recording.channels == format_.channels
    assert recording.samples.dtype == np.float32
    assert recording.duration == pytest.approx(3.0, abs=0.08)  # AAC and AMR fill their last frame
    assert recording.layout is (Layout.SEPARATE if format_.channels == 2 else Layout.MONO)
    assert recording.heard == tuple(range(format_.channels))
    for samples, hertz in zip(recording.samples, TONES, strict=False):
        assert tone(samples) == pytest.approx(hertz, abs=3)  # the channels keep their order
        assert 0.3 < np.abs(samples).max() <= 1
    stateless = {"amr", "aac"}
    assert [note.code for note in recording.notes] == ["audio.length_unstated"] * (name in stateless)


def test_tells_what_the_file_was(files):
    recording = decode(files["wav-ulaw"])
    assert (recording.container, recording.codec, recording.sample_rate) == ("wav", "pcm_mulaw", 8000)
    assert decode(files["m4a"]).container == "mov"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("name", FORMATS)
def test_a_missing_tail_is_refused_with_its_second(files, name, share):
    data = files[name]
    problem = refusal(data[: int(len(data) * share)])
    if problem.code == "audio.unreadable":  # the index of a phone's M4A comes last; a third of Opus is no page yet
        assert name in {"m4a", "opus"}
    else:
        assert problem.code == "audio.truncated"
        assert problem.values["second"] == pytest.approx(3 * share, abs=1.0 if name == "opus" else 0.3)


def test_an_mp3_that_states_no_length_is_noted(tmp_path):
    data = encode(Format("mp3", "libmp3lame", 16000, 2, "mp3", (("write_xing", "0"),)), tmp_path)
    assert [note.code for note in decode(data).notes] == ["audio.length_unstated"]


@pytest.mark.parametrize(
    "tail",
    [b"TAG" + bytes(125), b"APETAGEX" + bytes(200)],
    ids=["ID3v1 tag", "APE tag"],
)
def test_a_tag_after_the_sound_is_no_damage(files, tail):
    assert decode(files["mp3"] + tail).duration == 3.0


def test_a_wrong_name_is_noted_and_read_by_content(files):
    recording = decode(files["mp3"], "call.wav")
    (note,) = recording.notes
    assert (note.code, note.values) == ("audio.mislabelled", {"named": "wav", "really": "mp3"})


TONE = pcm(call(channels=1, seconds=2.0))
FLOATS = np.array([0.1, np.nan, 0.2] * 4000, "<f4").tobytes()

REFUSED = {
    "no bytes": (b"", "audio.empty"),
    "a header and no sound": (wav(), "audio.empty"),
    "text": (b"CALL-0001,CASE-0012\n" * 50, "audio.not_audio"),
    "an error page saved as recording": (b"<html><body>404</body></html>", "audio.not_audio"),
    "zeros": (bytes(5000), "audio.not_audio"),
    "a subtitle file": (b"1\n00:00:01,000 --> 00:00:02,000\nhello\n\n", "audio.not_audio"),
    "a playlist that names a local file": (b"#EXTM3U\n#EXTINF:10,\nfile:///etc/hostname\n", "audio.not_audio"),
    "a list that joins local files": (b"ffconcat version 1.0\nfile 'pyproject.toml'\n", "audio.not_audio"),
    "only the first bytes": (wav(TONE)[:20], "audio.unreadable"),
    "digital silence": (in_memory(np.zeros((2, 16000))), "audio.silent"),
    "noise of the line alone": (in_memory(np.full((1, 16000), 5e-4)), "audio.silent"),
    "nine channels": (wav(TONE, channels=9), "audio.channels"),
    "255 channels": (wav(TONE, channels=255), "audio.channels"),
    "no channel": (wav(TONE, channels=0), "audio.channels"),
    "100 samples per second": (wav(TONE, rate=100), "audio.sample_rate"),
    "a rate beyond all sense": (wav(TONE, rate=4_000_000_000), "audio.unreadable"),
    "a coding that nobody knows": (wav(TONE, tag=0x7777), "audio.unknown_codec"),
    "a claim of two to the 31 bytes": (wav(TONE, claim=1 << 31), "audio.truncated"),
    "a claim of almost two to the 32": (wav(TONE, claim=0xFFFFFF00), "audio.truncated"),
    "a sample that is no number": (wav(FLOATS, tag=3, bits=32), "audio.not_numbers"),
}


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED)
def test_refuses(data, code):
    assert refusal(data).code == code


@pytest.mark.parametrize("claim", [0, 0xFFFFFFFF], ids=["zero", "all ones"])
def test_a_wav_whose_writer_never_returned_to_its_header_is_noted(claim):
    recording = decode(wav(TONE, claim=claim))
    assert recording.duration == 2.0
    assert [note.code for note in recording.notes] == ["audio.length_unstated"]


def test_a_wav_that_counts_its_header_as_sound_is_whole():
    assert decode(wav(TONE, claim=len(TONE) + 44)).notes == ()


def test_limits_say_what_is_allowed(files):
    assert refusal(files["flac"], max_bytes=1000).code == "audio.too_large"
    assert refusal(files["flac"], max_seconds=2).code == "audio.too_long"
    assert refusal(files["flac"], timeout=1e-9).code in {"audio.too_slow", "audio.unreadable"}


def test_memory_follows_the_sound_and_not_the_claim():
    tracemalloc.start()
    refusal(wav(TONE, claim=0xFFFFFF00))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 << 20


def test_a_page_lost_in_the_middle_is_not_played_over(files):
    data = files["opus"]
    pages = [page.start() for page in re.finditer(b"OggS", data)]
    assert refusal(data[: pages[2]] + data[pages[3] :]).code in {"audio.gap", "audio.truncated"}


def test_two_files_glued_together_are_refused(files, tmp_path):
    slower = encode(Format("mp3", "libmp3lame", 8000, 2, "mp3"), tmp_path)
    assert refusal(files["mp3"] + slower).code == "audio.damaged"


def test_a_picture_is_ignored_and_a_second_track_is_not(tmp_path):
    format_ = Format("mp4", "aac", 16000, 2, "mp4")
    assert decode(encode(format_, tmp_path, picture=True)).codec == "aac"
    problem = refusal(encode(format_, tmp_path, streams=2))
    assert (problem.code, problem.values) == ("audio.several_streams", {"streams": 2})


def test_a_wav_beyond_four_gigabytes_keeps_its_length_elsewhere():
    ds64 = b"ds64" + struct.pack("<IQQQI", 28, 0, len(TONE), 0, 0)
    plain = wav(TONE, claim=0xFFFFFFFF)
    data = b"RF64" + plain[4:12] + ds64 + plain[12:]
    assert decode(data).notes == ()
    assert refusal(data[:-2000]).code == "audio.truncated"


def mutated(data, seed):
    """Bits flipped, a stretch overwritten, cut out or doubled, or the header's numbers made huge."""
    dice = np.random.default_rng(seed)
    damaged = bytearray(data)
    at = int(dice.integers(len(damaged)))
    match seed % 6:
        case 0:
            for place in dice.integers(len(damaged), size=20):
                damaged[place] ^= 1 << int(dice.integers(8))
        case 1:
            del damaged[at:]
        case 2:
            damaged[at : at + 200] = dice.bytes(200)
        case 3:
            del damaged[at : at + int(dice.integers(2000))]
        case 4:
            damaged[at:at] = damaged[at : at + 1000]
        case 5:
            place = int(dice.integers(min(80, len(damaged))))
            damaged[place : place + 4] = b"\xff\xff\xff\xff"
    return bytes(damaged)


def outcome(data):
    """The recording, or the problems for which it was refused; anything else is a crash."""
    try:
        return decode(data)
    except Refused as refused:
        return refused.problems


@pytest.mark.parametrize("name", FORMATS)
def test_damage_of_any_kind_ends_in_a_recording_or_a_refusal(files, name):
    for seed in range(24):
        result = outcome(mutated(files[name], seed))
        if isinstance(result, tuple):
            assert all(problem.code.startswith("audio.") for problem in result)
        else:
            assert np.isfinite(result.samples).all()
            assert result.duration < 60
