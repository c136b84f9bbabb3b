"""Personal data of certain kinds, as a pattern that rules can use."""

from dataclasses import dataclass

from audit.detectors.matcher import Match
from audit.pii.find import find_pii

#: What must stand in a text for a kind to be there; a kind without entry may be anywhere.
_HINTS = {"cn_id": "[0-9]", "cn_mobile": "[0-9]", "cn_landline": "[0-9]", "bank_card": "[0-9]", "email": "@", "ip": "[0-9]"}


@dataclass(frozen=True, slots=True)
class PersonalData:
    kinds: frozenset[str]

    @property
    def rough(self) -> str | None:
        hints = {_HINTS.get(kind) for kind in self.kinds}
        return "|".join(sorted(filter(None, hints))) if hints and None not in hints else None

    def find(self, text: str, start: int = 0) -> Match | None:
        spans = [span for span in find_pii(text) if span.kind in self.kinds and span.start >= start]
        if not spans:
            return None
        span = min(spans, key=lambda span: (span.start, span.end))
        return Match(span.start, span.end, (text[span.start : span.end],))
