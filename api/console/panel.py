"""What stands beside a verdict: the rule in words, how right it was so far, what it was right and wrong about, and versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.ports import Incident
from audit.precision import Example, RuleVerdicts
from audit.records import Case, Transcript
from audit.rules.explain import explain
from audit.rules.model import Rule
from audit.rules.words import Words
from config.explain import spelt

if TYPE_CHECKING:
    from api.visit import Visit

#: Examples of each kind.
EXAMPLES = 3
#: Rules in words, by id, digest and language: as many as the pack has rules, twice.
_SPELT: dict[tuple[str, str, str], tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True)
class Panel:
    rule: str
    #: None for one that the pack has no more.
    known: Rule | None
    #: Versions that found something here.
    versions: tuple[int, ...]
    words: tuple[str, ...]
    verdicts: RuleVerdicts
    confirmed: Sequence[tuple[Example, Case | None]]
    rejected: Sequence[tuple[Example, Case | None]]


@dataclass(frozen=True, slots=True)
class Pinned:
    """What produced the incident, so that it can be made again."""

    packs: Sequence[str]
    transcript: Transcript | None
    #: How many versions of the transcript there are.
    versions: int


def panels(visit: "Visit", incident: Incident) -> tuple[Panel, ...]:
    """One for each rule that found something."""
    found = incident.findings or ((incident.ledger,) if incident.ledger else ())
    rules = dict.fromkeys(one.rule for one in found)
    return tuple(
        _panel(visit, rule, tuple(sorted({one.version for one in found if one.rule == rule}))) for rule in rules
    )


def _panel(visit: "Visit", name: str, versions: tuple[int, ...]) -> Panel:
    review, pack = visit.house.application.review, visit.house.application.loaded_pack
    rule = next((one for one in pack.rules if one.id == name), None)
    words = _spelt(rule, pack.words, visit.language) if rule else ()
    verdicts = next(iter(review.rule_verdicts(visit.scope, rule=name)), RuleVerdicts(name, 0, 0))
    examples = [review.examples(name, confirmed=one, limit=EXAMPLES, scope=visit.scope) for one in (True, False)]
    cases = _cases(visit, [one.contact for some in examples for one in some])
    told = [[(one, cases[one.contact]) for one in some] for some in examples]
    return Panel(name, rule, versions, words, verdicts, *told)


def _spelt(rule: Rule, words: Words, language: str) -> tuple[str, ...]:
    """Its example rows are normalised for it, which takes a third of a second; a rule with one digest says one thing."""
    key = (rule.id, rule.digest, language)
    if key not in _SPELT:
        _SPELT[key] = tuple(spelt(explain(rule, words), language))
    return _SPELT[key]


def _cases(visit: "Visit", keys: Sequence[str]) -> Mapping[str, Case | None]:
    """Names that the case knows are masked in examples, too."""
    return {contact.key: contact.case for contact in visit.house.store.contacts(list(dict.fromkeys(keys)))}


def pinned(visit: "Visit", incident: Incident, transcript: Transcript | None) -> Pinned:
    store = visit.house.store
    versions = len(store.transcripts(incident.contact.key)) if transcript else 0
    return Pinned(store.judged_by(incident.id), transcript, versions)
