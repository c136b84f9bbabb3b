"""Speaks Chinese text with espeak-ng, tells when every character starts, and sends the sound through a telephone."""

import ctypes
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfilt

from .pinyin import PAUSES, readings

RATE = 22050
"""Samples per second that espeak-ng delivers."""
PHONE_RATE = 8000
VOICES = {"agent_m": "m3", "agent_f": "f2", "debtor_m": "m4", "debtor_f": "f5"}
"""The demo's voices and their espeak-ng variants; any other variant name is taken as it is."""

_LANGUAGE = "cmn-latn-pinyin"  # espeak-ng 1.51 reads pinyin under "cmn" as English letters
_SYNCHRONOUS, _UTF8 = 2, 1
_END, _WORD = 0, 1
_SPEED, _PITCH = 1, 3


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("utterance", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_longlong),
    ]


_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


def _installed() -> tuple[ctypes.CDLL, bytes | None]:
    """The library and where its data lies: the system's, or those of the package espeakng-loader, which sound the same."""
    try:
        return ctypes.CDLL("libespeak-ng.so.1"), None
    except OSError:
        import espeakng_loader

        return ctypes.CDLL(espeakng_loader.get_library_path()), espeakng_loader.get_data_path().encode()


class _Synthesiser:
    """The one espeak-ng instance of this process (the library allows no second one)."""

    def __init__(self) -> None:
        self.library, data = _installed()
        if self.library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0) != RATE:
            raise RuntimeError("espeak-ng did not start; install espeak-ng 1.51 with its data, or espeakng-loader")
        self.chunks: list[NDArray[np.int16]] = []
        self.words: list[tuple[int, int]] = []
        self.voice = ""
        self.callback = _CALLBACK(self._receive)  # kept, or it would be collected while C still calls it
        self.library.espeak_SetSynthCallback(self.callback)

    def _receive(self, samples, count, events) -> int:  # type: ignore[no-untyped-def]
        if samples and count > 0:
            self.chunks.append(np.ctypeslib.as_array(samples, (count,)).copy())
        at = 0
        while events[at].type != _END:
            if events[at].type == _WORD:
                self.words.append((events[at].text_position, events[at].sample))
            at += 1
        return 0

    def say(self, script: str, voice: str, speed: int, pitch: int) -> tuple[NDArray[np.int16], list[tuple[int, int]]]:
        """Samples and (1-based position in script, first sample) of every blank-separated word."""
        if voice != self.voice and self.library.espeak_SetVoiceByName(f"{_LANGUAGE}+{voice}".encode()) != 0:
            raise ValueError(f"espeak-ng has no voice {voice!r}")
        self.voice = voice
        self.library.espeak_SetParameter(_SPEED, speed, 0)
        self.library.espeak_SetParameter(_PITCH, pitch, 0)
        self.chunks, self.words = [], []
        data = script.encode()
        self.library.espeak_Synth(data, len(data) + 1, 0, 0, 0, _UTF8, None, None)
        return np.concatenate(self.chunks or [np.zeros(0, np.int16)]), self.words


_synthesiser = cache(_Synthesiser)


def speak(
    text: str, voice: str, speed: int = 200, pitch: int = 50, read: list[str] | None = None
) -> tuple[NDArray[np.float32], list[tuple[int, float]]]:
    """Sound of a text at RATE, and (index of the character, its start in seconds) for every spoken character.

    voice: a key of VOICES or an espeak-ng variant ("m1", "f3"); speed in words per minute, pitch 0 to 99.
    read: readings of the characters, when the caller knows better than `readings(text)`.
    """
    script, character_at = "", {}
    for index, syllable in enumerate(read if read is not None else readings(text)):
        if syllable in PAUSES.values():
            script = script.rstrip() + syllable + " "
        elif syllable:
            character_at[len(script) + 1] = index
            script += syllable + " "
    samples, words = _synthesiser().say(script, VOICES.get(voice, voice), speed, pitch)
    times = [(character_at[position], first / RATE) for position, first in words if position in character_at]
    if len(times) != len(character_at):
        raise ValueError(f"espeak-ng reported {len(times)} of {len(character_at)} syllables: {script!r}")
    return samples.astype(np.float32) / 32768, times


def telephone(samples: NDArray[np.float32], band_pass: bool = True, peak: float = 0.6) -> NDArray[np.int16]:
    """What a telephone line leaves of sound at RATE: 8 kHz, 250 to 3500 Hz, peak level, 8-bit mu-law and back."""
    narrow = resample_poly(samples, 160, 441)
    if band_pass:
        narrow = sosfilt(butter(2, (250, 3500), "bandpass", fs=PHONE_RATE, output="sos"), narrow)
    return (mu_law(narrow * (peak / max(float(np.abs(narrow).max(initial=0)), 1e-6))) * 32767).astype(np.int16)


def mu_law(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Samples in -1..1 after 8-bit mu-law coding and decoding."""
    coded = np.sign(samples) * np.log1p(255 * np.abs(np.clip(samples, -1, 1))) / np.log(256)
    coded = np.round(coded * 127) / 127
    return (np.sign(coded) * (np.power(256.0, np.abs(coded)) - 1) / 255).astype(np.float32)
