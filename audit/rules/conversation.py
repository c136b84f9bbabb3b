"""Forms that look beyond one turn: spread parts, repetition, missing answers and omissions, read from a rule file."""

import re

from audit.reading import ANSWER, STEPS
from audit.records import Speaker
from audit.rules.fields import Fields, choice, each, one_of, refuse, some, text, whole
from audit.rules.model import Absence, Part, Phrase, Reach, Recognised, Repeated, Say, Spread, Unanswered, Unit
from audit.rules.node import Node
from audit.rules.pattern import read_pattern, read_recognised
from audit.rules.words import Words

#: Wider than this, parts have nothing to do with one another.
WIDEST = {Unit.TURNS: 20, Unit.SECONDS: 300}
#: Parts in any order; each more multiplies the orders to try.
MOST_UNORDERED = 4

_NOTHING = Phrase("", "")


def read_say(node: Node, words: Words) -> Say:
    """What a rule as a whole says. Raises Refused with every fault in it."""
    keys = node.value if isinstance(node.value, dict) else {}
    if "reader" in keys:
        return read_recognised(node)
    if "repeated" in keys:
        return _repeated(Fields(node, ["repeated"]), words)
    form = next((key for key in ("near", "together") if key in keys), None)
    distance = keys["within"].value if form and "within" in keys else None
    if form and isinstance(distance, str) and not distance.endswith(" chars"):
        return _spread(Fields(node, [form, "within"]), form, words)
    return read_pattern(node, words)


def _repeated(fields: Fields, words: Words) -> Repeated:
    def read(node: Node) -> Repeated:
        inner = Fields(node, ["say", "times"])
        found = Repeated(
            inner.read("say", lambda value: read_pattern(value, words), _NOTHING), inner.read("times", _times, 2)
        )
        inner.done()
        return found

    found = fields.read("repeated", read, Repeated(_NOTHING, 2))
    fields.done()
    return found


def _times(node: Node) -> int:
    if not 2 <= whole(node) <= 20:
        raise refuse("rules.bad_times", node, value=node.plain)
    return whole(node)


def _spread(fields: Fields, form: str, words: Words) -> Spread:
    parts = fields.read(form, each(lambda node: _part(node, words)), (Part(_NOTHING),) * 2)
    count, unit = fields.read("within", _distance, (1, Unit.TURNS))
    if len(parts) < 2:
        fields.fault("rules.too_few_parts", fields.at(form), form=form, least=2)
    if form == "together" and len(parts) > MOST_UNORDERED:
        fields.fault("rules.too_many_parts", fields.at(form), form=form, most=MOST_UNORDERED)
    fields.done()
    return Spread(parts, count, unit, ordered=form == "near")


def _part(node: Node, words: Words) -> Part:
    if not (isinstance(node.value, dict) and "by" in node.value):
        return Part(read_pattern(node, words))
    fields = Fields(node, ["by", "say"])
    part = Part(
        fields.read("say", lambda value: read_pattern(value, words), _NOTHING),
        fields.read("by", some(choice(Speaker)), None),
    )
    fields.done()
    return part


def _distance(node: Node) -> tuple[int, Unit]:
    found = re.fullmatch(f"([0-9]{{1,3}}) ({'|'.join(Unit)})", text(node))
    if not found or not 0 < int(found[1]) <= WIDEST[Unit(found[2])]:
        limits = {str(unit): most for unit, most in WIDEST.items()}
        raise refuse("rules.bad_distance", node, value=node.plain, **limits)
    return int(found[1]), Unit(found[2])


def read_unanswered(node: Node, words: Words) -> Unanswered:
    fields = Fields(node, ["by", "say", "within"], ["or"])
    found = Unanswered(
        fields.read("by", some(choice(Speaker)), frozenset()),
        fields.read("say", lambda value: read_pattern(value, words), _NOTHING),
        fields.read("within", turns, 1),
        _or(fields, frozenset((ANSWER,))),
    )
    fields.done()
    return found


def _or(fields: Fields, known: frozenset[str]) -> Recognised | None:
    """What a learned reader may know as well as the words do."""
    found = fields.read("or", read_recognised, None)
    if found and found.category not in known:
        fields.fault("rules.unread", fields.at("or"), read=found.category, known=", ".join(sorted(known)))
    return found


def read_absence(node: Node, words: Words) -> Absence:
    fields = Fields(node, ["say", "within", "at_least"], ["from", "opening", "or"])
    count, unit = fields.read("within", _stretch, (0, Unit.TURNS))
    start = fields.read("from", one_of(("start", "end")), "start") == "start"
    absence = Absence(
        say=fields.read("say", lambda value: read_pattern(value, words), _NOTHING),
        reach=Reach(count, unit, first=start),
        at_least=fields.read("at_least", turns, 0),
        opening=fields.read("opening", one_of(("recorded",)), "") == "recorded",
        read=_or(fields, STEPS),
    )
    if unit is Unit.TURNS and absence.at_least > count > 0:
        fields.fault("rules.at_least_over_within", fields.at("at_least"), at_least=absence.at_least, within=count)
    if absence.opening and not start:
        fields.fault("rules.opening_of_the_end", fields.at("opening"))
    fields.done()
    return absence


def _stretch(node: Node) -> tuple[int, Unit]:
    fields = Fields(node, [], list(Unit))
    chosen = [unit for unit in Unit if unit in fields]
    if len(chosen) != 1:
        fields.fault("rules.turns_or_seconds", node)
    unit = chosen[0] if chosen else Unit.TURNS
    count = _counted(fields, unit)
    fields.done()
    return count, unit


def turns(node: Node) -> int:
    fields = Fields(node, [Unit.TURNS])
    count = _counted(fields, Unit.TURNS)
    fields.done()
    return count


def _counted(fields: Fields, unit: Unit) -> int:
    count = fields.read(unit, whole, 0)
    if count == 0 and unit in fields:
        fields.fault("rules.not_a_number", fields.at(unit), value=0)
    return count


def read_reach(node: Node, unit: Unit) -> Reach:
    found = re.fullmatch("(first|last) ([1-9][0-9]{0,2})", text(node))
    if not found:
        raise refuse("rules.bad_reach", node, value=node.plain)
    return Reach(int(found[2]), unit, first=found[1] == "first")
