"""What a changed rule would find in contacts that were judged before: new, lost and same incidents, and confirmed ones among them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from audit.findings import Finding, leading
from audit.incidents import incident_id


class Fate(StrEnum):
    NEW = "new"
    LOST = "lost"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One incident, as far as the changed rules make it: their findings in one contact and category."""

    incident: str
    contact: str
    category: str
    fate: Fate
    #: What speaks for the incident; for a lost one, what spoke for it.
    findings: tuple[Finding, ...]
    #: A person called one of the findings true that the change no longer makes.
    confirmed: bool = False
    #: Rules that the change does not touch keep the incident open.
    kept: bool = False

    @property
    def lead(self) -> Finding:
        return leading(self.findings)

    @property
    def fatal(self) -> bool:
        """An incident that a person confirmed would be gone."""
        return self.confirmed and not self.kept


def compare(
    before: Iterable[Finding],
    after: Iterable[Finding],
    confirmed: frozenset[str],
    others: Callable[[Sequence[str]], Mapping[str, frozenset[str]]],
) -> list[Outcome]:
    """Incidents of the changed rules before and after, by contact and category.

    `confirmed` are ids of findings that a person called true; `others` tells for contacts the categories in which rules
    that did not change have found something.
    """
    old, new = _grouped(before), _grouped(after)
    lost = {finding.id for finding in _all(old)} - {finding.id for finding in _all(new)}
    kept = others(sorted({contact for contact, _ in old.keys() - new.keys()}))
    outcomes = []
    for contact, category in sorted(old.keys() | new.keys()):
        was, now = old.get((contact, category), ()), new.get((contact, category), ())
        fate = Fate.SAME if was and now else Fate.NEW if now else Fate.LOST
        outcomes.append(
            Outcome(
                incident_id(contact, category),
                contact,
                category,
                fate,
                tuple(now or was),
                confirmed=any(finding.id in lost & confirmed for finding in was),
                kept=bool(now) or category in kept.get(contact, frozenset()),
            )
        )
    return outcomes


def _grouped(findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    grouped: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        grouped.setdefault((finding.contact, finding.category), []).append(finding)
    return grouped


def _all(grouped: Mapping[tuple[str, str], Sequence[Finding]]) -> Iterable[Finding]:
    return (finding for findings in grouped.values() for finding in findings)
