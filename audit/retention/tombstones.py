"""What is left of what was deleted: that it was there, when and by whose rule it went, and its hash. Nothing of anybody."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from audit.findings import Finding
from audit.records import Case, Complaint, Contact
from audit.retention.classes import Kind


@dataclass(frozen=True, slots=True)
class Tombstone:
    kind: Kind
    #: Key of the contact, id of the case or the complaint.
    of: str
    at: datetime
    #: Id of the request, which names who asked, who approved and what was due.
    request: str
    #: The class and its years, as `audit.retention.requests.Request.rule` says.
    rule: str
    #: SHA-256 of what was there; of a recording that of its bytes. Who has a copy can prove that it is one.
    digest: str


def of_contact(contact: Contact, findings: Sequence[Finding]) -> str:
    """Of the contact as the store had it, with its words and what was found in them; its case is another matter."""
    return _digest({**asdict(replace(contact, case=None)), "findings": [asdict(one) for one in findings]})


def of_case(case: Case) -> str:
    return _digest(asdict(case))


def of_complaint(complaint: Complaint) -> str:
    return _digest(asdict(complaint))


def _digest(values: Mapping[str, object]) -> str:
    told = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()


def _plain(value: object) -> object:
    return (
        value.isoformat() if isinstance(value, datetime) else dict(value) if isinstance(value, Mapping) else str(value)
    )
