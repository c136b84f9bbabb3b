"""Opening a recording: by content, only formats that are audio, and never another file or address."""

from mmap import ACCESS_READ, mmap
from pathlib import PurePath
from typing import Any, BinaryIO

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from audit.errors import Problem, Refused

MAX_CHANNELS = 8
_RATES = range(4_000, 192_001)

#: Demuxers that may run. Playlists and the like, which would fetch what they name, are not among them.
_FORMATS = {
    "wav": ("wav", "wave"),
    "mp3": ("mp3",),
    "aac": ("aac", "adts"),
    "amr": ("amr", "3ga"),
    "ogg": ("ogg", "oga", "opus", "spx"),
    "flac": ("flac",),
    "mov": ("m4a", "mp4", "mov", "3gp", "3g2", "aac", "amr"),
}
#: First bytes of containers, and where they stand: such a file was once audio, even if nothing can be read any more.
_MARKS = ((b"RIFF", 0), (b"RF64", 0), (b"ID3", 0), (b"OggS", 0), (b"fLaC", 0), (b"#!AMR", 0), (b"ftyp", 4))
_HEAD = 12


def _no_other_file(*_: Any) -> Any:
    raise PermissionError


def content(file: BinaryIO) -> bytes | mmap:
    """The bytes of a file that is not empty, in place where it lies on this machine; it stands at its start again."""
    file.seek(0)
    try:
        return mmap(file.fileno(), 0, access=ACCESS_READ)
    except OSError:  # it lies in memory or far away
        return file.read()
    finally:
        file.seek(0)


def open_audio(file: BinaryIO, name: str, timeout: float) -> InputContainer:
    """The opened container; the caller closes it. Raises Refused."""
    head = file.read(_HEAD)
    file.seek(0)
    try:
        return av.open(
            file,
            mode="r",
            container_options={"format_whitelist": ",".join(_FORMATS), "protocol_whitelist": ""},
            metadata_errors="ignore",
            timeout=timeout,
            io_open=_no_other_file,
        )
    except (av.FFmpegError, ValueError, PermissionError) as fault:
        known = any(head.startswith(mark, at) for mark, at in _MARKS)
        code = "audio.unreadable" if known else "audio.not_audio"
        raise Refused(Problem(code, name)) from fault


def only_audio(container: InputContainer, name: str) -> AudioStream:
    """The one audio stream, with a plausible header. Pictures and video are ignored."""
    streams = container.streams.audio
    if not streams:
        raise Refused(Problem("audio.not_audio", name))
    if len(streams) > 1:
        raise Refused(Problem("audio.several_streams", name, {"streams": len(streams)}))
    stream = streams[0]
    if stream.codec_context is None:  # FFmpeg knows no decoder; the type stubs do not say so
        raise Refused(Problem("audio.unknown_codec", name))
    channels, rate = stream.codec_context.channels, stream.codec_context.sample_rate
    if not 1 <= channels <= MAX_CHANNELS:
        raise Refused(Problem("audio.channels", name, {"channels": channels, "max": MAX_CHANNELS}))
    if rate not in _RATES:
        raise Refused(Problem("audio.sample_rate", name, {"rate": rate, "min": _RATES[0], "max": _RATES[-1]}))
    return stream


def kind(container: InputContainer) -> str:
    """Short name of the container: `wav`, `mp3`, `ogg`, `mov` ..."""
    return next((format_ for format_ in container.format.name.split(",") if format_ in _FORMATS), container.format.name)


def mislabelled(kind_: str, name: str) -> tuple[Problem, ...]:
    """A note when the file's name promises another format than it holds."""
    suffix = PurePath(name).suffix.lower().removeprefix(".")
    if not suffix or suffix in _FORMATS.get(kind_, (suffix,)):
        return ()
    return (Problem("audio.mislabelled", name, {"named": suffix, "really": kind_}),)
