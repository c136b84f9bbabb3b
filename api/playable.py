"""Recordings as a browser can play them."""

import io
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import BinaryIO

from audit.records import Transcript
from pipelines.bootstrap import Application

WAV = "audio/wav"
#: Container, as decoders name it -> media type of what every browser plays as it is.
PLAYED = {
    "wav": WAV,
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "mp4": "audio/mp4",
    "m4a": "audio/mp4",
    "mov": "audio/mp4",
    "aac": "audio/aac",
}
#: Of WAV files, what browsers play; telephones have many more.
_WAV_CODECS = frozenset({"pcm_s16le", "pcm_u8"})
#: Bytes of recordings of other formats that are held, decoded, unless one alone is larger: 4 MB for a minute of both sides.
HELD = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Playable:
    """What browsers do not know is decoded here and never kept on disk: what is deleted leaves no copy behind."""

    application: Application
    _held: "OrderedDict[str, bytes]" = field(default_factory=OrderedDict)
    _changing: Lock = field(default_factory=Lock)

    def open(self, digest: str, container: str, codec: str, name: str) -> tuple[BinaryIO, str]:
        """The file and its media type. Raises KeyError for bytes that are gone, Refused (`audio.*`) for what is none."""
        blobs = self.application.blobs
        known = PLAYED.get(container)
        if known is not None and (known != WAV or codec in _WAV_CODECS):
            return blobs.open(digest), known
        return io.BytesIO(self._decoded(digest, name)), WAV

    def _decoded(self, digest: str, name: str) -> bytes:
        with self._changing:
            if digest not in self._held:
                recording = self.application.decoder.decode(self.application.blobs.get(digest), name)
                self._held[digest] = self.application.clipper(recording, 0.0, recording.duration, 0.0, name)
            self._held.move_to_end(digest)
            while len(self._held) > 1 and sum(map(len, self._held.values())) > HELD:
                self._held.popitem(last=False)
            return self._held[digest]


def facts(transcript: Transcript | None) -> Mapping[str, object]:
    """What was noted of a recording when it was heard; nothing where it was not."""
    found = transcript.settings.get("recording") if transcript else None
    return found if isinstance(found, Mapping) else {}
