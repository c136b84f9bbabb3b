"""Everything that is kept about one person, as files (个人信息保护法 第四十五条)."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from audit.errors import Problem, Refused
from audit.findings import Account
from audit.ports import Blobs, Filter, Incident, Store
from audit.records import Contact
from audit.retention.holds import Side
from audit.retention_ports import RetentionStore

#: Contacts that are read together.
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants to know, about whom."""

    debtor: str
    by: str
    at: datetime
    #: None for all where this debtor has cases.
    institution: str | None = None
    recordings: bool = True


@dataclass(frozen=True, slots=True)
class Person:
    store: Store
    retention: RetentionStore
    blobs: Blobs
    asked: Asked

    def accounts(self) -> Sequence[Account]:
        """Raises Refused (`subject.unknown`) where nothing is kept about this debtor."""
        found = self.store.accounts(self.asked.debtor)
        wanted = [one for one in found if self.asked.institution in (None, one.institution)]
        if not wanted:
            raise Refused(Problem("subject.unknown", self.asked.debtor))
        return wanted

    def files(self) -> Iterator[tuple[str, bytes]]:
        """By name. What a person said or was told is text; all else is JSON."""
        ledgers = [ledger for account in self.accounts() if (ledger := self.store.ledger(account))]
        cases = [case for ledger in ledgers for case in ledger.cases]
        ids = [case.id for case in cases]
        yield "cases.json", _json([asdict(case) for case in cases])
        yield "corrections.json", _json([asdict(one) for one in self.store.corrections(ids)])
        yield "complaints.json", _json([asdict(one) for one in self.store.complaints(ids)])
        yield (
            "ledger.json",
            _json([asdict(one) for ledger in ledgers for one in self.store.ledger_findings(ledger.account)]),
        )
        held = [one for case in cases for one in self.retention.holds_of(Side.CASE, case.id)]
        yield (
            "holds.json",
            _json([asdict(one) for one in (*held, *self.retention.holds_of(Side.DEBTOR, self.asked.debtor))]),
        )
        yield from self._contacts(frozenset(ids))
        incidents = self.store.incidents(Filter(case=frozenset(ids), superseded=True), limit=None)
        yield "incidents.json", _json([_incident(one) for one in incidents])

    def _contacts(self, cases: frozenset[str]) -> Iterator[tuple[str, bytes]]:
        rows = list[dict[str, object]]()
        for contact in self._all(cases):
            number = len(rows) + 1
            name = f"contacts/{number:05d}.txt"
            rows.append({**_facts(contact), "text": name})
            yield name, _said(contact).encode()
            if self.asked.recordings and contact.audio:
                rows[-1]["sound"] = f"recordings/{contact.audio}"
                yield f"recordings/{contact.audio}", self.blobs.get(contact.audio)
        yield "contacts.json", _json(rows)

    def _all(self, cases: frozenset[str]) -> Iterator[Contact]:
        keys = self.store.keys_of_cases(cases)
        for first in range(0, len(keys), _PAGE):
            yield from self.store.contacts(keys[first : first + _PAGE])


def write(person: Person, path: Path) -> int:
    """A zip with a manifest of every file in it and its SHA-256; how many files. Nothing is left of one that fails."""
    half, listed = path.with_name(f"{path.name}.part"), dict[str, str]()
    try:
        with ZipFile(half, "w", ZIP_DEFLATED) as made:
            for name, data in person.files():
                if name not in listed:  # two calls may have one recording
                    listed[name] = hashlib.sha256(data).hexdigest()
                    made.writestr(name, data)
            asked = person.asked
            told = {"debtor": asked.debtor, "by": asked.by, "at": asked.at.isoformat()}
            accounts = [account.institution for account in person.accounts()]
            made.writestr("manifest.json", _json({**told, "institutions": accounts, "files": listed}))
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return len(listed)


def _facts(contact: Contact) -> dict[str, object]:
    return {name: value for name, value in asdict(contact).items() if name not in ("turns", "case")} | {
        "key": contact.key
    }


def _said(contact: Contact) -> str:
    return "".join(f"{turn.speaker}: {turn.text}\n" for turn in contact.turns)


def _incident(one: Incident) -> dict[str, object]:
    told = ("id", "category", "rule", "severity", "status")
    found = {name: getattr(one, name) for name in told}
    return {**found, "contact": one.contact.key, "findings": [asdict(finding) for finding in one.findings]}


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n").encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return dict(value) if isinstance(value, dict) else str(value)
