"""How well a turn was heard and how it sounds: what readers and rules may rely on."""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """Of a turn that a machine wrote down, best first."""

    CLEAR = "clear"
    FAIR = "fair"
    POOR = "poor"
    #: Most likely nobody said this. Kept and shown, and never cited: what would only hold here is not assessed.
    VOID = "void"


class Flaw(StrEnum):
    """Why a grade is not `clear`."""

    #: The same words over and over: a recogniser that got stuck.
    LOOP = "loop"
    #: Faster than anybody speaks, or where nothing sounds.
    INVENTED = "invented"
    #: A phrase of film subtitles, which recognisers learned from and fill silence with.
    STOCK = "stock"
    #: The recogniser itself heard no speech.
    NO_SPEECH = "no_speech"
    #: Words laid over music.
    MUSIC = "music"
    #: The recogniser doubts its words.
    UNSURE = "unsure"
    NOISY = "noisy"
    CLIPPED = "clipped"
    HURRIED = "hurried"


@dataclass(frozen=True, slots=True)
class Sound:
    """How a turn sounds on its channel of the recording."""

    #: From 0. Turns of both sides on one channel were never heard apart.
    channel: int
    #: Loudness, in dB under full scale; None where it was not measured.
    level: float | None = None
    #: dB above the channel's noise.
    snr: float | None = None
    #: Share of the time in which the line was overdriven, in [0, 1].
    clipped: float | None = None
    #: Of the voice, in Hz; None where none is voiced.
    pitch: float | None = None


@dataclass(frozen=True, slots=True)
class Quality:
    grade: Grade
    flaws: tuple[Flaw, ...] = ()
    sound: Sound | None = None
    #: In [0, 1], that the turn is its speaker's where words and voice had to tell; None where channel or source did.
    attribution: float | None = None
