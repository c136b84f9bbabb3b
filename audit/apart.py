"""Two people in one channel told apart: by their voices, by what each side says, and only as surely as that tells."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audit.frames import Frames
from audit.quality import Grade, Quality
from audit.records import Speaker, Turn, Word
from audit.roles import Cues
from audit.text import normalise
from audit.voices import two_voices

#: Probability from which a turn is given to a side. Below it the speaker is unknown, whom no rule accuses.
SURE = 0.9
#: Log-odds by which words must bind the voices to the sides before the voices count: one slip would turn the whole call over.
_BOUND = 4.0
#: Log-odds below which a piece tells nothing and goes with the one before.
_FAINT = 1.0
_SUREST = 6.0
#: Seconds without a word inside one utterance at which the other may have taken over, as people do within half a second.
_CHANGE = 0.3


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words that one person says in one breath."""

    turn: Turn
    words: tuple[Word, ...]

    @property
    def times(self) -> tuple[float, float]:
        if self.words:
            return self.words[0].start, self.words[-1].end
        return self.turn.start or 0.0, self.turn.end or 0.0

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words) if self.words else self.turn.text


def told_apart(turns: Sequence[Turn], frames: Frames, channel: int, cues: Cues, other: Speaker) -> list[Turn]:
    """Turns of one channel with a speaker each and how surely it is that one; `other` is whom the agent talks to.

    A turn in which both speak becomes several.
    """
    pieces = [piece for turn in turns for piece in _pieces(turn)]
    voices = two_voices(frames, channel, [piece.times for piece in pieces])
    said = [0.0 if piece.turn.void else cues.odds(normalise(piece.text).text) for piece in pieces]
    odds = _odds(voices.odds, said)
    told: list[Turn] = []
    for turn in turns:
        own = [(piece, odd) for piece, odd in zip(pieces, odds, strict=True) if piece.turn is turn]
        told += _turns(turn, own, other)
    return told


def _pieces(turn: Turn) -> Iterator[_Piece]:
    words = turn.words
    starts = [place for place in range(1, len(words)) if words[place].start - words[place - 1].end >= _CHANGE]
    for first, last in zip([0, *starts], [*starts, len(words)], strict=True):
        yield _Piece(turn, words[first:last])


def _odds(voices: Sequence[float], said: Sequence[float]) -> list[float]:
    """For each piece the log-odds that the agent speaks: by its own words, and by what its voice says elsewhere."""
    second = [math.tanh(odds / 2) for odds in voices]
    bound = sum(side * words for side, words in zip(second, said, strict=True))  # > 0: the second voice is the agent's
    found = []
    for odds, side, words in zip(voices, second, said, strict=True):
        elsewhere = bound - side * words
        tells = odds and abs(elsewhere) >= _BOUND
        found.append(words + 2 * math.atanh(math.tanh(odds / 2) * math.tanh(elsewhere / 2)) if tells else words)
    return found


def _turns(turn: Turn, pieces: Sequence[tuple[_Piece, float]], other: Speaker) -> Iterator[Turn]:
    runs: list[list[tuple[_Piece, float]]] = []
    leaning = 0.0
    for piece, odds in pieces:
        if not runs or (abs(odds) >= _FAINT and odds * leaning < 0):
            runs.append([])
            leaning = 0.0
        runs[-1].append((piece, odds))
        leaning = odds if abs(odds) >= _FAINT else leaning
    for run in runs:
        words = tuple(word for piece, _ in run for word in piece.words)
        odds = max(-_SUREST, min(_SUREST, sum(odds for _, odds in run)))
        if len(runs) == 1:
            yield _given(turn, odds, other)
        elif text := "".join(word.text for word in words).strip():
            part = replace(turn, text=text, words=words, start=words[0].start, end=words[-1].end)
            yield _given(part, odds, other)


def _given(turn: Turn, odds: float, other: Speaker) -> Turn:
    sure = 1 / (1 + math.exp(-abs(odds)))
    speaker = Speaker.UNKNOWN if sure < SURE else Speaker.AGENT if odds > 0 else other
    quality = turn.quality or Quality(Grade.CLEAR)
    return replace(turn, speaker=speaker, quality=replace(quality, attribution=math.floor(1000 * sure) / 1000))
