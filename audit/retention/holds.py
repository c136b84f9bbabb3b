"""Legal hold: whoever or whatever it names stays, however old. It beats every retention class."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from audit.errors import Problem, Refused


class Side(StrEnum):
    #: Everything of one debtor at one institution.
    DEBTOR = "debtor"
    #: A case, its contacts and the complaints that name it.
    CASE = "case"
    #: One contact with all that hangs on it, and its case.
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Hold:
    side: Side
    #: Id of the debtor or the case, or key of the contact.
    of: str
    #: Of the debtor or the case; None for a contact of no known case.
    institution: str | None
    reason: str
    by: str
    at: datetime
    lifted_by: str = ""
    lifted_at: datetime | None = None
    lifted_why: str = ""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None or (self.lifted_at is not None and self.lifted_at.tzinfo is None):
            message = f"hold on {self.side} {self.of}: times must carry a zone"
            raise ValueError(message)
        if not self.reason.strip():
            raise Refused(Problem("hold.no_reason", self.of))

    @property
    def id(self) -> str:
        told = (self.side, self.of, self.institution or "", self.by, self.at.isoformat())
        return hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:16]

    @property
    def stands(self) -> bool:
        return self.lifted_at is None


def lift(hold: Hold, by: str, at: datetime, why: str) -> Hold:
    """Raises Refused (`hold.lifted`, `hold.no_reason`)."""
    if not hold.stands:
        raise Refused(Problem("hold.lifted", hold.id, {"by": hold.lifted_by}))
    if not why.strip():
        raise Refused(Problem("hold.no_reason", hold.of))
    return replace(hold, lifted_by=by, lifted_at=at, lifted_why=why.strip())
