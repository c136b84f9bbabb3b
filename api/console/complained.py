"""What stands for a complaint in a list and on its page: what tells who somebody is, masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from api.console.text import shown
from audit.complaints import HAPPENED, NUMBER
from audit.intake import REACH, Intake
from audit.records import Case
from config.messages import words

if TYPE_CHECKING:
    from api.visit import Visit

#: What somebody wrote there is theirs, whatever it looks like.
_OWN = frozenset({NUMBER, REACH})


@dataclass(frozen=True, slots=True)
class Complained:
    intake: Intake
    text: Markup
    #: Name of a field and what was filled in there, in the order of the form.
    fields: Sequence[tuple[str, Markup]]


def listed(visit: "Visit", intakes: Sequence[Intake]) -> list[Complained]:
    return [complained(visit, one) for one in intakes]


def complained(visit: "Visit", intake: Intake, case: Case | None = None, *, reveal: bool = False) -> Complained:
    complaint, language = intake.complaint, visit.language
    told = {HAPPENED: complaint.extra.get(HAPPENED), NUMBER: complaint.extra.get(NUMBER)}
    told |= {"agency": complaint.agency, "case_id": complaint.case_id, REACH: complaint.extra.get(REACH)}
    fields = [
        (name, _own(value, language, reveal) if name in _OWN else shown(value, language, case=case, reveal=reveal))
        for name, value in told.items()
        if value
    ]
    return Complained(intake, shown(complaint.text, language, case=case, reveal=reveal), fields)


def _own(value: str, language: str, reveal: bool) -> Markup:
    kind = words("complaints.own", language)
    title = words("console.unmasked" if reveal else "console.masked", language, kind=kind)
    name, text = ("unmasked", value) if reveal else ("masked", "****")
    return Markup('<span class="{}" title="{}">{}</span>').format(name, title, text)
