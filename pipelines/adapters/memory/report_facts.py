"""What reports are made of, one by one over a `MemoryStore`."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from audit.access_ports import Acts
from audit.appeals import Stage
from audit.incidents import SUPERSEDED
from audit.ports import Filter, Incident
from audit.quality import Grade
from audit.records import Channel, Contact, Disposition, Speaker
from audit.reports.facts import Counts, Found, Group, Heard, Unchecked
from audit.reports.protection import OF_ALL, OF_INCIDENTS
from audit.reports.record import whole
from audit.review import Decision, Verdict, standing
from audit.scope import EVERYTHING, Scope
from audit.triage import Status, Work
from audit.wanted import about_contact
from pipelines.adapters.memory.review import MemoryReview


class MemoryReportFacts:
    """`audit.reports.ports.ReportFacts`."""

    def __init__(self, review: MemoryReview, acts: Acts) -> None:
        self._store, self._review, self._acts = review.store, review, acts

    def groups(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Sequence[Group]:
        judged, hit = set(self._store.scanned()), {one.contact.key for one in self._holding()}
        counted, with_one = Counter[tuple[str, str, str, bool, bool]](), Counter[tuple[str, str, str, bool, bool]]()
        for one in self._contacts(since, until, scope):
            state = self._store.state(one.key)[0].value
            name = (one.agency or "", one.channel.value, state, one.key in judged, bool(one.turns))
            counted[name] += 1
            with_one[name] += one.key in hit
        return [Group(*name, number, with_one[name]) for name, number in sorted(counted.items())]

    def found(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Sequence[Found]:
        said, judged = standing(self._store.verdicts()), set(self._store.scanned())
        return [
            self._found(one, said, judged) for one in sorted(self._inside(since, until, scope), key=lambda one: one.id)
        ]

    def unchecked(
        self, since: datetime, until: datetime, scope: Scope = EVERYTHING, limit: int = 1000
    ) -> Sequence[Unchecked]:
        judged = set(self._store.scanned())
        left = [one for one in self._contacts(since, until, scope) if one.key not in judged]
        told = ((one, *self._store.state(one.key)) for one in left[:limit])
        return [
            Unchecked(one.key, one.channel.value, one.agency or "", one.at, state.value, reason or "")
            for one, state, reason in told
        ]

    def counts(self, since: datetime, until: datetime, scope: Scope = EVERYTHING) -> Counts:
        own = self._contacts(since, until, scope)
        turns = [turn for one in own for turn in one.turns]
        grades = Counter(turn.quality.grade for turn in turns if turn.quality)
        heard = {one.key: made for one in own if (made := self._store.transcript(one.key))}
        inside = {one.id for one in self._store.all_incidents() if scope.holds(one.contact)}
        copies = [copy for one in own if (copy := self._store.redaction(one.key))]
        return Counts(
            timeless=sum(one.at is None and scope.holds(one) for one in self._all()),
            unrecorded=sum(_unrecorded(one) for one in own),
            heard=Heard(
                len(heard),
                len(turns),
                grades[Grade.POOR],
                grades[Grade.VOID],
                sum(turn.speaker is Speaker.UNKNOWN for turn in turns),
            ),
            packs=Counter(pack for one in own for pack in self._store.packs_of(one.key)),
            models=Counter(made.model for made in heard.values()),
            appeals=self._appeals(since, until, scope),
            doubles=sum(since <= one.at < until for one in self._review.doubles(scope=scope)),
            data={
                **self._data(since, until, inside, everything=whole(scope)),
                "copies": len(copies),
                "held": sum(bool(one.held) for one in copies),
            },
        )

    def _data(self, since: datetime, until: datetime, inside: set[str], *, everything: bool) -> Mapping[str, int]:
        acts = [one.act for one in self._acts.links() if since <= one.act.at < until]
        told = {verb: sum(act.verb == verb and act.of in inside for act in acts) for verb in OF_INCIDENTS}
        if everything:
            told |= {verb: len({act.of for act in acts if act.verb == verb}) for verb in OF_ALL}
        return told

    def _appeals(self, since: datetime, until: datetime, scope: Scope) -> Mapping[str, int]:
        own = [one for one in self._review.appeals(scope=scope) if since <= one.steps[0].at < until]
        final = [one for one in own if one.stage is Stage.FINAL]
        outcomes = Counter(one.outcome.value for one in final if one.outcome)
        ruled = {name: outcomes[name] for name in ("overturned", "upheld")}
        return {"filed": len(own), "final": len(final), **ruled}

    def _found(self, one: Incident, said: Mapping[str, Verdict], judged: set[str]) -> Found:
        work = self._store.works.get(one.id, Work())
        decisions = {said[key].decision for key in one.finding_ids if key in said}
        parts = (one.ledger.basis,) if one.ledger else tuple(found.basis for found in one.findings)
        return Found(
            id=one.id,
            contact=one.contact.key,
            category=one.category,
            severity=one.severity,
            channel=one.contact.channel.value,
            agency=one.contact.agency or "",
            judged=one.contact.key in judged,
            basis=frozenset(article for part in parts for article in part),
            status=one.status,
            level=work.level,
            decided_by=(work.assignee or "") if one.status == Status.DECIDED else "",
            confirmed=Decision.TRUE in decisions,
            unsure=Decision.UNSURE in decisions,
        )

    def _all(self) -> Sequence[Contact]:
        return self._store.numbered(range(1, self._store.last() + 1))

    def _contacts(self, since: datetime, until: datetime, scope: Scope) -> list[Contact]:
        within = Filter(since=since, until=until)
        return [one for one in self._all() if about_contact(within, one) and scope.holds(one)]

    def _holding(self) -> Iterable[Incident]:
        return (one for one in self._store.all_incidents() if one.status != SUPERSEDED)

    def _inside(self, since: datetime, until: datetime, scope: Scope) -> Iterable[Incident]:
        within = Filter(since=since, until=until)
        return (one for one in self._holding() if about_contact(within, one.contact) and scope.holds(one.contact))


def _unrecorded(one: Contact) -> bool:
    answered = one.channel is Channel.CALL and one.disposition is Disposition.CONNECTED
    return answered and one.recording is None and not one.turns
