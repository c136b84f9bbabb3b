"""Counts for dashboards, one by one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from audit.incidents import SUPERSEDED
from audit.ports import Filter, Incident
from audit.rates import By, Change, Counted
from audit.records import Contact
from audit.scope import EVERYTHING, Scope
from audit.triage import Status
from audit.wanted import about_contact
from pipelines.adapters.memory.review.part import Part


class MemoryRates(Part):
    """The part of the review store that counts for dashboards."""

    def counted(self, by: By, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Sequence[Counted]:
        within = Filter(since=since, until=until)
        own = [one for one in self._contacts() if about_contact(within, one) and scope.holds(one)]
        keys = {one.key for one in own}
        found = [
            one
            for one in self._incidents()
            if one.contact.key in keys or (one.ledger and self._inside(one, within, scope))
        ]
        if by is By.RULE:
            return _by_rule(found, len(own))
        totals = Counter(name for one in own if (name := _name(by, one)) is not None)
        numbers = Counter(_name(by, one.contact) for one in found)
        hit = Counter(name for name, _ in {(_name(by, one.contact), one.contact.key) for one in found})
        return [Counted(name, total, hit[name], numbers[name]) for name, total in sorted(totals.items())]

    def waited(self, now: datetime, scope: Scope = EVERYTHING) -> Mapping[int, int]:
        undecided = [one for one in self._incidents() if one.status != Status.DECIDED and scope.holds(one.contact)]
        return Counter((now - self.store.opened[one.id][1]) // timedelta(days=1) for one in undecided)

    def changes(self, since: datetime, until: datetime) -> Sequence[Change]:
        heard = ((one, self.store.transcript(one.key)) for one in self.store.numbered(range(1, self.store.last() + 1)))
        used = [("model", made.model, one.at) for one, made in heard if made and made.model and one.at]
        packs = ((one, self.store.packs_of(one.key)) for one in self._contacts())
        used += [("pack", name, one.at) for one, names in packs for name in names if one.at]
        first: dict[tuple[str, str], datetime] = {}
        for what, name, at in used:
            first[what, name] = min(at, first.get((what, name), at))
        found = [
            Change(at.astimezone(since.tzinfo).date(), what, name)
            for (what, name), at in first.items()
            if since <= at < until
        ]
        return sorted(found, key=lambda one: (one.day, one.what, one.name))

    def _contacts(self) -> Sequence[Contact]:
        return self.store.contacts(list(self.store.scanned()))

    def _incidents(self) -> Sequence[Incident]:
        return [one for one in self.store.all_incidents() if one.status != SUPERSEDED]

    def _inside(self, incident: Incident, within: Filter, scope: Scope) -> bool:
        return about_contact(within, incident.contact) and scope.holds(incident.contact)


def _by_rule(found: Iterable[Incident], total: int) -> Sequence[Counted]:
    said = {(finding.rule, one.contact.key) for one in found for finding in one.findings}
    hit = Counter(rule for rule, _ in said | {(one.rule, one.contact.key) for one in found if one.ledger})
    numbers = Counter(rule for rule, _ in said) + Counter(one.rule for one in found if one.ledger)
    return [Counted(rule, total, hit[rule], numbers[rule]) for rule in sorted(numbers)]


def _name(by: By, contact: Contact) -> str | None:
    if by is By.DAY:
        return contact.at.date().isoformat() if contact.at else None
    return {By.AGENCY: contact.agency, By.TEAM: contact.extra.get("team"), By.AGENT: contact.agent_id}[by]
