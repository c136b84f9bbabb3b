"""Gives every character of a Chinese text its reading: one pinyin syllable with a tone digit, or a pause mark."""

import re

from pypinyin import Style, lazy_pinyin

PAUSES = {",": ",", "、": ",", ";": ",", ":": ",", "。": ".", "?": "?", "!": "!"}
"""Chinese punctuation, in half-width form, and the mark that the synthesiser pauses at."""

_FULL_WIDTH = str.maketrans("，？！；：", ",?!;:")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_REPAY = re.compile(r"还(?![是有没要能不差])")
_ALL = re.compile(r"(?<![成首])都")


def plain(text: str) -> str:
    """The text with half-width punctuation; same length, so positions stay valid."""
    return text.translate(_FULL_WIDTH)


def readings(text: str) -> list[str]:
    """One entry per character: "huan2", a pause mark of PAUSES, or "" for what cannot be spoken.

    Each stretch between punctuation marks is read alone, because pypinyin groups punctuation and
    would break the one-to-one relation of characters and syllables.
    """
    text = plain(text)
    result = [PAUSES.get(character, "") for character in text]
    for stretch in _HAN.finditer(text):
        syllables = lazy_pinyin(stretch.group(), style=Style.TONE3, neutral_tone_with_five=True)
        if len(syllables) != len(stretch.group()):
            raise ValueError(f"reading and text differ in length: {stretch.group()!r} {syllables!r}")
        result[stretch.start() : stretch.end()] = syllables
    for match in _REPAY.finditer(text):  # in this field 还 mostly means "repay"
        result[match.start()] = "huan2"
    for match in _ALL.finditer(text):
        result[match.start()] = "dou1"
    return result


_INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")


def parts(syllable: str) -> tuple[str, str, str]:
    """Initial, final and tone of a syllable: "zhang1" -> ("zh", "ang", "1"); a missing initial is ""."""
    letters, tone = syllable[:-1], syllable[-1]
    initial = next((i for i in _INITIALS if letters.startswith(i)), "")
    return initial, letters[len(initial) :], tone
