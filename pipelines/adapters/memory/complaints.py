"""Complaints in a dictionary."""

from collections.abc import Collection, Sequence
from datetime import UTC

from audit.errors import Refused
from audit.ports import Stored
from audit.records import Complaint
from audit.storable import unstorable_row


class MemoryComplaints:
    """The part of the store that keeps complaints."""

    def __init__(self) -> None:
        super().__init__()
        self._complaints: dict[str, Complaint] = {}

    def put_complaints(self, complaints: Sequence[Complaint]) -> Stored:
        if problems := [problem for complaint in complaints if (problem := unstorable_row(complaint)) is not None]:
            raise Refused(problems)
        new, duplicates, conflicts = list[str](), list[str](), list[int]()
        for place, complaint in enumerate(complaints):
            known = self._complaints.get(complaint.id)
            if known is None:
                self._complaints[complaint.id] = complaint
                new.append(complaint.id)
            elif _content(known) == _content(complaint):
                duplicates.append(complaint.id)
            else:
                conflicts.append(place)
        return Stored(tuple(new), tuple(duplicates), conflicts=tuple(conflicts))

    def forget_complaints(self, ids: Collection[str]) -> None:
        self._complaints = {key: one for key, one in self._complaints.items() if key not in ids}

    def complaints(self, cases: Collection[str] | None = None) -> Sequence[Complaint]:
        wanted = [one for one in self._complaints.values() if cases is None or one.case_id in cases]
        by_id = sorted(wanted, key=lambda complaint: complaint.id)
        return sorted(by_id, key=lambda complaint: complaint.received_at.astimezone(UTC), reverse=True)


def _content(complaint: Complaint) -> tuple[object, ...]:
    return (
        complaint.received_at.astimezone(UTC),
        complaint.received_at.utcoffset(),
        complaint.text,
        complaint.case_id,
        complaint.channel,
        complaint.agency,
        complaint.about,
        dict(complaint.extra),
    )
