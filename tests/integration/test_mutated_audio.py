"""Recordings damaged in every way that a seed thinks of: each is decoded or refused with its reason, and none takes anything down."""

import random
import struct
import time
from collections import Counter
from pathlib import Path

import pytest

from audit.errors import Refused
from audit.recording import Recording
from config.messages import catalogue
from pipelines.adapters.audio.apart import ApartDecoder
from pipelines.adapters.audio.decode import AudioDecoder
from tests.sounds import FORMATS, call, encode

SEED = 20260301
FILES = 500
#: Seconds that one file may take; the watchdog of the decoder ends it before.
LONGEST_S = 30
DEMO = Path(__file__).resolve().parents[2] / "demo" / "data" / "recordings"
#: One of each container; whole calls take longer, so only a few of the files are made from them.
RECORDED = ("CALL-0002.mp3", "CALL-0003.wav", "CALL-0008.ogg", "CALL-0013.m4a", "CALL-0014.flac")
HEADER = 128


def truncated(data, chance):
    return data[: chance.randrange(len(data))]


def nothing(_data, chance):
    return b"\0" * chance.choice((0, 0, 1, 44))


def bits_flipped(data, chance):
    found = bytearray(data)
    for _ in range(chance.choice((1, 8, 64, len(data) // 50))):
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def header_flipped(data, chance):
    found = bytearray(data)
    for _ in range(chance.randint(1, 16)):
        found[chance.randrange(min(HEADER, len(found)))] = chance.randrange(256)
    return bytes(found)


def huge_claim(data, chance):
    """Some number near the start says that there is no end."""
    at = chance.randrange(min(HEADER, len(data) - 8))
    claim = chance.choice((0xFFFFFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0))
    return data[:at] + struct.pack(chance.choice("<>") + "I", claim) + data[at + 4 :]


def other_header(data, chance):
    """The head of one format on the body of another."""
    head = chance.choice(
        (b"RIFF\xff\xff\xff\xffWAVEfmt ", b"OggS\0\2", b"fLaC\0\0\0\x22", b"ID3\4\0\0\x7f\x7f\x7f\x7f", b"#!AMR\n")
    )
    return head + data[chance.choice((0, len(head))) :]


def piece_missing(data, chance):
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randint(1, 4096) :]


def piece_doubled(data, chance):
    start = chance.randrange(len(data))
    size = chance.randint(1, 4096)
    return data[: start + size] + data[start:]


def noise_within(data, chance):
    start = chance.randrange(len(data))
    return data[:start] + chance.randbytes(chance.randint(1, 2048)) + data[start:]


def tail_zeroed(data, chance):
    start = chance.randrange(len(data))
    return data[:start] + b"\0" * (len(data) - start)


MUTATIONS = (
    truncated,
    nothing,
    bits_flipped,
    header_flipped,
    huge_claim,
    other_header,
    piece_missing,
    piece_doubled,
    noise_within,
    tail_zeroed,
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Name -> bytes of good recordings in every format that can be written here."""
    folder = tmp_path_factory.mktemp("whole")
    made = {
        f"{name}.{one.suffix}": encode(one, folder, call(one.rate, one.channels, 1.5)) for name, one in FORMATS.items()
    }
    return made | {name: (DEMO / name).read_bytes() for name in RECORDED}


def test_every_damaged_recording_is_decoded_or_refused_with_its_reason(whole):
    chance = random.Random(SEED)
    decoder = ApartDecoder(AudioDecoder(timeout=LONGEST_S - 10))
    made = sorted(name for name in whole if name not in RECORDED)
    ended, slowest = Counter(), 0.0
    for number in range(FILES):
        name = chance.choice(made if number % 10 else RECORDED)
        mutation = MUTATIONS[number % len(MUTATIONS)]
        data = mutation(whole[name], chance)
        started = time.monotonic()
        try:
            found = decoder.decode(data, name)
        except Refused as refused:
            codes = {problem.code for problem in refused.problems}
            assert codes <= catalogue().keys(), f"{number} {mutation.__name__} of {name}"
            ended.update(codes)
        else:
            assert isinstance(found, Recording)
            assert found.samples.size > 0
            ended["decoded"] += 1
        slowest = max(slowest, time.monotonic() - started)
    assert slowest < LONGEST_S
    assert sum(ended.values()) >= FILES
    assert ended["decoded"] > 0 < ended["audio.truncated"], ended


def test_the_whole_recordings_are_good(whole):
    """Else the mutations would prove nothing."""
    decoder = ApartDecoder()
    for name, data in whole.items():
        assert decoder.decode(data, name).samples.size > 0
