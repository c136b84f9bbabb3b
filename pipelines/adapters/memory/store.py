"""The system of record in dictionaries."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from audit.errors import Problem, Refused
from audit.evidence import unproven
from audit.findings import Finding, NotAssessed, Scan
from audit.incidents import SUPERSEDED, group, of_ledger
from audit.messages import content, conversation
from audit.ports import About, Filter, Incident, Said, Stored, Totals
from audit.records import Case, Contact, Message, State, Transcript
from audit.review import Verdict
from audit.scope import EVERYTHING, Scope
from audit.shadow import ShadowScan
from audit.states import first_state, misstep
from audit.storable import unstorable, unstorable_row
from audit.subjects import Correction, correct, corrected
from audit.wanted import about, about_contact, severe
from audit.watched import WatchedFile
from pipelines.adapters.memory.complaints import MemoryComplaints
from pipelines.adapters.memory.ledgers import MemoryLedgers
from pipelines.adapters.memory.messages import MemoryMessages
from pipelines.adapters.memory.offered import MemoryOffered
from pipelines.adapters.memory.opened import MemoryOpened
from pipelines.adapters.memory.redactions import MemoryRedactions
from pipelines.adapters.memory.searchable import MemorySearchable


class MemoryStore(
    MemoryOpened,
    MemoryMessages,
    MemoryComplaints,
    MemoryLedgers,
    MemoryRedactions,
    MemoryOffered,
    MemorySearchable,
):
    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        super().__init__()
        self.clock = clock
        self._cases: dict[str, Case] = {}
        self._corrections: list[Correction] = []
        #: As they were given, without their case; then as they are now, in the order received.
        self._given: dict[str, Contact] = {}
        self._contacts: dict[str, Contact] = {}
        #: Oldest version first.
        self._transcripts: dict[str, list[Transcript]] = {}
        #: Contact -> pack -> scan.
        self._scans: dict[str, dict[str, Scan]] = {}
        #: Contact -> what rules in shadow said last.
        self.shadows: dict[str, ShadowScan] = {}
        self._verdicts: list[Verdict] = []
        #: Of findings with a verdict, also such as are gone.
        self.rules_judged: dict[str, str] = {}
        self._files: dict[str, WatchedFile] = {}

    def put_cases(self, cases: Sequence[Case]) -> Stored:
        latest = {case.id: corrected(case, self.corrections([case.id])) for case in cases}
        new = tuple(key for key in latest if key not in self._cases)
        changed = tuple(key for key in latest if key in self._cases and self._cases[key] != latest[key])
        gone = {key for key in changed if self._cases[key].institution != latest[key].institution}
        self._cases |= latest
        self._find_anew(gone)
        moved = {*new, *changed}
        self._mark_due((*new, *changed))
        self._judge_again(new)
        return Stored(new, tuple(key for key in latest if key not in moved), replaced=changed)

    def _find_anew(self, cases: Collection[str]) -> None:
        """These cases went to another institution: whoever may see their contacts must be told by the index, too."""
        of_these = [key for key, contact in self._contacts.items() if contact.case_id in cases]
        if found := [key for key in of_these if key in self._revisions]:
            self._changed(found)
        for key in found:
            if self._states[key][0] is State.INDEXED:
                self._states[key] = (State.SCANNED, None)

    def _judge_again(self, cases: Sequence[str]) -> None:
        """What was judged without its case, because the case comes only now, waits to be judged with it."""
        for key, contact in self._contacts.items():
            if contact.case_id in cases and self._states[key][0] in (State.SCANNED, State.INDEXED):
                self._states[key] = (State.TRANSCRIBED, None)

    def case_list(self) -> Iterable[Case]:
        return self._cases.values()

    def _contact_list(self) -> Iterable[Contact]:
        return self._contacts.values()

    def scans_of(self, key: str) -> Iterable[Scan]:
        return self._scans.get(key, {}).values()

    def cases(self, ids: Iterable[str]) -> Mapping[str, Case]:
        return {key: self._cases[key] for key in ids if key in self._cases}

    def put_contacts(self, contacts: Sequence[Contact]) -> Stored:
        if problems := [problem for contact in contacts if (problem := unstorable(contact)) is not None]:
            raise Refused(problems)
        new, duplicates, conflicts = list[str](), list[str](), list[int]()
        for place, contact in enumerate(contacts):
            if contact.case is not None and contact.case.id not in self._cases:
                self._cases[contact.case.id] = contact.case
                self._judge_again([contact.case.id])
            bare = replace(contact, case=None, case_id=contact.case.id if contact.case else contact.case_id)
            key = contact.key
            silent = replace(bare, audio=None)
            if key in self._messages:
                conflicts.append(place)
                continue
            if key in self.buried:
                duplicates.append(key)
                continue
            known = self._given.setdefault(key, silent)
            if key not in self._contacts:
                self._contacts[key] = bare
                self._states[key] = (first_state(contact), None)
                new.append(key)
            elif known == silent:
                duplicates.append(key)
            else:
                conflicts.append(place)
        self._mark_due(contact.case.id if contact.case else contact.case_id for contact in contacts)
        return Stored(tuple(new), tuple(duplicates), conflicts=tuple(conflicts))

    def put_messages(self, messages: Sequence[Message]) -> Stored:
        if problems := [problem for message in messages if (problem := unstorable_row(message)) is not None]:
            raise Refused(problems)
        new, duplicates, conflicts = list[str](), list[str](), list[int]()
        grown = dict[str, None]()
        for place, message in enumerate(messages):
            known = self._known(message)
            taken = message.contact in self._contacts and message.contact not in self._messages
            if message.contact in self.buried:
                duplicates.append(message.key)
            elif taken or (known and content(known) != content(message)):
                conflicts.append(place)
            elif known:
                duplicates.append(message.key)
            else:
                self._messages.setdefault(message.contact, {})[message.id] = message
                new.append(message.key)
                grown[message.contact] = None
        for key in grown:
            self._regrow(key)
        return Stored(tuple(new), tuple(duplicates), conflicts=tuple(conflicts))

    def _regrow(self, key: str) -> None:
        before, now = self._contacts.get(key), conversation(self.messages(key))
        self._contacts[key] = now
        self._mark_due([before.case_id if before else None, now.case_id])
        self._forget_announced(key)
        self._scans.pop(key, None)
        self.shadows.pop(key, None)
        self._revisions.pop(key, None)
        if before is None or self._states[key][0] is not State.REJECTED:
            self._states[key] = (State.TRANSCRIBED, None)

    def forget(self, keys: Collection[str]) -> None:
        """Contacts with all that hangs on them, and ledger findings that count one of them."""
        for key in keys:
            for kept in (
                self._given,
                self._contacts,
                self._transcripts,
                self._scans,
                self.shadows,
                self._messages,
                self._states,
            ):
                kept.pop(key, None)
            for known in (self._revisions, self._letters, self._redactions):
                known.pop(key, None)
        self._verdicts = [one for one in self._verdicts if one.contact not in keys]
        self.forget_counted(keys)
        left = {one.id for one in self.all_incidents()}
        self.opened = {key: one for key, one in self.opened.items() if key in left}
        self.works = {key: one for key, one in self.works.items() if key in left}
        self.acts = [one for one in self.acts if one.incident in left]

    def silence(self, key: str) -> None:
        """Its recording is gone, its words stay."""
        self._contacts[key] = replace(self._contacts[key], audio=None)
        self._redactions.pop(key, None)

    def correct_case(self, one: Correction) -> Case:
        made = correct(self._cases[one.case_id], one)
        self._corrections.append(one)
        self.put_cases([made])
        return made

    def corrections(self, cases: Iterable[str]) -> Sequence[Correction]:
        wanted = set(cases)
        return [one for one in self._corrections if one.case_id in wanted]

    def recorded(self, keys: Collection[str]) -> Sequence[str]:
        named = ((key, self._contacts[key]) for key in self._contacts if key in set(keys))
        return [key for key, contact in named if contact.recording or contact.audio]

    def keys_of_cases(self, cases: Collection[str]) -> Sequence[str]:
        return [key for key, contact in self._contacts.items() if contact.case_id in cases]

    def forget_cases(self, cases: Collection[str]) -> None:
        self._corrections = [one for one in self._corrections if one.case_id not in cases]
        self._cases = {key: case for key, case in self._cases.items() if key not in cases}

    def contacts_about(self, wanted: About) -> Sequence[Contact]:
        return self.contacts(key for key, contact in self._contacts.items() if about(wanted, contact))

    def contacts(self, keys: Iterable[str], *, turns: Collection[int] | None = None) -> Sequence[Contact]:
        del turns  # everything is at hand
        found = [self._contacts[key] for key in keys]
        return [replace(contact, case=self._cases.get(contact.case_id or "")) for contact in found]

    def keys_in(
        self,
        *states: State,
        among: Sequence[str] | None = None,
        after: str | None = None,
        limit: int | None = None,
    ) -> Sequence[str]:
        wanted = None if among is None else set(among)
        places = {key: place for place, key in enumerate(self._states)}
        first = 0 if after is None else places[after] + 1
        in_states = (key for key in list(places)[first:] if self._states[key][0] in states)
        return [key for key in in_states if wanted is None or key in wanted][:limit]

    def put_audio(self, key: str, audio: str) -> None:
        self.mark([key], State.RECEIVED)
        self._contacts[key] = replace(self._contacts[key], audio=audio)

    def put_transcript(self, key: str, transcript: Transcript) -> None:
        self.mark([key], State.TRANSCRIBED)
        self._contacts[key] = self._contacts[key].with_turns(transcript.turns)
        versions = self._transcripts.setdefault(key, [])
        if transcript not in versions[-1:]:
            versions.append(transcript)
        self._mark_due([self._contacts[key].case_id])
        self._forget_announced(key)
        self._scans.pop(key, None)
        self.shadows.pop(key, None)
        self._revisions.pop(key, None)
        self._redactions.pop(key, None)

    def transcript(self, key: str) -> Transcript | None:
        return next(iter(self.transcripts(key)[::-1]), None)

    def transcripts(self, key: str) -> Sequence[Transcript]:
        self._contacts[key]  # unknown keys are refused as everywhere
        return list(self._transcripts.get(key, ()))

    def put_scans(self, scans: Sequence[Scan], pack: str, shadow: ShadowScan | None = None) -> int:
        said = [*(scan.findings for scan in scans), *(shadow.found.values() if shadow else ())]
        checked = [unproven(item, self._contacts[item.contact].turns) for found in said for item in found]
        if problems := [problem for problem in checked if problem is not None]:
            raise Refused(problems)
        self.mark([scan.contact for scan in scans], State.SCANNED)
        for scan in scans:
            self._scans.setdefault(scan.contact, {})[pack] = scan
            if shadow:
                self.shadows[scan.contact] = shadow
        self._open({scan.contact for scan in scans})
        self._mark_due(self._contacts[scan.contact].case_id for scan in scans if scan.signs)
        return self._newest

    def findings(self, keys: Sequence[str]) -> Mapping[str, Sequence[Finding]]:
        found = {contact.key: self._found(contact.key) for contact in self.contacts(keys)}
        return {key: items for key, items in found.items() if items}

    def mark(self, keys: Sequence[str], state: State, reason: str | None = None) -> None:
        checked = (misstep(key, self._states[key][0], state, reason) for key in sorted(set(keys)))
        if problems := [problem for problem in checked if problem is not None]:
            raise Refused(problems)
        self._states |= dict.fromkeys(keys, (state, reason))
        if state is State.SCANNED:
            self._changed(keys)

    def state(self, key: str) -> tuple[State, str | None]:
        return self._states[key]

    def incidents(
        self, wanted: Filter, limit: int | None = 50, after: str | None = None, scope: Scope = EVERYTHING
    ) -> Sequence[Incident]:
        queue = sorted(self.all_incidents(), key=_place)
        if after is not None:
            last = next((incident for incident in queue if incident.id == after), None)
            if last is None:
                raise Refused(Problem("store.page_gone", after))
            queue = [incident for incident in queue if _place(incident) > _place(last)]
        return [incident for incident in queue if _wanted(wanted, incident) and scope.holds(incident.contact)][:limit]

    def incident(self, incident: str, scope: Scope = EVERYTHING) -> Incident | None:
        known = (found for found in self.all_incidents() if found.id == incident and scope.holds(found.contact))
        return next(known, None)

    def judged_by(self, incident: str) -> Sequence[str]:
        (found,) = (one for one in self.all_incidents() if one.id == incident)
        if found.ledger:
            return (self._pinned[incident],)
        packs = self._scans[found.contact.key]
        return sorted(
            pack for pack, scan in packs.items() if any(one.category == found.category for one in scan.findings)
        )

    def institutions(self, scope: Scope = EVERYTHING) -> Sequence[str]:
        names: set[str | None] = {case.institution for case in self._cases.values()}
        if scope.agencies is not None or scope.agents is not None:
            names = {one.contact.institution for one in self.all_incidents() if scope.holds(one.contact)}
        allowed = scope.institutions
        return sorted(name for name in names if name is not None and (allowed is None or name in allowed))

    def accused(self) -> frozenset[str]:
        counted = (key for _, scan in self._judged.values() for found in scan.findings for key in found.accused)
        return frozenset((*(key for key in self._scans if self._found(key)), *counted))

    def not_assessed(self, wanted: Filter, limit: int | None = 50) -> Sequence[tuple[Contact, NotAssessed]]:
        said = [
            (key, item) for key, packs in self._scans.items() for scan in packs.values() for item in scan.not_assessed
        ]
        said += [(key, item) for key, scan in self._judged.values() for item in scan.not_assessed]
        known = {contact.key: contact for contact in self.contacts({key for key, _ in said})}
        found = [
            (known[key], item)
            for key, item in said
            if about_contact(wanted, known[key]) and (not wanted.rule or item.rule in wanted.rule)
        ]
        found.sort(key=lambda pair: pair[0].key)
        found.sort(key=lambda pair: pair[0].at.timestamp() if pair[0].at else float("-inf"), reverse=True)
        return found[:limit]

    def put_verdicts(self, given: Sequence[Verdict]) -> None:
        for verdict in given:
            self._contacts[verdict.contact]  # unknown keys are refused as everywhere
        self._verdicts += given
        named = ((found, one.rule) for one in self.all_incidents() for found in one.finding_ids)
        by_finding = dict(named) | {found.id: found.rule for key in self._scans for found in self._found(key)}
        self._offer(given, self._verdicts)
        self.rules_judged |= {one.finding: by_finding[one.finding] for one in given if one.finding in by_finding}

    def verdicts(self, of: Iterable[str] | None = None) -> Sequence[Verdict]:
        wanted = self._contacts.keys() if of is None else set(of)
        return [verdict for verdict in self._verdicts if verdict.contact in wanted]

    def put_files(self, files: Sequence[WatchedFile]) -> None:
        self._files |= {file.path: file for file in files}

    def files(self) -> Sequence[WatchedFile]:
        return [self._files[path] for path in sorted(self._files)]

    def last(self) -> int:
        return len(self._contacts)

    def said(self, first: int, past: int, speakers: frozenset[str] = frozenset()) -> Said:
        pairs = [
            (turn.text, number)
            for number, contact in enumerate(self._contacts.values(), 1)
            if first <= number < past
            for turn in contact.turns
            if not speakers or turn.speaker in speakers
        ]
        return Said([text for text, _ in pairs], [number for _, number in pairs])

    def numbered(self, numbers: Sequence[int]) -> Sequence[Contact]:
        keys = dict(enumerate(self._contacts, 1))
        return self.contacts([keys[number] for number in numbers])

    def check(self) -> None:
        """There is nothing that could be away."""

    def totals(self) -> Totals:
        holding = [incident.severity for incident in self.all_incidents() if incident.status != SUPERSEDED]
        return Totals(Counter(state for state, _ in self._states.values()), Counter(holding), len(self._marks))

    def counts(self) -> Mapping[str, Mapping[Any, Mapping[Any, int]]]:
        unjudged = [item for packs in self._scans.values() for scan in packs.values() for item in scan.not_assessed]
        unjudged += [item for _, scan in self._judged.values() for item in scan.not_assessed]
        states = [(self._contacts[key].channel.value, *state) for key, state in self._states.items()]
        return {
            "contacts": _tally((channel, state.value) for channel, state, _ in states),
            "reasons": _tally((state.value, reason) for _, state, reason in states if reason is not None),
            "incidents": _tally(
                (incident.category, incident.severity)
                for incident in self.all_incidents()
                if incident.status != SUPERSEDED
            ),
            "not_assessed": _tally((item.rule, item.reason) for item in unjudged),
        }

    def packs_of(self, key: str) -> Iterable[str]:
        return self._scans.get(key, {}).keys()

    def scanned(self) -> Iterable[str]:
        return self._scans.keys()

    def _found(self, key: str) -> tuple[Finding, ...]:
        return tuple(item for scan in self._scans.get(key, {}).values() for item in scan.findings)

    def all_incidents(self) -> list[Incident]:
        accused = [key for key in self._scans if self._found(key)]
        grouped = [one for contact in self.contacts(accused) for one in group(contact, self._found(contact.key))]
        return [self._as_left(one) for one in grouped] + [
            self._as_left(of_ledger(self.contacts([found.contact])[0], found, status))
            for found, status in self._standing()
        ]


def _place(incident: Incident) -> tuple[float, float, str]:
    at = incident.at
    return -incident.severity, -at.timestamp() if at else 0.0, incident.id


def _wanted(wanted: Filter, incident: Incident) -> bool:
    return (
        about_contact(wanted, incident.contact)
        and (wanted.superseded or incident.status != SUPERSEDED)
        and (not wanted.category or incident.category in wanted.category)
        and (not wanted.rule or not wanted.rule.isdisjoint(_rules(incident)))
        and severe(wanted, incident.severity)
    )


def _rules(incident: Incident) -> set[str]:
    return {finding.rule for finding in incident.findings} or {incident.rule}


def _tally(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, dict[Any, int]]:
    counted: dict[Any, dict[Any, int]] = {}
    for (outer, inner), count in sorted(Counter(pairs).items()):
        counted.setdefault(outer, {})[inner] = count
    return counted
