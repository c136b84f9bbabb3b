"""A language of tones, and its recogniser: calls whose words stand in the sound itself, so that masking them can be heard."""

import numpy as np

from audit.recording import SAMPLE_RATE
from audit.records import Speaker, Turn, Word
from tests.ears import HearsEachAlone

#: Hertz of every sign; the tone of a mask, 1000 Hz, is none of them.
SIGNS = {sign: 320 + 90 * number for number, sign in enumerate("0123456789好对是吗")}
SIGN_S = 0.2
#: Of every sign the last part is silent.
GAP_S = 0.04
#: Silence that ends an utterance.
PAUSE_S = 0.5


def spoken(text):
    """Samples of the text at 16 kHz; a blank is as much silence as a sign takes."""
    t = np.arange(round((SIGN_S - GAP_S) * SAMPLE_RATE)) / SAMPLE_RATE
    gap = np.zeros(round(GAP_S * SAMPLE_RATE))
    tones = (0.3 * np.sin(2 * np.pi * SIGNS.get(sign, 0) * t) for sign in text)
    return np.concatenate([part for tone in tones for part in (tone, gap)])


def recording(seconds, *lines, channels=2, seed=0):
    """Samples (channels, n) in faint noise; each line is (channel, second at which it begins, text)."""
    sound = np.random.default_rng(seed).normal(0, 0.001, (channels, round(seconds * SAMPLE_RATE)))
    for channel, second, text in lines:
        first, said = round(second * SAMPLE_RATE), spoken(text)
        sound[channel, first : first + len(said)] += said[: sound.shape[1] - first]
    return sound


class HearsDials(HearsEachAlone):
    """The `Transcriber` port for this language. Counts how often it listened."""

    model, settings = "dials@1", {"beam_size": 1}
    #: As faint as this it still hears.
    faintest = 0.01

    def __init__(self):
        self.heard = 0

    def transcribe(self, audio):
        self.heard += 1
        turns = []
        for words in _utterances(list(self._words(np.asarray(audio)))):
            text = "".join(word.text for word in words)
            turns.append(Turn(len(turns), Speaker.UNKNOWN, text, words[0].start, words[-1].end, tuple(words)))
        return turns

    def _words(self, audio):
        """Every stretch of sound that has the length and the tone of a sign."""
        frame = round(0.01 * SAMPLE_RATE)
        loud = (
            np.sqrt(np.mean(np.square(audio[: len(audio) // frame * frame].reshape(-1, frame)), axis=1)) > self.faintest
        )
        edges = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(int), [0]])))
        for first, last in edges.reshape(-1, 2):
            part = audio[first * frame : last * frame]
            spectrum = np.abs(np.fft.rfft(part, 4 * SAMPLE_RATE))
            hertz = spectrum.argmax() / 4
            sign = min(SIGNS, key=lambda one: abs(SIGNS[one] - hertz))
            if abs(SIGNS[sign] - hertz) < 25 and len(part) > 0.1 * SAMPLE_RATE:
                yield Word(sign, first * 0.01, last * 0.01, 0.9)


def _utterances(words):
    current = []
    for word in words:
        if current and word.start - current[-1].end > PAUSE_S:
            yield current
            current = []
        current.append(word)
    if current:
        yield current
