"""What rules in shadow found, counted one by one over a `MemoryStore`."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from audit.findings import Finding, meet
from audit.ports import Filter
from audit.records import Contact
from audit.rule_ports import ShadowQuote
from audit.scope import EVERYTHING, Scope
from audit.shadow import Overlap, Shadowed
from audit.wanted import about_contact
from pipelines.adapters.memory.store import MemoryStore


class MemoryShadowFigures:
    """`audit.rule_ports.ShadowFigures`."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store

    def shadowed(
        self,
        digests: Mapping[str, str],
        scope: Scope = EVERYTHING,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> Mapping[str, Shadowed]:
        within = Filter(since=since, until=until)
        found = {}
        for rule, digest in digests.items():
            own = [one for one in self._judged(rule, digest, scope) if about_contact(within, one)]
            days = [one.at.date() for one in own if one.at]
            hit = sum(bool(self._quotes(rule, one)) for one in own)
            found[rule] = Shadowed(len(own), hit, min(days, default=None), max(days, default=None))
        return found

    def shadow_overlap(self, rule: str, digest: str, scope: Scope = EVERYTHING) -> Sequence[Overlap]:
        contacts, same = Counter[str](), Counter[str]()
        for one in self._judged(rule, digest, scope):
            quotes = self._quotes(rule, one)
            live = self._store.findings([one.key]).get(one.key, ())
            contacts.update({found.rule for found in live} if quotes else ())
            same.update({found.rule for found in live if any(meet(found, quote) for quote in quotes)})
        found = [Overlap(name, number, same[name]) for name, number in contacts.items()]
        return sorted(found, key=lambda overlap: (-overlap.contacts, overlap.rule))

    def shadow_alone(self, rule: str, digest: str, scope: Scope = EVERYTHING) -> int:
        hit = [one.key for one in self._judged(rule, digest, scope) if self._quotes(rule, one)]
        return len(hit) - len(self._store.findings(hit))

    def shadow_quotes(
        self, rule: str, digest: str, limit: int = 20, scope: Scope = EVERYTHING
    ) -> Sequence[ShadowQuote]:
        judged = self._judged(rule, digest, scope)[::-1]
        firsts = [found[0] for one in judged if (found := self._quotes(rule, one))]
        return [ShadowQuote(one.contact, one.turn, one.start, one.end) for one in firsts[:limit]]

    def _judged(self, rule: str, digest: str, scope: Scope) -> list[Contact]:
        """In the order received."""
        shadows = self._store.shadows
        received = self._store.numbered(range(1, self._store.last() + 1))
        return [
            one
            for one in received
            if one.key in shadows and shadows[one.key].rules.get(rule) == digest and scope.holds(one)
        ]

    def _quotes(self, rule: str, contact: Contact) -> list[Finding]:
        return [one for one in self._store.shadows[contact.key].found.get(contact.key, ()) if one.rule == rule]
