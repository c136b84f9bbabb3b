"""What was masked in a recording, why, and whether the masked copy was shown to hold none of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from audit.errors import Problem


class Stretch(NamedTuple):
    """Seconds [start, end) of one channel, and the kinds of personal data that are said in them, in order."""

    channel: int
    start: float
    end: float
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Redaction:
    """The masked copy of one recording. It never holds what was masked, only where and of which kind."""

    contact: str
    #: Of everything that decides the result: the recording, what was said where, settings, recogniser.
    id: str
    #: SHA-256 of the recording, and of its masked copy; they are equal where nothing is to be masked.
    audio: str
    masked: str
    stretches: tuple[Stretch, ...]
    #: What masked and what listened afterwards, so that the result can be made again.
    settings: Mapping[str, object]
    #: How often a copy was transcribed, the last time being the proof.
    hearings: int
    #: Why the copy is given to nobody until a person has listened; empty where the last hearing showed nothing.
    held: tuple[Problem, ...] = ()


def redaction_id(*parts: object) -> str:
    """Equal parts, equal id; they are told apart by how they are written."""
    return hashlib.sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()[:32]
