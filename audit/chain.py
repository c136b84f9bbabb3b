"""A log that shows when it was changed: each act carries the hash of the one before."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from audit.errors import Problem
from audit.signing import Signature, Signer, read_seal, sealed

#: What the first link carries in place of the hash of the one before.
START = "0" * 64
#: By the end of their codes, with what their sentences need.
Faults = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a person did: `verb` of `audit.rights` or `sign_in`, to what, with which particulars."""

    at: datetime
    #: Name of the account; for a sign-in that failed the name that was given.
    by: str
    verb: str
    #: Id of the incident, account, report, …; empty where it is about nothing in particular.
    of: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            message = f"act {self.verb} of {self.by}: the time must carry a zone"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Link:
    """An act in its place. `number` counts from 1 without gaps."""

    number: int
    act: Act
    #: Hexadecimal SHA-256 of the link before.
    previous: str
    digest: str
    #: The installation's signature over the digest; empty for acts of before there were seals.
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What the chain ended with at some time, kept where whoever can change the log cannot."""

    number: int
    digest: str
    at: datetime
    #: None for what was written down before anchors were signed, and for the last acts of all, which no anchor holds yet.
    signature: Signature | None = None

    @property
    def signed(self) -> bytes:
        """What the signature is over."""
        return f"{self.number}\n{self.digest}\n{self.at.astimezone(UTC).isoformat()}\n".encode()


def body(act: Act) -> bytes:
    """The one way in which an act is written as bytes: JSON with sorted keys, no blanks, times in UTC to the microsecond."""
    at = act.at.astimezone(UTC).isoformat(timespec="microseconds")
    values = {"at": at, "by": act.by, "verb": act.verb, "of": act.of, "detail": dict(act.detail)}
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(previous: str, act: Act, *, seal: bool = False) -> str:
    """Hexadecimal SHA-256. Whether there is a seal goes in, so that none can be taken off."""
    mark = b"\nsealed\n" if seal else b"\n"
    return hashlib.sha256(previous.encode() + mark + body(act)).hexdigest()


def link(last: Link | None, act: Act, signer: Signer | None = None) -> Link:
    """The act as the next link after `last`, sealed where somebody signs."""
    previous, number = last.digest if last else START, last.number + 1 if last else 1
    made = digest(previous, act, seal=signer is not None)
    return Link(number, act, previous, made, sealed(signer.sign(made.encode())) if signer else "")


def verify(
    read: Callable[[], Iterable[Link]], anchors: Sequence[Anchor] = (), signer: Signer | None = None
) -> Iterator[Problem]:
    """Everything that was done to the log, each with its place; `read` gives the links by number, as often as asked.

    `acts.edited`: the act is not the one that was hashed. `acts.gap`: numbers are missing. `acts.moved`: it stood elsewhere.
    `acts.broken`: the one before was taken out and the rest numbered anew, or was changed with its hash. `acts.rewritten`
    and `acts.truncated`: it is not, or ends before, what an anchor holds, as when all later hashes were made anew.
    `acts.forged` and `acts.unknown_key`: nobody of this installation sealed it. Of neighbours with one fault the first is named.
    """
    held, keys = _by_number(anchors), signer.known() if signer else {}
    torn, said = list[Link](), frozenset[str]()
    last: Link | None = None
    for one in read():
        expected = last.number + 1 if last else 1
        if one.digest != digest(one.previous, one.act, seal=bool(one.seal)):
            yield _problem("edited", one, by=one.act.by, verb=one.act.verb, at=one.act.at.isoformat())
        if one.number > expected:
            yield _problem("gap", one, first=expected, last=one.number - 1)
        elif one.previous != (last.digest if last else START):
            torn.append(one)
        found = {**_against(one, held.get(one.number, ())), **_seal_fault(one, last, signer, keys)}
        yield from (_problem(code, one, **values) for code, values in found.items() if code not in said)
        said, last = frozenset(found), one
    yield from _torn(torn, read)
    end = last.number if last else 0
    if (newest := max(anchors, key=lambda anchor: anchor.number, default=None)) and newest.number > end:
        yield Problem("acts.truncated", str(end), {"missing": newest.number - end, "at": newest.at.isoformat()})


def anchor_faults(anchors: Sequence[Anchor], signer: Signer) -> Iterator[Problem]:
    """`acts.anchor_forged`: not signed by a key of this installation, though anchors before it were."""
    keys, before = signer.known(), False
    for one in anchors:
        signature = one.signature
        own = signature is not None and keys.get(signature.key) == signature.public
        if signature is None and not before:
            continue
        if signature is None or not own or not signer.holds(signature, one.signed):
            yield Problem("acts.anchor_forged", str(one.number), {"at": one.at.isoformat()})
        before = True


def _by_number(anchors: Iterable[Anchor]) -> Mapping[int, Sequence[Anchor]]:
    found: dict[int, list[Anchor]] = {}
    for one in anchors:
        found.setdefault(one.number, []).append(one)
    return found


def _against(one: Link, anchors: Iterable[Anchor]) -> Faults:
    other = next((anchor for anchor in anchors if anchor.digest != one.digest), None)
    return {"rewritten": {"at": other.at.isoformat()}} if other else {}


def _seal_fault(one: Link, last: Link | None, signer: Signer | None, keys: Mapping[str, bytes]) -> Faults:
    """What is wrong with the seal; acts without one are older than all that have one."""
    if signer is None or not (one.seal or (last and last.seal)):
        return {}
    seal = read_seal(one.seal, keys)
    if seal is not None and not seal.public:
        return {"unknown_key": {"key": seal.key}}
    return {} if seal is not None and signer.holds(seal, one.digest.encode()) else {"forged": {}}


def _torn(torn: Sequence[Link], read: Callable[[], Iterable[Link]]) -> Iterator[Problem]:
    """What a link followed is somewhere in the log where links changed places."""
    wanted = {one.previous for one in torn}
    found = {START, *(one.digest for one in read() if one.digest in wanted)} if torn else set[str]()
    for one in torn:
        yield _problem("moved" if one.previous in found else "broken", one)


def _problem(what: str, one: Link, **values: object) -> Problem:
    return Problem(f"acts.{what}", str(one.number), values)
