"""Ledgers in dictionaries: what is due, what holds, and what was taken back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from audit.findings import Account, LedgerFinding, LedgerScan, Scan
from audit.incidents import OPEN, SUPERSEDED
from audit.ledger.events import Event, Ledger, in_order
from audit.ledger.messages import events_of
from audit.ports import Due
from audit.records import OTHER_SIDE, Case, Contact, Message
from audit.scope import EVERYTHING, Scope
from audit.signs import Signal
from pipelines.adapters.memory.workers import MemoryWorkers


class MemoryLedgers(MemoryWorkers):
    """The part of the store that keeps ledgers."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: dict[str, int] = {}
        #: The last word on each debtor, with the newest contact of the ledger it was about.
        self._judged: dict[Account, tuple[str, LedgerScan]] = {}
        self._taken_back: dict[Account, list[LedgerFinding]] = {}
        #: Finding -> the pack that found it.
        self._pinned: dict[str, str] = {}
        self._status: dict[str, str] = {}

    def case_list(self) -> Iterable[Case]:
        raise NotImplementedError

    def _contact_list(self) -> Iterable[Contact]:
        raise NotImplementedError

    def scans_of(self, key: str) -> Iterable[Scan]:
        raise NotImplementedError

    def _open(self, scanned: Collection[str]) -> None:
        raise NotImplementedError

    def messages(self, key: str) -> Sequence[Message]:
        raise NotImplementedError

    def _mark_due(self, cases: Iterable[str | None]) -> None:
        for case in dict.fromkeys(cases):
            if case:
                self._marks[case] = self._marks.get(case, 0) + 1

    def due_ledgers(self, limit: int = 500, worker: str | None = None) -> Sequence[Due]:
        cases = [case for case in self.case_list() if case.id in self._marks]
        due = sorted({Account(case.institution, case.debtor_id) for case in cases})
        accounts = due[:limit] if worker is None else self._claim(due, worker, limit)
        found = [ledger for account in accounts if (ledger := self.ledger(account))]
        return [
            Due(ledger, tuple((case.id, self._marks[case.id]) for case in ledger.cases if case.id in self._marks))
            for ledger in found
        ]

    def put_ledgers(
        self,
        judged: Sequence[tuple[Due, LedgerScan]],
        pack: str,
        worker: str | None = None,
    ) -> None:
        known = {contact.key for contact in self._contact_list()}
        if unknown := {found.contact for _, scan in judged for found in scan.findings} - known:
            raise KeyError(*sorted(unknown))
        if worker is not None:
            judged = [pair for pair in judged if self._release(pair[1].account, worker)]
        for due, scan in judged:
            for case, seen in due.marks:
                if self._marks.get(case) == seen:
                    del self._marks[case]
            before = {found.id: found for found in self.ledger_findings(scan.account)}
            now = {found.id: found for found in scan.findings}
            self._pinned |= dict.fromkeys(now, pack)
            old = [found for key, found in before.items() if now.get(key) != found]
            self._taken_back.setdefault(scan.account, []).extend(old)
            self._status |= dict.fromkeys(before.keys() - now.keys(), SUPERSEDED)
            again = [key for key in now if self._status.get(key, SUPERSEDED) == SUPERSEDED]
            self._status |= dict.fromkeys(again, OPEN)
            self._judged.pop(scan.account, None)
            if due.ledger.events:
                self._judged[scan.account] = (due.ledger.events[-1].contact, scan)
        self._open(())

    def accounts(self, debtor_id: str) -> Sequence[Account]:
        names = {case.institution for case in self.case_list() if case.debtor_id == debtor_id}
        return [Account(name, debtor_id) for name in sorted(names)]

    def ledger(self, account: Account, scope: Scope = EVERYTHING) -> Ledger | None:
        cases = {case.id: case for case in self.case_list() if (case.institution, case.debtor_id) == account}
        own = [contact for contact in self._contact_list() if contact.case_id in cases]
        events = (event for contact in own if contact.at is not None for event in self._events(contact, cases))
        whole = Ledger(account, tuple(cases[key] for key in sorted(cases)), in_order(events))
        return whole.within(scope) if cases else None

    def ledger_findings(self, account: Account, *, superseded: bool = False) -> Sequence[LedgerFinding]:
        now = self._judged[account][1].findings if account in self._judged else ()
        found = self._taken_back.get(account, ()) if superseded else now
        return sorted(found, key=lambda one: (one.day, one.rule, one.id))

    def forget_counted(self, keys: Collection[str]) -> None:
        """Ledger findings that count one of these contacts."""

        def left(found: Iterable[LedgerFinding]) -> list[LedgerFinding]:
            return [one for one in found if not {event.contact for event in one.events} & set(keys)]

        self._taken_back = {account: left(found) for account, found in self._taken_back.items()}
        self._judged = {
            account: (newest, replace(scan, findings=tuple(left(scan.findings))))
            for account, (newest, scan) in self._judged.items()
            if newest not in keys
        }

    def _standing(self) -> Iterable[tuple[LedgerFinding, str]]:
        """The newest of every finding with its status, those that were taken back too."""
        newest = {found.id: found for found_of in self._taken_back.values() for found in found_of}
        newest |= {found.id: found for _, scan in self._judged.values() for found in scan.findings}
        return [(found, self._status[key]) for key, found in newest.items()]

    def _events(self, contact: Contact, cases: Mapping[str, Case]) -> Iterable[Event]:
        whole, messages = self._event(contact, cases), self.messages(contact.key)
        if not messages:
            return [whole]
        told: dict[int, frozenset[Signal]] = {}
        for sign in (sign for scan in self.scans_of(contact.key) for sign in scan.signs):
            told[sign.turn] = told.get(sign.turn, frozenset()) | {sign.signal}
        return events_of(whole, messages, told)

    def _event(self, contact: Contact, cases: Mapping[str, Case]) -> Event:
        assert contact.at
        said = [turn for turn in contact.turns if not turn.void]
        spoke = any(turn.speaker in OTHER_SIDE for turn in said) if said else None
        signs = frozenset(sign.signal for scan in self.scans_of(contact.key) for sign in scan.signs)
        return Event(
            contact=contact.key,
            channel=contact.channel,
            at=contact.at,
            direction=contact.direction,
            party=contact.party,
            disposition=contact.disposition,
            number=contact.number,
            agency=contact.agency,
            agent_id=contact.agent_id,
            case=cases[contact.case_id or ""],
            answered_at=contact.answered_at,
            ended_at=contact.ended_at,
            recording=contact.recording,
            spoke=spoke if contact.channel != "sms" else None,
            signs=signs,
            extra=contact.extra,
        )
