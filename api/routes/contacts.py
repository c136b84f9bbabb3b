"""`/contacts/{key}`: one contact as it was, masked, with what was found in it."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.allowed import allowed
from api.console.lines import channel
from api.console.marks import marks_of
from api.console.text import shown
from api.visit import Visit
from audit.findings import Account, PiiSpan
from audit.incidents import group, of_ledger
from audit.personal import personal
from audit.ports import Incident
from audit.records import Contact
from audit.rights import Verb

router = APIRouter(include_in_schema=False)

PATH = "/contacts/{key:path}"
#: Turns that are shown together.
TURNS = 200


@router.get(PATH)
def contact(
    visit: Annotated[Visit, allowed(Verb.VIEW)],
    key: str,
    turn: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    one = visit.contact(key)
    visit.act(Verb.VIEW, key, contact=key, masked="true")
    findings = visit.house.store.findings([key]).get(key, ())
    first = min(turn, max(len(one.turns) - 1, 0)) // TURNS * TURNS
    state, reason = visit.house.store.state(key)
    return visit.page(
        "contact.html",
        contact=one,
        channel=channel(visit, one),
        number=_number(visit, one),
        state=visit.say(f"state.{state}"),
        reason=reason,
        turns=one.turns[first : first + TURNS],
        first=first,
        pages=range(0, len(one.turns), TURNS),
        marks=marks_of(findings),
        incidents=[*group(one, findings), *_counted(visit, one)],
        asked_turn=turn,
    )


def _counted(visit: Visit, one: Contact) -> list[Incident]:
    """Of the debtor's ledger, those that accuse this contact."""
    if one.case is None:
        return []
    account = Account(one.case.institution, one.case.debtor_id)
    found = visit.house.store.ledger_findings(account)
    return [of_ledger(one, finding) for finding in found if one.key in finding.accused]


def _number(visit: Visit, one: Contact) -> str:
    """A number is personal whatever it looks like."""
    if not one.number:
        return ""
    pii = personal(one.number, one.case) or (PiiSpan("cn_landline", 0, len(one.number)),)
    return shown(one.number, visit.language, pii=pii)
