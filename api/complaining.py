"""Complaints and feedback from outside: how they come in, for the form and for programs alike, and who may see them."""

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address
from zoneinfo import ZoneInfo

from limits import RateLimitItem

from api.deps import COMPLAINTS, LOOK_UPS
from api.visit import Visit
from audit.complaints import Linked
from audit.errors import Problem, Refused
from audit.intake import Given, Intake, Stage, Step, advance, told
from audit.receipts import digest, read
from audit.records import Contact
from audit.rights import Verb
from pipelines.complaints import linked_complaint
from pipelines.intake import sides_of, take_in

#: Bits of an address of version 6 that one household or server has.
_OWN = 64


def take(visit: Visit, given: Given, channel: str) -> str:
    """The receipt. Raises Refused (`intake.*`, `store.broken_text`, `page.unknown`)."""
    must_be_on(visit)
    house = visit.house
    at = house.now().astimezone(ZoneInfo(house.settings.timezone))
    if faults := list(given.faults(at.date())):  # a slip costs none of the few that one may send
        raise Refused(faults)
    _pace(visit, COMPLAINTS)
    return take_in(house.store, house.application.intakes, given, at, channel)


def look_up(visit: Visit, receipt: str) -> Stage:
    """What became of it, and nothing else. Raises Refused (`receipt.*`, `intake.too_many`, `page.unknown`)."""
    must_be_on(visit)
    _pace(visit, LOOK_UPS)
    known = read(receipt)
    stage = visit.house.application.intakes.stage_of(digest(known))
    if stage is None:
        raise Refused(Problem("receipt.unknown", known))
    return told(stage)


def must_be_on(visit: Visit) -> None:
    """Raises Refused (`page.unknown`) where nobody may complain here."""
    if visit.house.settings.complaint_form == "off":
        raise Refused(Problem("page.unknown", visit.request.url.path))


def intake_of(visit: Visit, identity: str) -> Intake:
    """Raises Refused (`intake.unknown`) for one that lies outside the scope, too."""
    found = visit.house.application.intakes.intake(identity, visit.scope)
    if found is None:
        raise Refused(Problem("intake.unknown", identity))
    return found


def take_step(visit: Visit, intake: Intake, stage: Stage, text: str = "") -> Intake:
    """One step further, entered into the log. Raises Refused (`intake.*`)."""
    step = Step(stage, visit.who.name, visit.house.now(), text.strip())
    advance(intake, step)  # refused before it is entered into the log as done
    visit.act(Verb.ANSWER_COMPLAINT, intake.id, stage=stage.value)
    sides = sides_of(visit.house.store, intake.complaint) if stage is Stage.UNDER_REVIEW else None
    return visit.house.application.intakes.advance_intake(intake.id, step, sides)


def linked(visit: Visit, intake: Intake) -> tuple[Linked, Sequence[Contact]]:
    """What it is linked to, and those of the contacts that lie inside the scope."""
    found = linked_complaint(visit.house.store, intake.complaint)
    return found, [one for one in found.contacts if visit.scope.holds(one)]


def _pace(visit: Visit, limit: RateLimitItem) -> None:
    try:
        visit.house.pace.keep(limit, origin(visit.request.client.host if visit.request.client else "?"))
    except Refused:
        raise Refused(Problem("intake.too_many", visit.request.url.path, {"most": limit.amount})) from None


def origin(address: str) -> str:
    """Who counts as one: an address, or the network of 64 bits in which everybody has as many addresses as they like."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return address
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return f"{IPv6Address(int(known) >> _OWN << _OWN)}/{_OWN}"
