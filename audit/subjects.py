"""A person's right to have wrong data set right (个人信息保护法 第四十六条): what was wrong, what is right, and why it is so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from audit.errors import Problem, Refused
from audit.records import Case, RegisteredContact


class Field(StrEnum):
    NAME = "name"
    PHONE = "phone"
    #: Of a registered contact.
    CONTACT_NAME = "contact_name"
    CONTACT_PHONE = "contact_phone"


@dataclass(frozen=True, slots=True)
class Correction:
    """Of one case. Empty `after`: what was there belongs to nobody in this case, and is taken out."""

    case_id: str
    field: Field
    before: str
    after: str
    reason: str
    by: str
    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            message = f"correction of {self.case_id}: the time must carry a zone"
            raise ValueError(message)
        if not self.reason.strip():
            raise Refused(Problem("subject.no_reason", self.case_id))
        if not self.before.strip() or self.before == self.after:
            raise Refused(Problem("subject.no_change", self.case_id))


def correct(case: Case, one: Correction) -> Case:
    """Raises Refused (`subject.not_there`) where the case does not say what is to be corrected."""
    made = _corrected(case, one)
    if made == case:
        raise Refused(Problem("subject.not_there", case.id, {"field": one.field}))
    return made


def corrected(case: Case, known: Iterable[Correction]) -> Case:
    """The case with whatever of it was corrected before: an institution may send the same mistake again."""
    for one in known:
        case = _corrected(case, one)
    return case


def _corrected(case: Case, one: Correction) -> Case:
    match one.field:
        case Field.NAME:
            return replace(case, debtor_name=one.after or None) if case.debtor_name == one.before else case
        case Field.PHONE:
            swapped = (one.after if phone == one.before else phone for phone in case.debtor_phones)
            return replace(case, debtor_phones=tuple(dict.fromkeys(filter(None, swapped))))
        case Field.CONTACT_NAME | Field.CONTACT_PHONE:
            side = "name" if one.field is Field.CONTACT_NAME else "phone"
            people = (_swapped(person, side, one) for person in case.registered_contacts)
            return replace(case, registered_contacts=tuple(filter(None, people)))


def _swapped(person: RegisteredContact, side: str, one: Correction) -> RegisteredContact | None:
    values: Mapping[str, str] = {"name": person.name, "relation": person.relation, "phone": person.phone}
    if values[side] != one.before:
        return person
    return RegisteredContact(**{**values, side: one.after}) if one.after else None
