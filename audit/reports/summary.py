"""The page that is read first: how much was looked at, what was found, and how far to trust it."""

from collections.abc import Iterable

from audit.rates import Counted
from audit.reports.coverage import number
from audit.reports.definitions import CONFIRMED, JUDGED, Asking
from audit.reports.facts import Facts
from audit.reports.found import hit_by
from audit.reports.record import Figure, Section, Table, Text, Unit, counted, estimated
from audit.statistics import share


def summary(facts: Facts, asking: Asking) -> Section:
    rows = tuple(
        (Text(f"reports.summary.{figure.id.rpartition('.')[2]}"), figure) for figure in _figures(facts, asking)
    )
    return Section("summary", (Table("summary", ("what", "number"), rows),), _warnings(facts))


def _figures(facts: Facts, asking: Asking) -> Iterable[Figure]:
    judged = number(one for one in facts.groups if one.judged)
    everything, found = number(facts.groups), facts.found
    rate = Counted("", judged, hit_by(found), 0).share if judged else None
    yield counted("summary.contacts", everything, asking.contacts())
    part = judged / everything if everything else None
    yield Figure("summary.judged", Unit.SHARE, part, "contacts that a pack judged / contacts")
    yield counted("summary.unchecked", everything - judged, asking.contacts(f"NOT {JUDGED}"))
    yield counted("summary.incidents", len(found), asking.incidents())
    yield estimated(
        "summary.rate", Unit.RATE, rate, "1000 * judged contacts with an incident / judged contacts; Wilson 1927, 95 %"
    )
    confirmed = sum(one.confirmed for one in found)
    yield counted("summary.confirmed", confirmed, asking.incidents(CONFIRMED))
    right, wrong = (sum(getattr(one, name) for one in facts.noise) for name in ("confirmed", "rejected"))
    precision = share(right, right + wrong) if right + wrong else None
    yield estimated("summary.precision", Unit.SHARE, precision, "verdicts that confirm / verdicts; Wilson 1927, 95 %")
    recalls = [one.recall.value for one in facts.samples if one.recall]
    told = "of the newest random sample of what was not hit, see method"
    yield estimated("summary.recall", Unit.SHARE, recalls[0] if recalls else None, told)
    missed = sum(not one.incidents for one in facts.complaints)
    yield counted("summary.complaints", len(facts.complaints), "complaints received in the period")
    yield counted("summary.undetected", missed, "complaints to which no incident of the 30 days before is linked")


def _warnings(facts: Facts) -> tuple[Text, ...]:
    """What a reader must know before anything else."""
    decided = any(one.status == "decided" for one in facts.found)
    found = (
        (not any(one.recall for one in facts.samples), "no_recall"),
        (bool(facts.found) and not decided, "nothing_decided"),
        (not facts.actions, "actions_none"),
    )
    return tuple(Text(f"reports.note.{code}") for holds, code in found if holds)
