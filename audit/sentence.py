"""Where a sentence begins and ends in a normalised text."""

import re

#: A full stop of Latin script ends one before a blank or the end, unless a title stands before it: `3.5`, `mr. reed`.
_SENTENCE = re.compile(r"[。!?;\n]|\.(?=\s|$)(?<!\bmr\.)(?<!\bms\.)(?<!\bmrs\.)(?<!\bdr\.)")
#: Characters; a sentence without any mark, as recognisers write them, ends here.
REACH = 200


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Bounds of the sentence, or sentences, that `[start, end)` is in, with the sign that ends them."""
    return bounds(_SENTENCE, text, start, end)


def bounds(breaks: re.Pattern[str], text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch around `[start, end)` up to the nearest breaks, the last one included."""
    low, high = max(start - REACH, 0), min(end + REACH, len(text))
    first = low
    for found in breaks.finditer(text, low, start):
        first = found.end()
    last = breaks.search(text, max(end - 1, start), high)
    return first, last.end() if last else high
