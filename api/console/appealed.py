"""What stands for an appeal in a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from markupsafe import Markup

from api.console.sampled import whose
from api.console.text import shown, within
from audit.appeals import Appeal, Stage
from audit.findings import Finding
from audit.records import Contact

if TYPE_CHECKING:
    from api.visit import Visit


@dataclass(frozen=True, slots=True)
class Appealed:
    appeal: Appeal
    #: Category and severity; none where a new scan took the findings away, or events were counted.
    lead: Finding | None
    words: Markup
    whose: str
    #: What the agent says, masked.
    text: Markup


def listed(visit: "Visit", appeals: Sequence[Appeal]) -> list[Appealed]:
    store = visit.house.store
    keys = list(dict.fromkeys(one.contact for one in appeals))
    contacts = {contact.key: contact for contact in store.contacts(keys)}
    found = {finding.id: finding for those in store.findings(keys).values() for finding in those}
    return [_listed(visit, one, contacts[one.contact], _gravest(one, found)) for one in appeals]


def deadline(visit: "Visit", appeal: Appeal) -> str:
    """How much time is left, or that there is none; empty for what is final."""
    if appeal.stage is Stage.FINAL:
        return ""
    now = visit.house.now()
    if appeal.overdue(now):
        return visit.say("appeals.overdue")
    days = (appeal.due - now) // timedelta(days=1)
    return visit.say("appeals.left", days=days) if days else visit.say("appeals.left.today")


def _gravest(appeal: Appeal, found: dict[str, Finding]) -> Finding | None:
    known = [found[key] for key in appeal.findings if key in found]
    return max(known, key=lambda one: (one.severity, one.confidence), default=None)


def _listed(visit: "Visit", appeal: Appeal, contact: Contact, lead: Finding | None) -> Appealed:
    words = Markup()
    if lead:
        pii = within(contact.said(lead.turn), lead.start, lead.end, contact.case)
        words = Markup("“{}”").format(shown(lead.quote, visit.language, pii=pii))
    return Appealed(appeal, lead, words, whose(contact), shown(appeal.steps[0].text, visit.language, case=contact.case))
