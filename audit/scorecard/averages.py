"""Scores and incidents of many contacts: means and rates with their intervals, never bare counts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audit.records import Contact
from audit.scorecard.model import Criterion, Mark, Scored
from audit.statistics import Interval, mean, share

#: Fields of a contact by which people are compared; `team` is a column that the dialer's log may bring.
GROUPS = ("agent", "team", "agency")
#: Rates are given per so many contacts.
PER = 1000


@dataclass(frozen=True, slots=True)
class Average:
    """One agent, team or agency."""

    name: str
    contacts: int
    scored: int
    #: Of the scores; None where none was scored.
    score: Interval | None
    #: Contacts with an incident, per 1,000 contacts.
    incidents: Interval
    #: Scored contacts that failed at once, as a share.
    failed: Interval
    #: Area -> share of applying marks that were met.
    areas: Mapping[str, Interval]


def averages(
    scored: Iterable[tuple[Contact, Scored | None, bool]], by: str, criteria: Iterable[Criterion]
) -> tuple[Average, ...]:
    """`scored` has every contact with its card, if any, and whether it has an incident. Worst mean first, unscored last."""
    groups = dict[str, list[tuple[Scored | None, bool]]]()
    for contact, card, accused in scored:
        if name := _name(contact, by):
            groups.setdefault(name, []).append((card, accused))
    areas = {criterion.id: criterion.area for criterion in criteria}
    found = [_average(name, rows, areas) for name, rows in groups.items()]
    return tuple(sorted(found, key=lambda one: (one.score is None, one.score.value if one.score else 0.0, one.name)))


def _name(contact: Contact, by: str) -> str | None:
    return {"agent": contact.agent_id, "team": contact.extra.get("team"), "agency": contact.agency}[by]


def _average(name: str, rows: list[tuple[Scored | None, bool]], areas: Mapping[str, str]) -> Average:
    cards = [card for card, _ in rows if card]
    rate = share(sum(accused for _, accused in rows), len(rows))
    return Average(
        name=name,
        contacts=len(rows),
        scored=len(cards),
        score=mean([card.score for card in cards if card.score is not None]),
        incidents=Interval(*(PER * value for value in rate)),
        failed=share(sum(bool(card.failed_by) for card in cards), len(cards)),
        areas={area: _share(area, cards, areas) for area in dict.fromkeys(areas.values())},
    )


def _share(area: str, cards: list[Scored], areas: Mapping[str, str]) -> Interval:
    marks = [mark for card in cards for key, mark in card.marks.items() if areas[key] == area]
    applying = [mark for mark in marks if mark is not Mark.NOT_APPLICABLE]
    return share(sum(mark is Mark.MET for mark in applying), len(applying))
