"""What a recogniser wrote gets a grade by how sure it was, how the line sounded and how fast it would have been said."""

import re
from collections.abc import Iterator
from dataclasses import replace

from audit.quality import Flaw, Grade, Quality, Sound
from audit.rate import rate
from audit.records import Turn

#: Mean log probability of the words below which a turn is fair, poor, void.
UNSURE = (-0.5, -0.8, -1.2)
#: dB above the noise of the channel below which a turn is fair, poor, void: where nothing sounds nobody speaks.
NOISY = (15.0, 8.0, 2.0)
#: Share of overdriven time above which a turn is fair, poor.
CLIPPED = (0.05, 0.3)
#: Syllables per second above which a turn is fair, poor, void; people reach 8 or 9, and nobody the last.
HURRIED = (9.0, 14.0, 30.0)
#: Probability of no speech from which a turn is poor, and void where the words are doubtful, too.
NO_SPEECH = 0.6
_ORDER = (Grade.CLEAR, Grade.FAIR, Grade.POOR, Grade.VOID)
#: Whole turns that recognisers learned from subtitles of films.
_STOCK = re.compile(
    r"\W*(?:(?:请不吝)?(?:点赞|订阅|转发|打赏)\W*)+(?:支持)?(?:明镜与点点栏目)?\W*"
    r"|\W*(?:字幕|中文字幕|翻译|听打|校对)(?:由|志愿者|制作|提供|组|by)\W*.{0,20}"
    r"|\W*(?:谢谢|感谢)(?:大家)?(?:的)?(?:观看|收看|收听)\W*(?:下(?:次|期)再见)?\W*"
    r"|\W*(?:thanks|thank you) for watching\W*|\W*(?:please )?(?:like and )?subscribe.{0,24}|.{0,12}amara\.org.{0,12}",
    re.IGNORECASE,
)


def stock(text: str) -> bool:
    """Whether the text is one of the phrases that recognisers fill silence with."""
    return _STOCK.fullmatch(text) is not None


def graded(turn: Turn, sound: Sound | None = None) -> Turn:
    """The turn with its quality; flaws that the turn already has stay, and make it void."""
    known = turn.quality.flaws if turn.quality else ()
    found = dict.fromkeys(known, Grade.VOID) | dict(_flaws(turn, sound))
    grade = max(found.values(), key=_ORDER.index, default=Grade.CLEAR)
    flaws = tuple(flaw for flaw in Flaw if flaw in found)
    return replace(turn, quality=Quality(grade, flaws, sound))


def void(turn: Turn, flaw: Flaw) -> Turn:
    """The turn with a flaw for which its words prove nothing."""
    before = turn.quality or Quality(Grade.CLEAR)
    flaws = tuple(one for one in Flaw if one is flaw or one in before.flaws)
    return replace(turn, quality=replace(before, grade=Grade.VOID, flaws=flaws))


def _flaws(turn: Turn, sound: Sound | None) -> Iterator[tuple[Flaw, Grade]]:
    if stock(turn.text):
        yield Flaw.STOCK, Grade.VOID
    doubtful = _below(turn.avg_logprob, UNSURE)
    if (turn.no_speech_prob or 0) >= NO_SPEECH:
        yield Flaw.NO_SPEECH, Grade.VOID if doubtful in (Grade.POOR, Grade.VOID) else Grade.POOR
    if doubtful:
        yield Flaw.UNSURE, doubtful
    if turn.start is not None and turn.start == turn.end:
        yield Flaw.INVENTED, Grade.VOID
    if hurried := _above(rate(turn), HURRIED):
        yield (Flaw.INVENTED if hurried is Grade.VOID else Flaw.HURRIED), hurried
    if sound is None:
        return
    if noisy := _below(sound.snr, NOISY):
        yield (Flaw.INVENTED if noisy is Grade.VOID else Flaw.NOISY), noisy
    if clipped := _above(sound.clipped, CLIPPED):
        yield Flaw.CLIPPED, clipped


def _above(value: float | None, limits: tuple[float, ...]) -> Grade | None:
    """The grade that the last limit stands for which the value passes."""
    passed = sum(value > limit for limit in limits) if value is not None else 0
    return _ORDER[passed] if passed else None


def _below(value: float | None, limits: tuple[float, ...]) -> Grade | None:
    return None if value is None else _above(-value, tuple(-limit for limit in limits))
