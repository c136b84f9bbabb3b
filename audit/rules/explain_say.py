"""What must be said, told part by part, word groups spelt out."""

from collections.abc import Sequence
from dataclasses import dataclass

from audit.reading import CONVERSATIONAL, SIGN
from audit.records import Speaker
from audit.rules.model import AllOf, AnyOf, Near, Part, Pattern, Phrase, Pii, Recognised, Repeated, Say, Spread
from audit.rules.samples import plain, samples
from audit.rules.telling import Joined, Line, Value, joined
from audit.rules.words import REFERENCE, Words

#: Members of a group, and words like those of a regular expression, that are shown.
SHOWN, LIKE = 5, 4


@dataclass(frozen=True, slots=True)
class SayTeller:
    words: Words
    #: Normalised texts of the rule's own tests in which it must be found.
    texts: tuple[str, ...]

    def say(self, say: Say) -> tuple[Line, ...]:
        if isinstance(say, Repeated):
            return (self._over("explain.repeated", (say.say,), times=say.times),)
        if isinstance(say, Spread):
            order = "near" if say.ordered else "together"
            parts = tuple(self._part(part) for part in say.parts)
            return (Line(f"explain.{order}_{say.unit}", {"within": say.within}, parts),)
        return self._all(say) if isinstance(say, AllOf) else (self.pattern(say),)

    def pattern(self, pattern: Pattern) -> Line:
        if isinstance(pattern, Phrase):
            return self._phrase(pattern)
        if isinstance(pattern, Pii):
            return Line("explain.pii", {"kinds": _codes("pii", sorted(pattern.kinds))})
        if isinstance(pattern, Recognised):
            beside = pattern.category in CONVERSATIONAL - {SIGN}
            code = f"explain.recognised.{pattern.category}" if beside else "explain.recognised"
            return Line(code, {"percent": round(pattern.at_least * 100)})
        if isinstance(pattern, Near):
            code = "explain.near_chars" if pattern.ordered else "explain.together_chars"
            return self._over(code if pattern.within else f"{code}_0", pattern.parts, within=pattern.within)
        if isinstance(pattern, AnyOf):
            return self._any(pattern.parts)
        lines = self._all(pattern)
        return lines[0] if len(lines) == 1 else Line("explain.except", {}, lines)

    def _part(self, part: Part) -> Line:
        line = self.pattern(part.say)
        return line if part.by is None else Line("explain.said_by", {"speakers": speakers(part.by)}, (line,))

    def _over(self, code: str, parts: Sequence[Pattern], **values: Value) -> Line:
        return Line(code, values, tuple(self.pattern(part) for part in parts))

    def _any(self, parts: Sequence[Pattern]) -> Line:
        lines = self._alternatives(parts)
        return lines[0] if len(lines) == 1 else Line("explain.any", {}, lines)

    def _alternatives(self, parts: Sequence[Pattern]) -> tuple[Line, ...]:
        """Single words stand together in one line."""
        words = [part for part in parts if isinstance(part, Phrase) and not REFERENCE.fullmatch(part.source)]
        literal = [word for part in words if (word := plain(part.expression))]
        others = [part for part in parts if not (isinstance(part, Phrase) and part in words and plain(part.expression))]
        first = (Line("explain.words", {"words": _quoted(literal)}),) if literal else ()
        return first + tuple(self.pattern(part) for part in others)

    def _all(self, pattern: AllOf) -> tuple[Line, ...]:
        parts = [self.pattern(part) for part in pattern.parts]
        whole = parts[0] if len(parts) == 1 else Line("explain.all", {}, tuple(parts))
        if not pattern.none:
            return (whole,)
        return whole, Line("explain.none", {}, self._alternatives(pattern.none))

    def _phrase(self, phrase: Phrase) -> Line:
        if reference := REFERENCE.fullmatch(phrase.source):
            return self._group(reference[1])
        literal = plain(phrase.expression)
        if literal:
            return Line("explain.words", {"words": _quoted([literal])})
        return Line("explain.like", {"words": _quoted(samples(phrase.expression, self.texts, LIKE))})

    def _group(self, name: str) -> Line:
        members = self.words.groups[name].words
        literal = [word for member in members if (word := plain(member))]
        shown = [word for word in literal if any(word in text for text in self.texts)]
        shown += [word for word in reversed(literal) if word not in shown]
        for member in members:
            if len(shown) < SHOWN and plain(member) is None:
                shown += [word for word in samples(member, self.texts, SHOWN) if word not in shown]
        few = shown[:SHOWN]
        whole = "explain.group_whole" if len(members) <= len(few) else "explain.group"
        code = whole if len(literal) == len(members) else "explain.group_like"
        return Line(code, {"group": name, "count": len(members), "words": _quoted(few)})


def speakers(who: frozenset[Speaker]) -> Value:
    return _codes("side", sorted(who)) if who else Line("explain.anybody")


def _codes(kind: str, names: Sequence[str]) -> Value:
    return joined([Line(f"{kind}.{name}") for name in names])


def _quoted(words: Sequence[str]) -> Value:
    return Joined(tuple(Line("explain.quoted", {"text": word}) for word in words), "explain.comma")
