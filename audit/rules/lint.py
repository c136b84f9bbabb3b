"""Policy over a whole pack: what no single rule can show."""

from collections.abc import Iterable, Sequence

from audit.errors import Problem
from audit.rules.model import AllOf, AnyOf, Near, Pattern, Repeated, Rule, Say, Spread
from audit.taxonomy import CATEGORIES


def lint(rules: Sequence[Rule], pack: str) -> tuple[tuple[Rule, ...], tuple[Problem, ...]]:
    """The rules without fault, in the order given, and every fault. Of two rules with one id the first one stays."""
    faults: list[Problem] = []
    sound: list[Rule] = []
    ids: dict[str, str] = {}
    bodies: dict[object, str] = {}
    for rule in rules:
        found = [*_category(rule), *_prefix(rule, pack)]
        if rule.id in ids:
            found.append(Problem("rules.doubled_id", rule.where, {"id": rule.id, "first": ids[rule.id]}))
        elif (body := _body(rule)) in bodies:
            found.append(Problem("rules.shadow_duplicate", rule.where, {"id": rule.id, "first": bodies[body]}))
        else:
            ids[rule.id] = rule.where
            bodies[body] = rule.id
        if not found:
            sound.append(rule)
        faults.extend(found)
    return tuple(sound), tuple(faults)


def _category(rule: Rule) -> Iterable[Problem]:
    category = CATEGORIES.get(rule.category)
    if category is None:
        known = f"{min(CATEGORIES)}..{max(CATEGORIES)}"
        yield Problem("rules.unknown_category", rule.where, {"category": rule.category, "known": known})
        return
    least, most = category.severity
    if not least <= rule.severity <= most:
        values = {"severity": rule.severity, "category": category.id, "least": least, "most": most}
        yield Problem("rules.severity_range", rule.where, values)


def _prefix(rule: Rule, pack: str) -> Iterable[Problem]:
    if not rule.id.startswith(f"{pack}."):
        yield Problem("rules.wrong_prefix", rule.where, {"id": rule.id, "pack": pack})


def _body(rule: Rule) -> object:
    """What makes two rules the same however their authors spelt it."""
    about = (rule.who, frozenset(rule.unless), frozenset(rule.facts), rule.valid_from, rule.valid_to, rule.tiers)
    if rule.ledger is not None:
        return about, rule.ledger.check, rule.ledger.consent, rule.ledger.unless
    if rule.absence is not None:
        due = rule.absence
        return about, _spelt(due.say), due.reach, due.at_least, due.opening, due.read
    if rule.sound is not None:
        return about, rule.sound
    wanted = rule.unanswered
    answer = wanted and (wanted.by, _spelt(wanted.say), wanted.turns, wanted.read)
    return about, None if rule.say is None else _said(rule.say), answer


def _said(say: Say) -> object:
    if isinstance(say, Spread):
        return say.within, say.unit, say.ordered, tuple((part.by, _spelt(part.say)) for part in say.parts)
    return (say.times, _spelt(say.say)) if isinstance(say, Repeated) else _spelt(say)


def _spelt(pattern: Pattern) -> object:
    if isinstance(pattern, Near):
        return "near", tuple(map(_spelt, pattern.parts)), pattern.within, pattern.ordered
    if isinstance(pattern, AnyOf):
        return "any", frozenset(map(_spelt, pattern.parts))
    if isinstance(pattern, AllOf):
        return "all", tuple(map(_spelt, pattern.parts)), frozenset(map(_spelt, pattern.none))
    return getattr(pattern, "expression", pattern)
