"""How right the rules are, counted one by one."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from audit.findings import Finding
from audit.incidents import SUPERSEDED
from audit.ports import Filter
from audit.precision import Example, Noise, RuleVerdicts
from audit.records import Contact
from audit.review import Decision, Verdict, standing
from audit.scope import EVERYTHING, Scope
from audit.wanted import about_contact
from pipelines.adapters.memory.review.part import Part


class MemoryPrecision(Part):
    """The part of the review store that counts verdicts."""

    def rule_verdicts(
        self, scope: Scope = EVERYTHING, since: datetime | None = None, rule: str | None = None
    ) -> Sequence[RuleVerdicts]:
        told = [
            (name, one.decision)
            for name, one in self._holding()
            if (rule is None or name == rule)
            and scope.holds(self.store.contacts([one.contact])[0])
            and (since is None or one.at >= since)
        ]
        counted, decisions = Counter(told), (Decision.TRUE, Decision.FALSE, Decision.UNSURE)
        return [
            RuleVerdicts(name, *(counted[name, one] for one in decisions))
            for name in sorted({name for name, _ in told})
        ]

    def examples(self, rule: str, *, confirmed: bool, limit: int = 20, scope: Scope = EVERYTHING) -> Sequence[Example]:
        decision = Decision.TRUE if confirmed else Decision.FALSE
        found = [
            _example(self.store.contacts([finding.contact])[0], finding, one)
            for name, one in self._holding()
            if name == rule and one.decision is decision and scope.holds(self.store.contacts([one.contact])[0])
            for finding in self.store.findings([one.contact]).get(one.contact, ())
            if finding.id == one.finding
        ]
        by_id = {one.finding: one for one in reversed(found)}
        return sorted(by_id.values(), key=lambda one: (-one.at.timestamp(), one.finding))[:limit]

    def noise(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Sequence[Noise]:
        within = Filter(since=since, until=until)

        def near(contact: Contact) -> bool:
            return about_contact(within, contact) and scope.holds(contact)

        keys = {key for key in self.store.scanned() if near(self.store.contacts([key])[0])}
        hits = {(one.rule, key) for key, found in self.store.findings(sorted(keys)).items() for one in found}
        hits |= {
            (one.rule, one.contact.key)
            for one in self.store.all_incidents()
            if one.ledger and one.status != SUPERSEDED and near(one.contact)
        }
        held = [(rule, one) for rule, one in self._holding() if near(self.store.contacts([one.contact])[0])]
        told = Counter((rule, one.decision) for rule, one in held)
        return [
            Noise(rule, count, len(keys), told[rule, Decision.TRUE], told[rule, Decision.FALSE])
            for rule, count in sorted(Counter(rule for rule, _ in hits).items())
        ]

    def _holding(self) -> Sequence[tuple[str, Verdict]]:
        held, rules = standing(self.store.verdicts()), self.store.rules_judged
        return [(rules[key], one) for key, one in held.items() if key in rules]


def _example(contact: Contact, finding: Finding, verdict: Verdict) -> Example:
    (turn,) = (turn for turn in contact.turns if turn.index == finding.turn)
    return Example(
        finding=finding.id,
        contact=contact.key,
        rule=finding.rule,
        decision=verdict.decision,
        reason=verdict.reason,
        at=verdict.at,
        text=turn.text,
        start=finding.start,
        end=finding.end,
    )
