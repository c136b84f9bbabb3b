"""What the pages about rules show of each: its figures, and what history said of a change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from api.console.figures import Figure, figure, percent
from api.console.text import shown, within
from audit.backtest import Fate, Outcome
from audit.incidents import incident_id
from audit.precision import Budget, Example, Noise, RuleVerdicts
from audit.rights import Verb
from audit.rules.model import Rule, Status
from audit.statistics import Interval
from pipelines.backtest import Result
from pipelines.rule_trial import counted

if TYPE_CHECKING:
    from api.visit import Visit

#: Outcomes of each fate that are shown.
SHOWN = 20
#: Scale of hits per 1,000 contacts in pictures: that of the noise budget, twice.
_MOST_HITS = 2 * Budget().hits


@dataclass(frozen=True, slots=True)
class RuleLine:
    rule: Rule
    #: Contacts that were hit in the period, and per 1,000; None where nothing was scanned.
    hit: int
    per_thousand: Interval | None
    hits: Figure | None
    verdicts: RuleVerdicts
    #: None before the first verdict.
    precision: Figure | None
    #: What is over its noise budget: `hits`, `rejected`.
    over: tuple[str, ...]


def rule_lines(visit: "Visit", rules: Sequence[Rule], since: datetime, until: datetime) -> Sequence[RuleLine]:
    """In the order given, counted within what this person may see."""
    review = visit.house.application.review
    noise = {one.rule: one for one in review.noise(since, until, visit.scope)}
    verdicts = {one.rule: one for one in review.rule_verdicts(visit.scope)}
    scanned = next((one.contacts for one in noise.values()), 0)
    noise |= _in_shadow(visit, rules, since, until)
    return [
        _line(
            rule,
            noise.get(rule.id, Noise(rule.id, 0, scanned, 0, 0)),
            verdicts.get(rule.id, RuleVerdicts(rule.id, 0, 0)),
        )
        for rule in rules
    ]


def _in_shadow(visit: "Visit", rules: Sequence[Rule], since: datetime, until: datetime) -> Mapping[str, Noise]:
    """What rules in shadow would have hit of the contacts that they looked at: their noise is measured like that of live ones."""
    digests = {rule.id: rule.digest for rule in rules if rule.status is Status.SHADOW and not rule.ledger}
    found = visit.house.application.proposals.shadowed(digests, visit.scope, since, until)
    return {rule: Noise(rule, one.hit, one.judged, 0, 0) for rule, one in found.items()}


def _line(rule: Rule, noise: Noise, verdicts: RuleVerdicts) -> RuleLine:
    decided = verdicts.true + verdicts.false
    return RuleLine(
        rule,
        noise.hit,
        noise.hits if noise.contacts else None,
        figure(noise.hits, _MOST_HITS, ".1f") if noise.contacts else None,
        verdicts,
        percent(verdicts.precision) if decided else None,
        noise.over(Budget()),
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """One incident of a trial, masked."""

    outcome: Outcome
    quote: Markup
    #: None for who may not look at contacts.
    address: str | None


@dataclass(frozen=True, slots=True)
class TrialShown:
    result: Result
    counts: Mapping[str, int]
    #: By fate, the gravest first.
    outcomes: Mapping[str, Sequence[Shown]]


def trial_shown(visit: "Visit", result: Result) -> TrialShown:
    told = counted(result)
    counts = {"new": told.new, "lost": told.lost, "same": told.same, "fatal": told.fatal}
    by_fate = {fate: _gravest(result.outcomes, fate) for fate in (Fate.LOST, Fate.NEW, Fate.SAME)}
    keys = {outcome.contact for outcomes in by_fate.values() for outcome in outcomes}
    contacts = {contact.key: contact for contact in visit.house.store.contacts(sorted(keys))}

    def masked(outcome: Outcome) -> Shown:
        contact, lead = contacts[outcome.contact], outcome.lead
        text = next(turn.text for turn in contact.turns if turn.index == lead.turn)
        quote = shown(lead.quote, visit.language, pii=within(text, lead.start, lead.end, contact.case))
        return Shown(outcome, quote, f"/contacts/{outcome.contact}?turn={lead.turn}" if visit.may(Verb.VIEW) else None)

    return TrialShown(result, counts, {fate.value: [masked(one) for one in own] for fate, own in by_fate.items()})


def _gravest(outcomes: Sequence[Outcome], fate: Fate) -> Sequence[Outcome]:
    own = [outcome for outcome in outcomes if outcome.fate is fate]
    return sorted(own, key=lambda one: (not one.fatal, -one.lead.severity, one.contact))[:SHOWN]


@dataclass(frozen=True, slots=True)
class ExampleShown:
    example: Example
    text: Markup
    address: str


def examples(visit: "Visit", rule: Rule, *, confirmed: bool) -> Sequence[ExampleShown]:
    found = visit.house.application.review.examples(rule.id, confirmed=confirmed, limit=SHOWN // 2, scope=visit.scope)
    cases = {one.key: one.case for one in visit.house.store.contacts(sorted({one.contact for one in found}))}
    return [
        ExampleShown(
            one,
            shown(one.text, visit.language, marks=[(one.start, one.end)], case=cases[one.contact]),
            f"/incidents/{incident_id(one.contact, rule.category)}",
        )
        for one in found
    ]
