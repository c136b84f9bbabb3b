"""A log that shows when it was changed: each act carries the hash of the one before."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from audit.errors import Problem

#: What the first link carries in place of the hash of the one before.
START = "0" * 64


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


@dataclass(frozen=True, slots=True)
class Anchor:
    """What the chain ended with at some time, kept where whoever can change the log cannot."""

    number: int
    digest: str
    at: datetime


def body(act: Act) -> bytes:
    """The one way in which an act is written as bytes: JSON with sorted keys, no blanks, times in UTC to the microsecond."""
    at = act.at.astimezone(UTC).isoformat(timespec="microseconds")
    values = {"at": at, "by": act.by, "verb": act.verb, "of": act.of, "detail": dict(act.detail)}
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(previous: str, act: Act) -> str:
    return hashlib.sha256(previous.encode() + b"\n" + body(act)).hexdigest()


def link(last: Link | None, act: Act) -> Link:
    """The act as the next link after `last`."""
    previous = last.digest if last else START
    return Link(last.number + 1 if last else 1, act, previous, digest(previous, act))


def verify(read: Callable[[], Iterable[Link]], anchors: Sequence[Anchor] = ()) -> Iterator[Problem]:
    """Everything that was done to the log, each with its place; `read` gives the links by number, as often as asked.

    `acts.edited`: the act is not the one that was hashed. `acts.gap`: numbers are missing. `acts.moved`: it stood elsewhere.
    `acts.broken`: the one before was taken out and the rest numbered anew, or was changed with its hash. `acts.rewritten`
    and `acts.truncated`: it is not, or ends before, what an anchor holds, as when all later hashes were made anew.
    """
    known = {anchor.number: anchor for anchor in anchors}
    torn: list[Link] = []
    last: Link | None = None
    for one in read():
        expected = last.number + 1 if last else 1
        if one.digest != digest(one.previous, one.act):
            yield _problem("edited", one, by=one.act.by, verb=one.act.verb, at=one.act.at.isoformat())
        if one.number > expected:
            yield _problem("gap", one, first=expected, last=one.number - 1)
        elif one.previous != (last.digest if last else START):
            torn.append(one)
        if (anchor := known.get(one.number)) and anchor.digest != one.digest:
            yield _problem("rewritten", one, at=anchor.at.isoformat())
        last = one
    yield from _torn(torn, read)
    end = last.number if last else 0
    if (newest := max(anchors, key=lambda anchor: anchor.number, default=None)) and newest.number > end:
        yield Problem("acts.truncated", str(end), {"missing": newest.number - end, "at": newest.at.isoformat()})


def _torn(torn: Sequence[Link], read: Callable[[], Iterable[Link]]) -> Iterator[Problem]:
    """What a link followed is somewhere in the log where links changed places."""
    wanted = {one.previous for one in torn}
    found = {START, *(one.digest for one in read() if one.digest in wanted)} if torn else set[str]()
    for one in torn:
        yield _problem("moved" if one.previous in found else "broken", one)


def _problem(what: str, one: Link, **values: object) -> Problem:
    return Problem(f"acts.{what}", str(one.number), values)
