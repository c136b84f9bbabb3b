"""Personal data of certain kinds, as a pattern that rules can use."""

from dataclasses import dataclass

from audit.detectors.matcher import Match
from audit.needs import Way
from audit.pii.find import find_pii

_DIGITS = frozenset("0123456789")
#: What must stand in a text for a kind to be there; a kind without entry may be anywhere.
_NEEDS = dict.fromkeys(("cn_id", "bank_card", "ip"), _DIGITS) | {"email": frozenset("@")}


@dataclass(frozen=True, slots=True)
class PersonalData:
    kinds: frozenset[str]

    @property
    def needs(self) -> tuple[Way, ...]:
        known = [_NEEDS.get(kind) for kind in self.kinds]
        return ((),) if None in known else ((frozenset[str]().union(*(need for need in known if need)),),)

    def find(self, text: str, start: int = 0) -> Match | None:
        spans = [span for span in find_pii(text) if span.kind in self.kinds and span.start >= start]
        if not spans:
            return None
        span = min(spans, key=lambda span: (span.start, span.end))
        return Match(span.start, span.end, (text[span.start : span.end],))
