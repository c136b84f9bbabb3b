"""Which alerts follow from an incident, from contacts that were searched, from counts, and from what does not move."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from audit.alerts.facts import of_contact, of_incident, raised
from audit.alerts.model import Alert, Facts, Kind
from audit.alerts.rules import AlertBook, AlertRule, Jump, Overdue, Repeat, Severe, Stalled
from audit.findings import Finding
from audit.incidents import SUPERSEDED
from audit.ports import Incident, Query, Words
from audit.rates import PER, Counted
from audit.records import Contact
from audit.text import normalise
from audit.wanted import about_contact, about_findings
from audit.words import places, units

_EPOCH_DAY = datetime(1970, 1, 1).toordinal()  # noqa: DTZ001 - a day of the calendar, no moment


def of_new(book: AlertBook, incident: Incident, at: datetime, counts: Mapping[str, int]) -> list[Alert]:
    """`counts` says for each rule about repetition how many incidents of its kind the agent has in its days."""
    if incident.status == SUPERSEDED:
        return []
    return [one for rule in book.rules if (one := _of_one(rule, incident, at, counts)) is not None]


def _of_one(rule: AlertRule, incident: Incident, at: datetime, counts: Mapping[str, int]) -> Alert | None:
    match rule.when:
        case Severe(at_least, categories) if incident.severity >= at_least and (
            not categories or incident.category in categories
        ):
            return raised(rule, incident.id, of_incident(rule.when.kind, incident), at)
        case Repeat(count, days, at_least) if incident.severity >= at_least and counts.get(rule.id, 0) >= count:
            contact = incident.contact
            period = (at.toordinal() - _EPOCH_DAY) // days
            subject = f"{contact.agency or ''}/{contact.agent_id}/{period}"
            values = {"count": str(counts[rule.id]), "days": str(days)}
            return raised(rule, subject, of_incident(Kind.REPEAT, incident, values), at)
        case _:
            return None


def of_late(rule: AlertRule, when: Overdue, incident: Incident, at: datetime) -> Alert:
    """Nobody has decided on it in time."""
    hours = f"{when.after / timedelta(hours=1):g}"
    return raised(rule, incident.id, of_incident(Kind.OVERDUE, incident, {"hours": hours}), at)


def of_rates(
    rule: AlertRule, when: Jump, now: Iterable[Counted], before: Iterable[Counted], at: datetime
) -> list[Alert]:
    """The agencies whose share has surely grown: the lower end of its interval is above `factor` times the share before.

    An agency that had no contacts before is new, and has nothing to be compared with. Once a day, as the calendar is where
    `at` is told.
    """
    known = {one.name: one for one in before if one.contacts}
    day = at.date().isoformat()
    return [
        raised(rule, f"{one.name}/{day}", _jumped(one, known[one.name], when), at)
        for one in now
        if one.hit >= when.least and one.name in known and one.share.low > when.factor * known[one.name].share.value
    ]


def _jumped(now: Counted, before: Counted, when: Jump) -> Facts:
    values = {
        "now": f"{now.share.value:.1f}",
        "before": f"{before.share.value:.1f}",
        "days": str(when.days),
        "per": str(PER),
    }
    return Facts(Kind.JUMP, agency=now.name, link="/dashboard", values=values)


@dataclass(frozen=True, slots=True)
class Pulse:
    """What waits and what is done: while something waits, one of these figures must change."""

    first: str
    waiting: int
    done: int
    #: Since when it has been so.
    since: datetime

    def beats(self, before: "Pulse | None") -> "Pulse":
        """As of now; since when it has been so is known from before."""
        same = before is not None and (before.first, before.waiting, before.done) == (
            self.first,
            self.waiting,
            self.done,
        )
        return before if same and before is not None else self


def of_pulse(rule: AlertRule, when: Stalled, pulse: Pulse, at: datetime) -> Alert | None:
    if not pulse.waiting or at - pulse.since < when.after:
        return None
    minutes = str((at - pulse.since) // timedelta(minutes=1))
    facts = Facts(Kind.STALLED, values={"waiting": str(pulse.waiting), "minutes": minutes}, link="/alerts")
    return raised(rule, pulse.since.isoformat(), facts, at)


def of_search(
    rule: AlertRule, query: Query, contacts: Iterable[Contact], found: Mapping[str, Sequence[Finding]], at: datetime
) -> list[Alert]:
    """Contacts in which the query holds in one turn, as a search has it; each contact once."""
    met = ((one, _turn(query, one, found.get(one.key, ()))) for one in contacts)
    return [raised(rule, one.key, of_contact(Kind.SEARCH, one, turn), at) for one, turn in met if turn is not None]


def _turn(query: Query, contact: Contact, found: Sequence[Finding]) -> int | None:
    """Place of the first turn that the query finds."""
    if not query.scope.holds(contact) or not about_contact(query.filter, contact):
        return None
    for place, turn in enumerate(contact.turns):
        own = [one for one in found if one.turn == turn.index]
        if about_findings(query.filter, own) and all(_stands(words, turn.text) for words in query.words):
            return place
    return None


def _stands(words: Words, text: str) -> bool:
    asked = units(normalise(words.text).text)
    return not asked or bool(places(asked, units(normalise(text).text))) is not words.negated
