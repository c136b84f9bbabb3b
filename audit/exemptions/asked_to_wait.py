"""Somebody asked the other to wait: a silence after that is agreed upon."""

import re
from collections.abc import Iterator

from audit.exemptions.hit import Hit
from audit.records import Speaker, Turn

_WAIT = re.compile(
    r"稍等|稍候|(?:等|等等)(?:一下|一会|会儿|我|下)|等(?:一)?等|别挂|不要挂|(?:我|帮您|给您|为您)(?:先)?(?:查|看|核实|确认|问|找|调)(?:一|下|看)"
    r"|我(?:去)?(?:拿|找|翻)(?:一下|下|支|个)|马上(?:回来|就好)|(?:please )?hold on|hold (?:the line|please)|one (?:moment|second|minute)"
    r"|just a (?:moment|second|minute)|let me (?:check|look|see|find|get)|bear with me|give me a (?:moment|second|minute)",
    re.IGNORECASE,
)


def exempt(hit: Hit) -> bool:
    return any(_WAIT.search(turn.text) for turn in _around(hit))


def _around(hit: Hit) -> Iterator[Turn]:
    """The turn that is quoted, the one before it, and those after it until its speaker speaks again."""
    for turn in hit.contact.turns:
        after = turn.index - hit.turn.index
        if turn.speaker is Speaker.IVR:
            continue
        if after > 0 and turn.speaker is hit.turn.speaker:
            return
        if after >= -1:
            yield turn
