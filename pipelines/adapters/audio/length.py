"""What a file says about its own length, so that a missing tail is noticed: FFmpeg plays what is there and is silent."""

import math
import struct
from collections.abc import Iterator
from mmap import mmap

from av.audio.stream import AudioStream

#: How a WAV writer that could not go back to its header says "unknown".
_UNFINISHED = (0, 0xFFFFFFFF)
#: Bytes: some WAV writers count their own header as sound.
_HEADER_SLIP = 256
_HEADER_OF_MP3 = 8192
#: Seconds by which whole files miss what they state; encoders of the others pad and trim by a few frames.
_SLACK = {"flac": 0.01}
_SLACK_OF_FRAMES = 0.2


def least_seconds(data: bytes | mmap, container: str, stream: AudioStream) -> float | None:
    """Seconds that must decode if the file is whole: infinity where its end is seen to be missing, 0 where it is seen
    to be there, None where the file does not tell.
    """
    if container == "wav":
        return _wav(data)
    if container == "ogg" and not _ogg_ends(data):
        return math.inf
    if container == "mp3" and not any(tag in data[:_HEADER_OF_MP3] for tag in (b"Xing", b"Info", b"VBRI")):
        return None  # FFmpeg then guesses from size and bit rate
    if container in {"mp3", "flac", "mov", "ogg"} and stream.duration and stream.time_base:
        return max(0.0, float(stream.duration * stream.time_base) - _SLACK.get(container, _SLACK_OF_FRAMES))
    return None


def _chunks(data: bytes | mmap) -> Iterator[tuple[bytes, int, int]]:
    """Name, claimed size and first byte of every RIFF chunk, up to the sound itself."""
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        yield name, size, at + 8
        if name == b"data":
            return
        at += 8 + size + size % 2


def _wav(data: bytes | mmap) -> float | None:
    wide = 0
    for name, size, at in _chunks(data):
        if name == b"ds64" and at + 16 <= len(data):  # RF64: more than 4 GiB
            (wide,) = struct.unpack_from("<Q", data, at + 8)
        elif name == b"data":
            claimed = wide or size
            if claimed in _UNFINISHED:
                return None
            return math.inf if at + claimed > len(data) + _HEADER_SLIP else 0.0
    return None


def _ogg_ends(data: bytes | mmap) -> bool:
    """Whether the last page is whole and carries the mark "end of stream"."""
    page = data.rfind(b"OggS")
    header = data[page : page + 27]
    if len(header) < 27:
        return False
    lacing = data[page + 27 : page + 27 + header[26]]
    whole = len(lacing) == header[26] and page + 27 + len(lacing) + sum(lacing) <= len(data)
    return whole and bool(header[5] & 4)
