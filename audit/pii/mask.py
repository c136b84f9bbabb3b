"""Personal data starred out, length kept, so that offsets into the text stay true."""

from collections.abc import Iterable

from audit.findings import PiiSpan

#: Long numbers keep this many characters at each end, as bank statements do.
HEAD, TAIL = 3, 4
SHORTEST_WITH_ENDS = 11


def mask(text: str, spans: Iterable[PiiSpan]) -> str:
    """`13800001111` -> `138****1111`; shorter values keep their first character only. Amounts stay readable."""
    shown = list(text)
    for span in spans:
        if span.kind == "amount_of_debt":
            continue
        long = span.end - span.start >= SHORTEST_WITH_ENDS
        head, tail = (HEAD, TAIL) if long else (1, 0)
        for at in range(span.start + head, span.end - tail):
            shown[at] = "*"
    return "".join(shown)
