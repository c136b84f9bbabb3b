"""What changed between two states of a pack, rule by rule, in no language yet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from audit.rules.explain import explain
from audit.rules.lock import Lock
from audit.rules.model import Example, Rule, Tests
from audit.rules.telling import Line
from audit.rules.words import Words

#: Sections of an explanation that make up the logic.
LOGIC = ("who", "when", "unless", "case")


@dataclass(frozen=True, slots=True)
class Side:
    """One state of the rules, and the word groups they were read with."""

    rules: Sequence[Rule]
    words: Words


def diff(old: Side, new: Side) -> tuple[Line, ...]:
    """One line for each rule that was added, removed or changed, by id, with what changed below it."""
    before, after = ({rule.id: rule for rule in side.rules} for side in (old, new))
    lines = []
    for name in sorted(before.keys() | after.keys()):
        if name not in before:
            lines.append(_whole("diff.added", after[name]))
        elif name not in after:
            lines.append(_whole("diff.removed", before[name]))
        elif below := tuple(_changes(before[name], old.words, after[name], new.words)):
            lines.append(Line("diff.changed", {"id": name, "title": after[name].title}, below))
    return tuple(lines)


def diff_lock(rules: Iterable[Rule], lock: Lock) -> tuple[Line, ...]:
    """The same against a lock, which knows versions only."""
    after = {rule.id: rule for rule in rules}
    lines = []
    for name in sorted(after.keys() | lock.keys()):
        if name not in lock:
            lines.append(_whole("diff.added", after[name]))
        elif name not in after:
            lines.append(Line("diff.gone", {"id": name, "version": lock[name].version}))
        elif after[name].version != lock[name].version or after[name].digest != lock[name].digest:
            version = _was("version", lock[name].version, after[name].version)
            lines.append(Line("diff.changed", {"id": name, "title": after[name].title}, (version,)))
    return tuple(lines)


def _whole(code: str, rule: Rule) -> Line:
    return Line(code, {"id": rule.id, "title": rule.title, "version": rule.version})


def _changes(old: Rule, old_words: Words, new: Rule, new_words: Words) -> Iterator[Line]:
    for field, before, after in (
        ("version", old.version, new.version),
        ("status", Line(f"rule_status.{old.status}"), Line(f"rule_status.{new.status}")),
        ("severity", old.severity, new.severity),
        ("category", old.category, new.category),
        ("owner", old.owner, new.owner),
        ("title", old.title, new.title),
        ("from", old.valid_from.isoformat(), new.valid_from.isoformat()),
        ("to", _day(old), _day(new)),
        ("note", old.note or Line("diff.nothing"), new.note or Line("diff.nothing")),
    ):
        if before != after:
            yield _was(field, before, after)
    if _logic(old) != _logic(new):
        yield Line("diff.logic", {}, _lines(_told(old, old_words), _told(new, new_words)) or (Line("diff.wording"),))
    yield from _section("law", list(map(str, old.law)), list(map(str, new.law)))
    if old.law != new.law and list(map(str, old.law)) == list(map(str, new.law)):
        yield Line("diff.verified")
    yield from _tests(old.tests, new.tests)


def _was(field: str, before: int | str | Line | Mapping[str, str], after: int | str | Line | Mapping[str, str]) -> Line:
    return Line("diff.was", {"field": Line(f"diff.field.{field}"), "before": before, "after": after})


def _day(rule: Rule) -> str | Line:
    return rule.valid_to.isoformat() if rule.valid_to else Line("diff.open_end")


def _logic(rule: Rule) -> object:
    return (
        rule.who,
        rule.say,
        rule.absence,
        rule.sound,
        rule.unanswered,
        rule.unless,
        rule.facts,
        rule.tiers,
        rule.signals,
    )


def _told(rule: Rule, words: Words) -> list[Line]:
    """The logic's sentences. Without tests, from which they would take their samples."""
    sections = explain(replace(rule, tests=Tests()), words)
    return [line for section in sections if section.code.rpartition(".")[2] in LOGIC for line in _flat(section.below)]


def _flat(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        yield replace(line, below=())
        yield from _flat(line.below)


def _lines(before: Sequence[Line], after: Sequence[Line]) -> tuple[Line, ...]:
    gone = tuple(Line("diff.minus", {"text": line}) for line in before if line not in after)
    return gone + tuple(Line("diff.plus", {"text": line}) for line in after if line not in before)


def _section(name: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    gone = [Line("diff.minus", {"text": text}) for text in before if text not in after]
    came = [Line("diff.plus", {"text": text}) for text in after if text not in before]
    if gone or came:
        yield Line(f"diff.{name}", {}, (*gone, *came))


def _tests(old: Tests, new: Tests) -> Iterator[Line]:
    for field in ("must", "must_not", "known_misses", "known_false_alarms"):
        before, after = list(map(_row, getattr(old, field))), list(map(_row, getattr(new, field)))
        gone, came = sum(row not in after for row in before), sum(row not in before for row in after)
        if gone or came:
            yield Line("diff.tests", {"list": field, "gone": gone, "came": came, "now": len(after)})


def _row(row: Example) -> Example:
    return replace(row, line=0)
