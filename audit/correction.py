"""A person hears something else than the recogniser: a version of the transcript beside the old one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from audit.errors import Problem, Refused
from audit.quality import Grade
from audit.records import Transcript, Turn

CORRECTED = "corrected"


def corrected(key: str, heard: Transcript, texts: Mapping[int, str], by: str, at: datetime) -> Transcript:
    """With these texts in place of those of the turns with these numbers. Raises Refused (`correction.*`).

    Times of words are those of words that nobody said, so a corrected turn has none; what else is known of it stays.
    The model stays named, since all other turns are its own.
    """
    known = {turn.index: turn for turn in heard.turns}
    if strange := sorted(texts.keys() - known.keys()):
        raise Refused(Problem("correction.no_turn", key, {"turn": strange[0], "turns": len(known)}))
    changed = sorted(index for index, text in texts.items() if text != known[index].text)
    if not changed:
        raise Refused(Problem("correction.nothing", key))
    if any(not texts[index].strip() for index in changed):
        raise Refused(Problem("correction.empty", key))
    turns = tuple(_said(turn, texts[turn.index]) if turn.index in changed else turn for turn in heard.turns)
    settings = {**heard.settings, "corrected": {"by": by, "at": at.isoformat(), "turns": changed, "from": heard.origin}}
    return replace(heard, turns=turns, origin=CORRECTED, settings=settings)


def _said(turn: Turn, text: str) -> Turn:
    """How well it was recognised says nothing of what a person wrote; whose turn it is stays as sure as it was."""
    quality = turn.quality and replace(turn.quality, grade=Grade.CLEAR, flaws=())
    return replace(turn, text=text, words=(), avg_logprob=None, no_speech_prob=None, quality=quality)
