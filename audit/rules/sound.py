"""How it sounds, read from a rule file: `sound: {loudness: 10 dB, times: 2}`."""

import re

from audit.records import Channel
from audit.rules.fields import Fields, refuse, text, whole
from audit.rules.model import UNITS, Acoustic, Measure, Who
from audit.rules.node import Node

#: A larger limit is a slip: nobody speaks so fast, or is so much louder than usual.
LARGEST = {"seconds": 300.0, "syllables": 20.0, "dB": 40.0}
#: Where there may be a recording.
RECORDED = frozenset((Channel.CALL, Channel.VISIT))
MOST_TIMES = 20


def read_sound(node: Node) -> Acoustic:
    fields = Fields(node, [], [*Measure, "times"])
    chosen = [measure for measure in Measure if measure in fields]
    if len(chosen) != 1:
        fields.fault("rules.one_measure", node, known=", ".join(Measure))
    measure = chosen[0] if chosen else Measure.SILENCE
    found = Acoustic(
        measure,
        fields.read(measure, lambda value: _limit(value, UNITS[measure]), 0.0),
        fields.read("times", _times, 1),
    )
    fields.done()
    return found


def heard_nowhere(who: Who) -> bool:
    """Whether the rule looks at contacts of which there is never a recording."""
    return not who.channels or not who.channels <= RECORDED


def _limit(node: Node, unit: str) -> float:
    found = re.fullmatch(rf"([0-9]{{1,3}}(?:\.[0-9])?) {unit}", text(node))
    if not found or not 0 < float(found[1]) <= LARGEST[unit]:
        raise refuse("rules.bad_limit", node, value=node.plain, unit=unit, most=f"{LARGEST[unit]:g}")
    return float(found[1])


def _times(node: Node) -> int:
    if not 1 <= whole(node) <= MOST_TIMES:
        raise refuse("rules.bad_sound_times", node, value=node.plain, most=MOST_TIMES)
    return whole(node)
