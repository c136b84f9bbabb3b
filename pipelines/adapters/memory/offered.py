"""Test rows as they come up and go, in a dictionary."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from audit.findings import Finding
from audit.offers import OfferedRow, Status, of_rejection, rejection_id
from audit.records import Contact
from audit.review import Decision, Verdict, standing


class MemoryOffered:
    """The part of the store that verdicts leave test rows in."""

    def __init__(self) -> None:
        super().__init__()
        self.offered: dict[str, OfferedRow] = {}

    def contacts(self, keys: Sequence[str], *, turns: Collection[int] | None = None) -> Sequence[Contact]:
        raise NotImplementedError

    def findings(self, keys: Sequence[str]) -> Mapping[str, Sequence[Finding]]:
        raise NotImplementedError

    def put_offer(self, row: OfferedRow) -> None:
        known = self.offered.setdefault(row.id, row)
        if known.status is Status.WITHDRAWN:
            self.offered[row.id] = replace(known, status=Status.OFFERED)

    def _offer(self, given: Sequence[Verdict], all_verdicts: Sequence[Verdict]) -> None:
        held = standing(all_verdicts)
        for contact, finding in dict.fromkeys((one.contact, one.finding) for one in given):
            verdict = held.get(finding)
            if verdict is None or verdict.decision is not Decision.FALSE:
                known = self.offered.get(rejection_id(finding))
                if known and known.status is Status.OFFERED:
                    self.offered[known.id] = replace(known, status=Status.WITHDRAWN)
                continue
            found = [one for one in self.findings([contact]).get(contact, ()) if one.id == finding]
            row = of_rejection(found[0], self.contacts([contact])[0].turns, verdict) if found else None
            if row:
                self.put_offer(row)
