"""Calls in which phone, identity and card numbers are read out: what their masked copies still give away, and what is lost of the rest.

`python -m benchmarks.redaction [--size CALLS]` makes the calls (see `benchmarks.dictated_calls`), transcribes and masks them
by the real path and listens to every copy once more. The baseline masks only what single turns show. The last line is the
result as JSON; exits 1 where a figure misses its limit.
"""

import argparse
import json
import sys
from collections import Counter

from benchmarks.dictated_calls import calls
from benchmarks.masked_calls import Call, Listener, leaked, lost, uncovered

SIZE = 100
#: Most of the words outside of what is masked that may be lost.
LOST = 0.01


def measured(listener: Listener, made: Call) -> Counter[str]:
    """What is counted in one call."""
    redaction, copy, turns = listener.redacted(made)
    heard = listener.hear(copy)
    counted = Counter(lost(turns, heard, redaction.stretches))
    counted["numbers"] = len(made.numbers)
    counted["leaked"] = leaked(made.numbers, heard)
    counted["leaked without masks"] = leaked(made.numbers, [turns])
    counted["leaked by single turns"] = leaked(made.numbers, listener.hear(listener.naive(made.recording, turns)))
    counted["digits"] = len(made.digits)
    counted["digits uncovered"] = uncovered(made, redaction.stretches)
    counted["held"] = bool(redaction.held)
    counted["hearings"] = redaction.hearings
    return counted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=SIZE)
    size = parser.parse_args().size
    listener, total = Listener(), Counter[str]()
    for made in calls(range(size)):
        total.update(measured(listener, made))
    for name, count in total.items():
        print(f"{name:24}{count:>8}")
    share = total["lost"] / total["outside"]
    print(f"{share:.2%} of the words outside of what is masked are lost")
    baseline = total["leaked by single turns"]
    ok = total["leaked"] == 0 and share < LOST
    result = {
        "benchmark": "redaction",
        "value": total["leaked"],
        "unit": f"numbers heard of {total['numbers']}",
        "baseline": baseline,
        "ratio": round(total["leaked"] / max(baseline, 1), 3),
        "limit": 0.0,
        "calls": size,
        "lost_words": round(share, 4),
        "figures": dict(total),
        "limits": {"lost_words": LOST},
        "ok": ok,
    }
    print(json.dumps(result))
    sys.exit(not ok)


if __name__ == "__main__":
    main()
