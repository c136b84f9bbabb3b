"""Retention over a `MemoryStore`: every record is looked at, one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from audit.errors import Problem, Refused
from audit.findings import Account
from audit.records import Case, Channel, Complaint, Contact, State
from audit.retention.classes import Cutoffs, Kind
from audit.retention.holds import Hold, Side, lift
from audit.retention.requests import STEPS, Request, Ruling, moved, rule
from audit.retention.requests import State as Step
from audit.retention.tombstones import Tombstone, of_case, of_complaint, of_contact
from audit.retention_ports import Count, Left
from audit.scope import EVERYTHING, Scope
from pipelines.adapters.memory.store import MemoryStore

_AT_REST = (State.INDEXED, State.FAILED, State.REJECTED)


@dataclass(frozen=True, slots=True)
class _Row:
    id: str
    at: datetime | None
    past: bool
    held: bool


class MemoryRetention:
    """`audit.retention_ports.RetentionStore`."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._holds: dict[str, Hold] = {}
        self._requests: dict[str, Request] = {}
        self._tombstones: list[Tombstone] = []
        self._left: dict[int, Left] = {}
        #: Case -> when something was last done in it, of contacts that are gone.
        self._past: dict[str, datetime] = {}

    def count(self, kind: Kind, cutoffs: Cutoffs, scope: Scope = EVERYTHING) -> Count:
        rows = list(self._rows(kind, cutoffs, scope))
        total = len(rows) if kind is not Kind.CASE else sum(self._sees(scope, one.institution) for one in self._cases())
        past = [row.held for row in rows if row.past]
        return Count(total, past.count(False), past.count(True), sum(row.at is None for row in rows))

    def due(self, kind: Kind, cutoffs: Cutoffs, scope: Scope = EVERYTHING, limit: int = 1000) -> Sequence[str]:
        found = [(row.at, row.id) for row in self._rows(kind, cutoffs, scope) if row.past and not row.held and row.at]
        return [key for _, key in sorted(found)][:limit]

    def delete(self, request: str, ids: Sequence[str], cutoffs: Cutoffs, at: datetime) -> Sequence[Tombstone]:
        asked = self._requests[request]
        moved(asked, Step.DONE)
        every = self.due(asked.kind, asked.until(cutoffs), asked.scope, len(ids) + len(self._all()))
        due = [key for key in every if key in ids]
        digests = [self._bury(asked.kind, key) for key in due]
        made = [
            Tombstone(asked.kind, key, at, asked.id, asked.rule, digest)
            for key, digest in zip(due, digests, strict=True)
        ]
        self._tombstones += made
        self._requests[request] = replace(asked, deleted=asked.deleted + len(made))
        return made

    def _bury(self, kind: Kind, key: str) -> str:
        number = len(self._tombstones) + len(self._left) + 1
        if kind is Kind.CASE:
            digest = of_case(self._store.cases([key])[key])
            self._store.forget_cases([key])
            return digest
        if kind is Kind.COMPLAINT:
            (complaint,) = (one for one in self._store.complaints() if one.id == key)
            self._store.forget_complaints([key])
            return of_complaint(complaint)
        (contact,) = self._store.contacts([key])
        blobs = self._blobs(contact)
        if kind is Kind.RECORDING:
            self._store.silence(key)
            self._left[number] = Left(number, None, blobs)
            return contact.audio or ""
        digest = of_contact(contact, self._store.findings([key]).get(key, ()))
        self._left[number] = Left(number, key, blobs)
        self._store.buried[key] = number
        if contact.case_id and contact.at:
            self._past[contact.case_id] = max(contact.at, self._past.get(contact.case_id, contact.at))
        self._store.forget([key])
        return digest

    def _blobs(self, contact: Contact) -> tuple[str, ...]:
        found = [contact.audio]
        for heard in self._store.transcripts(contact.key):
            facts = heard.settings.get("recording")
            found += [heard.audio, facts.get("waveform") if isinstance(facts, dict) else None]
        masked = self._store.redaction(contact.key)
        return tuple(dict.fromkeys(filter(None, [*found, masked.masked if masked else None])))

    def left(self, limit: int = 1000) -> Sequence[Left]:
        return [self._left[number] for number in sorted(self._left)][:limit]

    def referred(self, blobs: Sequence[str]) -> frozenset[str]:
        needed = (digest for contact in self._all() if contact.audio for digest in self._blobs(contact))
        return frozenset(needed) & frozenset(blobs)

    def swept(self, numbers: Sequence[int]) -> None:
        self._left = {number: one for number, one in self._left.items() if number not in numbers}

    def tombstones(self, of: str | None = None, after: int = 0, limit: int = 1000) -> Sequence[Tombstone]:
        return [one for one in self._tombstones if of is None or one.of == of][after : after + limit]

    def put_hold(self, hold: Hold) -> None:
        if hold.institution not in self.institutions_of(hold.side, hold.of):
            raise Refused(Problem("hold.unknown", hold.of, {"side": hold.side}))
        for other in self.holds():
            if (other.side, other.of, other.institution) == (hold.side, hold.of, hold.institution):
                raise Refused(Problem("hold.stands", hold.of, {"by": other.by}))
        self._holds[hold.id] = hold

    def lift_hold(self, hold: str, by: str, at: datetime, why: str) -> Hold:
        self._holds[hold] = lift(self._holds[hold], by, at, why)
        return self._holds[hold]

    def holds(self, scope: Scope = EVERYTHING, *, lifted: bool = False, limit: int = 200) -> Sequence[Hold]:
        found = [one for one in reversed(self._holds.values()) if one.stands is not lifted]
        return [one for one in found if self._sees(scope, one.institution)][:limit]

    def holds_of(self, side: Side, of: str) -> Sequence[Hold]:
        return [one for one in self._holds.values() if one.stands and (one.side, one.of) == (side, of)]

    def hold(self, hold: str, scope: Scope = EVERYTHING) -> Hold | None:
        known = self._holds.get(hold)
        return known if known and self._sees(scope, known.institution) else None

    def institutions_of(self, side: Side, of: str, scope: Scope = EVERYTHING) -> Sequence[str | None]:
        if side is Side.CONTACT:
            return [one.institution for one in self._all() if one.key == of and scope.holds(one)]
        mine = [case for case in self._cases() if of == (case.debtor_id if side is Side.DEBTOR else case.id)]
        return sorted({case.institution for case in mine if self._sees(scope, case.institution)})

    def ask(self, request: Request) -> None:
        for other in self._requests.values():
            if other.kind is request.kind and STEPS[other.state]:
                raise Refused(Problem("retention.open", request.kind, {"by": other.by}))
        self._requests[request.id] = request

    def rule(self, request: str, ruling: Ruling) -> Request:
        return self._put(rule(self._requests[request], ruling))

    def begin(self, request: str) -> Request:
        known = self._requests[request]
        return known if known.state is Step.RUNNING else self._put(moved(known, Step.RUNNING))

    def finish(self, request: str) -> Request:
        return self._put(moved(self._requests[request], Step.DONE))

    def request(self, request: str) -> Request | None:
        return self._requests.get(request)

    def requests(self, scope: Scope = EVERYTHING, limit: int = 50) -> Sequence[Request]:
        return [one for one in reversed(self._requests.values()) if scope.covers(one.scope)][:limit]

    def _put(self, request: Request) -> Request:
        self._requests[request.id] = request
        return request

    def _rows(self, kind: Kind, cutoffs: Cutoffs, scope: Scope) -> Iterator[_Row]:
        if kind is Kind.CASE:
            yield from self._left_cases(cutoffs, scope)
        elif kind is Kind.COMPLAINT:
            yield from self._old_complaints(cutoffs, scope)
        else:
            seen = [one for one in self._all() if scope.holds(one)]
            if kind is Kind.RECORDING:
                ours = [one for one in seen if one.audio is not None]
            else:
                ours = [one for one in seen if one.channel == kind.value]
            for contact in ours:
                at_rest = self._store.state(contact.key)[0] in _AT_REST
                quiet = self._quiet(contact, cutoffs.accused if self._accused(contact) else cutoffs.own)
                held = self._held(contact.case_id, contact.key)
                yield _Row(contact.key, contact.at, at_rest and quiet, held)

    def _left_cases(self, cutoffs: Cutoffs, scope: Scope) -> Iterator[_Row]:
        used = {contact.case_id for contact in self._all()} | {one.case_id for one in self._store.complaints()}
        for case in self._cases():
            if case.id not in used and self._sees(scope, case.institution):
                told = (case.opened_at, case.assigned_at, case.notified_at, self._past.get(case.id))
                newest = max(filter(None, told), default=None)
                yield _Row(case.id, newest, newest is not None and newest < cutoffs.own, self._held(case.id))

    def _old_complaints(self, cutoffs: Cutoffs, scope: Scope) -> Iterator[_Row]:
        for one in self._store.complaints():
            case = self._store.cases([one.case_id or ""]).get(one.case_id or "")
            if scope.agents is None and scope.admits(case.institution if case else None, one.agency, None):
                active = any(
                    contact.at and contact.at >= cutoffs.own
                    for contact in self._all()
                    if one.case_id and contact.case_id == one.case_id
                )
                past = one.received_at < cutoffs.own and not active
                yield _Row(one.id, one.received_at, past, self._held(one.case_id, *_about(one)))

    def _quiet(self, contact: Contact, cutoff: datetime) -> bool:
        times = [contact.at]
        if case := contact.case_id:
            times += [one.at for one in self._all() if one.case_id == case and one.at]
            times += [one.received_at for one in self._store.complaints([case])]
            times += [self._past[case]] if case in self._past else []
        return contact.at is not None and all(time is not None and time < cutoff for time in times)

    def _accused(self, contact: Contact) -> bool:
        account = Account(contact.case.institution, contact.case.debtor_id) if contact.case else None
        counted = account and [
            *self._store.ledger_findings(account),
            *self._store.ledger_findings(account, superseded=True),
        ]
        return bool(counted) or any(one.contact.key == contact.key for one in self._store.all_incidents())

    def _held(self, case_id: str | None, *contacts: str) -> bool:
        case = self._store.cases([case_id or ""]).get(case_id or "")
        return any(
            (one.side is Side.CONTACT and one.of in contacts)
            or (one.side is Side.CASE and one.of == case_id)
            or (one.side is Side.DEBTOR and case and (one.of, one.institution) == (case.debtor_id, case.institution))
            for one in self.holds(limit=len(self._holds))
        )

    def _sees(self, scope: Scope, institution: str | None) -> bool:
        if scope.agencies is not None or scope.agents is not None:
            return False
        return scope.admits(institution, None, None)

    def _all(self) -> Sequence[Contact]:
        return self._store.contacts(self._store.keys_in(*State))

    def _cases(self) -> Sequence[Case]:
        return list(self._store.case_list())


def _about(complaint: Complaint) -> tuple[str, ...]:
    one = complaint.about
    return () if one is None else (one, *(f"{channel}:{one}" for channel in Channel))
