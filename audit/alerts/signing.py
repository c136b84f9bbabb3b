"""How our webhook proves that a message is ours and new. A receiver checks it as `verify` does; see docs/alerts.md."""

import hmac
from collections.abc import Container, Mapping

DELIVERY, TIMESTAMP, SIGNATURE = "X-FairDial-Delivery", "X-FairDial-Timestamp", "X-FairDial-Signature"
#: Seconds that sender's and receiver's clocks, and the way, may take.
TOLERANCE = 300
_SCHEME = "v1="


def sign(secret: bytes, timestamp: int, body: bytes) -> str:
    """HMAC-SHA256 over the timestamp (seconds since 1970, decimal), a full stop and the body, hexadecimal, behind `v1=`."""
    return _SCHEME + hmac.digest(secret, b"%d.%s" % (timestamp, body), "sha256").hex()


def headers(secret: bytes, delivery: str, timestamp: int, body: bytes) -> Mapping[str, str]:
    return {DELIVERY: delivery, TIMESTAMP: str(timestamp), SIGNATURE: sign(secret, timestamp, body)}


def verify(
    secret: bytes, shown: Mapping[str, str], body: bytes, now: int, seen: Container[str] = frozenset()
) -> str | None:
    """What is wrong: `unsigned`, `stale`, `forged` or `seen`; None for a message that is to be taken.

    `shown` has the headers as they are spelt here, `seen` the ids of deliveries that were taken before, at least those of
    the last day: a delivery that comes again was accepted once, and is to be answered with 200 and dropped.
    """
    stamp, shown_signature = shown.get(TIMESTAMP, ""), shown.get(SIGNATURE, "")
    if not stamp.isascii() or not stamp.isdigit() or not shown_signature or not shown.get(DELIVERY):
        return "unsigned"
    if abs(now - int(stamp)) > TOLERANCE:
        return "stale"
    if not hmac.compare_digest(sign(secret, int(stamp), body).encode(), shown_signature.encode()):
        return "forged"
    # The id in the header is the one in the signed body, or somebody made it up.
    if f'"delivery":"{shown[DELIVERY]}"'.encode() not in body:
        return "forged"
    return "seen" if shown[DELIVERY] in seen else None
