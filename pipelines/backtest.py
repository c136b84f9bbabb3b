"""A changed rule over stored history: turns are read in bulk, and only contacts in which either version may hold are judged."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import compress
from multiprocessing import get_context

from audit.backtest import Outcome, compare
from audit.errors import Problem, Refused
from audit.findings import Finding
from audit.pack import Pack, compile_pack
from audit.ports import Said, Store
from audit.records import Contact, Speaker
from audit.review import Decision, standing
from audit.rules.model import Rule, Status
from audit.scan import scan_many
from audit.scope import EVERYTHING, Scope
from audit.text import normal_texts

#: Contacts that are read together.
BLOCK = 4000
#: The same where somebody waits.
SHORT = 1000
#: Texts that are remembered; some ten megabytes.
MOST_KNOWN = 200_000
#: Contacts that are worth a process.
SHARE = 50_000
JUDGED = frozenset((Status.EXPERIMENTAL, Status.SHADOW, Status.LIVE))


@dataclass(frozen=True, slots=True)
class Change:
    """Rules as they are and as they would be; a rule may be missing on either side."""

    before: tuple[Rule, ...]
    after: tuple[Rule, ...]

    @classmethod
    def of(cls, current: Iterable[Rule], changed: Iterable[Rule]) -> "Change":
        """Only rules whose text or word groups differ. Raises Refused for rules that ask a learned reader: none reads here."""
        known = {rule.id: rule for rule in current}
        after = tuple(rule for rule in changed if rule.id not in known or known[rule.id].digest != rule.digest)
        asking = [rule for rule in after if rule.asks_reader]
        if asking:
            raise Refused(Problem("backtest.asks_reader", rule.where, {"id": rule.id}) for rule in asking)
        return cls(tuple(known[rule.id] for rule in after if rule.id in known), after)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one stretch of history gave."""

    turns: int
    judged: int
    before: tuple[Finding, ...]
    after: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Result:
    turns: int
    #: Contacts that were judged by both versions.
    judged: int
    outcomes: tuple[Outcome, ...]
    #: Contacts that were looked through, and all that there are.
    looked: int = 0
    stored: int = 0

    @property
    def whole(self) -> bool:
        return self.looked >= self.stored


def backtest(open_store: Callable[[], Store], change: Change, workers: int = 1) -> Result:
    """`open_store` is called in every process, so it must be picklable when there are several workers."""
    store = open_store()
    last = store.last()
    return _result(store, change, _seen(open_store, change, last, workers), last, last)


def backtest_newest(store: Store, change: Change, enough: Callable[[], bool], scope: Scope = EVERYTHING) -> Result:
    """The same for who waits: newest contacts first, until all are looked through or `enough` says so between two stretches.

    Nothing outside the scope is judged. At least one stretch is looked at.
    """
    look, seen, last = Look(lambda: store, change, scope), list[Seen](), store.last()
    first = last + 1
    while first > 1 and not (seen and enough()):
        past, first = first, max(first - SHORT, 1)
        seen.append(look.at(first, past))
    return _result(store, change, seen, last + 1 - first, last)


def _result(store: Store, change: Change, seen: Sequence[Seen], looked: int, stored: int) -> Result:
    before, after = ([finding for part in seen for finding in getattr(part, side)] for side in ("before", "after"))
    verdicts = standing(store.verdicts({finding.contact for finding in before}))
    confirmed = frozenset(key for key, verdict in verdicts.items() if verdict.decision is Decision.TRUE)
    changed = {rule.id for rule in (*change.before, *change.after)}

    def others(contacts: Sequence[str]) -> Mapping[str, frozenset[str]]:
        found = store.findings(contacts)
        return {key: frozenset(one.category for one in own if one.rule not in changed) for key, own in found.items()}

    outcomes = compare(before, after, confirmed, others)
    turns, judged = (sum(getattr(part, name) for part in seen) for name in ("turns", "judged"))
    return Result(turns, judged, tuple(outcomes), looked, stored)


def _seen(open_store: Callable[[], Store], change: Change, last: int, workers: int) -> list[Seen]:
    """Other processes take stretches from the front; this one, which need not start first, from the back until they meet."""
    stretches = [(first, min(first + BLOCK, last + 1)) for first in range(1, last + 1, BLOCK)]
    own, others = Look(open_store, change), min(workers, last // SHARE) - 1
    if others < 1:
        return [own.at(*stretch) for stretch in stretches]
    seen = list[Seen]()
    with ProcessPoolExecutor(others, get_context("spawn"), _begin, (open_store, change)) as pool:
        jobs = [pool.submit(_look, *stretch) for stretch in stretches]
        for job, stretch in zip(reversed(jobs), reversed(stretches), strict=True):
            if not job.cancel():  # it and all before it are in other hands
                break
            seen.append(own.at(*stretch))
        return [*seen, *(job.result() for job in jobs[: len(jobs) - len(seen)])]


class Look:
    """What a change and a store need to be ready for in each process once, and what is known of texts that came before."""

    def __init__(self, open_store: Callable[[], Store], change: Change, scope: Scope = EVERYTHING) -> None:
        self._store = open_store()
        self._scope = scope
        self._before, self._after = (compile_pack(rules, statuses=JUDGED) for rules in (change.before, change.after))
        self._either = compile_pack((*change.before, *change.after), statuses=JUDGED)
        self._speakers = _speakers(self._either)
        #: Text -> whether the rules may find something in it: agents read scripts, and people say the same few words.
        self._suspicious: dict[str, bool] = {}

    def at(self, first: int, past: int) -> Seen:
        """Judge the contacts numbered `[first, past)` by both versions."""
        said = self._store.said(first, past, self._speakers)
        suspects = self._suspects(said, range(first, past))
        contacts = [one for one in self._store.numbered(suspects) if self._scope.holds(one)]
        return Seen(len(said.texts), len(contacts), _found(contacts, self._before), _found(contacts, self._after))

    def _suspects(self, said: Said, all_of_them: Sequence[int]) -> Sequence[int]:
        """Numbers of the contacts in which one of the versions may find something."""
        pack = self._either
        if pack.wordless or pack.sieve.always:
            return all_of_them
        if len(self._suspicious) > MOST_KNOWN:
            self._suspicious.clear()
        fresh = list(dict.fromkeys(text for text in said.texts if text not in self._suspicious))
        normals = normal_texts(fresh)
        found = pack.ear.suspects(normals).union(pack.sieve.found(normals))
        self._suspicious.update((text, number in found) for number, text in enumerate(fresh))
        return sorted(set(compress(said.contacts, map(self._suspicious.__getitem__, said.texts))))


def _begin(open_store: Callable[[], Store], change: Change) -> None:
    _OWN.append(Look(open_store, change))


def _look(first: int, past: int) -> Seen:
    return _OWN[0].at(first, past)


#: Of a process that was started to look.
_OWN: list[Look] = []


def _speakers(pack: Pack) -> frozenset[str]:
    """Empty, that is everybody, where one of the rules asks for nobody in particular."""
    wanted = [compiled.rule.who.speakers for compiled in pack.rules]
    return frozenset[str]().union(*wanted, (Speaker.UNKNOWN,)) if all(wanted) else frozenset()


def _found(contacts: Sequence[Contact], pack: Pack) -> tuple[Finding, ...]:
    return tuple(finding for scan in scan_many(contacts, pack, pii=False) for finding in scan.findings)
