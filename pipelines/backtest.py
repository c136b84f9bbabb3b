"""A changed rule over stored history: turns are read in bulk, and only contacts in which either version may hold are judged."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from audit.backtest import Outcome, compare
from audit.errors import Problem, Refused
from audit.findings import Finding
from audit.pack import Pack, compile_pack
from audit.ports import Store
from audit.records import Contact, Speaker
from audit.review import Decision, standing
from audit.rules.model import Recognised, Rule, Status
from audit.scan import scan_many
from audit.text import normal_texts

#: Contacts that are read together.
BLOCK = 4000
#: Contacts that are worth a process of their own.
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
        asking = [rule for rule in after if isinstance(rule.say, Recognised)]
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


def backtest(open_store: Callable[[], Store], change: Change, workers: int = 1) -> Result:
    """`open_store` is called in every process, so it must be picklable when there are several workers."""
    store = open_store()
    stretches = list(_stretches(store.last(), workers))
    if len(stretches) > 1:
        with ProcessPoolExecutor(len(stretches), mp_context=get_context("spawn")) as pool:
            jobs = [pool.submit(look, open_store, change, *stretch) for stretch in stretches]
            seen = [job.result() for job in jobs]
    else:
        seen = [look(open_store, change, *stretch) for stretch in stretches]
    verdicts = standing(store.verdicts())
    confirmed = frozenset(key for key, verdict in verdicts.items() if verdict.decision is Decision.TRUE)
    changed = {rule.id for rule in (*change.before, *change.after)}

    def others(contacts: Sequence[str]) -> Mapping[str, frozenset[str]]:
        found = store.findings(contacts)
        return {key: frozenset(one.category for one in own if one.rule not in changed) for key, own in found.items()}

    before, after = ([finding for part in seen for finding in getattr(part, side)] for side in ("before", "after"))
    outcomes = compare(before, after, confirmed, others)
    return Result(sum(part.turns for part in seen), sum(part.judged for part in seen), tuple(outcomes))


def _stretches(last: int, workers: int) -> Iterable[tuple[int, int]]:
    """Equal parts of the contacts numbered 1 to `last`, at most one for each worker."""
    parts = max(1, min(workers, last // SHARE))
    size = -(-last // parts)
    return ((1 + size * part, min(1 + size * (part + 1), last + 1)) for part in range(parts))


def look(open_store: Callable[[], Store], change: Change, first: int, past: int) -> Seen:
    """Judge the contacts numbered `[first, past)` by both versions."""
    store = open_store()
    before, after = (compile_pack(rules, statuses=JUDGED) for rules in (change.before, change.after))
    either = compile_pack((*change.before, *change.after), statuses=JUDGED)
    turns, judged = 0, 0
    old, new = list[Finding](), list[Finding]()
    for start in range(first, past, BLOCK):
        read, suspects = _suspects(store, either, start, min(start + BLOCK, past))
        turns += read
        judged += len(suspects)
        contacts = store.numbered(suspects)
        old += _found(contacts, before)
        new += _found(contacts, after)
    return Seen(turns, judged, tuple(old), tuple(new))


def _suspects(store: Store, pack: Pack, first: int, past: int) -> tuple[int, Sequence[int]]:
    """How many turns were read, and the numbers of the contacts in which the pack may find something."""
    said = store.said(first, past, _speakers(pack))
    if pack.absences or pack.sieve.always:
        return len(said.texts), list(range(first, past))
    texts = normal_texts(said.texts)
    found = pack.ear.suspects(texts).union(pack.sieve.found(texts))
    return len(said.texts), sorted({said.contacts[number] for number in found})


def _speakers(pack: Pack) -> frozenset[str]:
    """Empty, that is everybody, where one of the rules asks for nobody in particular."""
    wanted = [compiled.rule.who.speakers for compiled in pack.rules]
    return frozenset[str]().union(*wanted, (Speaker.UNKNOWN,)) if all(wanted) else frozenset()


def _found(contacts: Sequence[Contact], pack: Pack) -> list[Finding]:
    return [finding for scan in scan_many(contacts, pack, pii=False) for finding in scan.findings]
