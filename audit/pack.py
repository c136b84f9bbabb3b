"""Rules made ready to run: the ones in force, their matchers, and one sieve over all of them."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from audit.detectors.build import matchers
from audit.detectors.matcher import Matcher
from audit.detectors.reader import Recognition
from audit.exemptions import EXEMPTIONS
from audit.exemptions.hit import Hit
from audit.findings import Tier
from audit.misheard import Ear
from audit.records import Speaker
from audit.rules.model import AnyOf, Pattern, Rule, Status, parts, ways
from audit.sieve import Sieve

LIVE = frozenset((Status.LIVE,))


@dataclass(frozen=True, slots=True)
class Compiled:
    rule: Rule
    #: Number of the matcher in the pack's sieve -> the matcher, for all that the rule listens for.
    matchers: dict[int, Matcher]
    #: Their numbers for each part of what must be said, or should have been; a part holds where one of them does.
    parts: tuple[frozenset[int], ...]
    #: And for the answer that must not come.
    answer: frozenset[int]
    exemptions: tuple[Callable[[Hit], bool], ...]
    basis: tuple[str, ...]

    def in_force(self, day: date | None) -> bool:
        """Both ends count. Without a day: whether the rule has no end."""
        if day is None:
            return self.rule.valid_to is None
        return self.rule.valid_from <= day and (self.rule.valid_to is None or day <= self.rule.valid_to)


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    #: Digest over ids, versions and digests of the rules: what scans and incidents are pinned to.
    id: str
    rules: tuple[Compiled, ...]
    sieve: Sieve
    #: Number of a matcher -> number of its rule.
    owners: tuple[int, ...]
    #: Whose words each matcher is about; empty for everybody's.
    speakers: tuple[frozenset[Speaker], ...]
    #: Numbers of the rules that no words open, about what was not said or how it sounds: they concern every text.
    wordless: tuple[int, ...]
    #: What rules ask of a learned reader, each with the number of its matcher, and whose turns it must read.
    recognitions: tuple[tuple[int, Recognition], ...] = ()
    read_speakers: frozenset[Speaker] = frozenset()
    #: Rules about the ledger of a debtor; no text opens them.
    ledger_rules: tuple[Compiled, ...] = ()
    #: Hears what speech recognition wrote wrongly.
    ear: Ear = field(default_factory=lambda: Ear(()), compare=False)

    def matcher(self, number: int) -> Matcher:
        return self.rules[self.owners[number]].matchers[number]


def compile_pack(rules: Iterable[Rule], statuses: frozenset[Status] = LIVE) -> Pack:
    """Rules of other statuses are left out. The order of the rules does not matter."""
    chosen = sorted((rule for rule in rules if rule.status in statuses), key=lambda rule: rule.id)
    compiled, owners, listening, whose = list[Compiled](), list[int](), list[Matcher](), list[frozenset[Speaker]]()
    for number, rule in enumerate(chosen):
        own, numbers = dict[int, Matcher](), list[frozenset[int]]()
        for pattern, speakers in zip(patterns(rule), _speakers(rule), strict=True):
            made = dict(enumerate(matchers(pattern), start=len(owners)))
            own |= made
            numbers.append(frozenset(made))
            owners += [number] * len(made)
            listening += made.values()
            whose += [speakers] * len(made)
        answer = numbers.pop() if rule.unanswered else frozenset[int]()
        exemptions, basis = tuple(EXEMPTIONS[name] for name in rule.unless), tuple(map(str, rule.law))
        compiled.append(Compiled(rule, own, tuple(numbers), answer, exemptions, basis))
    wordless = tuple(number for number, rule in enumerate(chosen) if rule.wordless)
    asked = [(key, made) for one in compiled for key, made in one.matchers.items() if isinstance(made, Recognition)]
    read_speakers = frozenset[Speaker]().union(*(whose[key] or Speaker for key, _ in asked))
    sieve = Sieve.of(listening)
    ear = Ear((say, one.matchers) for one in compiled if (say := _by_ear(one.rule)))
    of_matchers = (tuple(owners), tuple(whose))
    counting = tuple(one for one in compiled if one.rule.ledger)
    read = (tuple(asked), read_speakers)
    return Pack(pack_id(chosen), tuple(compiled), sieve, *of_matchers, wordless, *read, counting, ear)


def compile_shadow(rules: Iterable[Rule]) -> Pack | None:
    """Rules in shadow that words or sounds open; None where there are none. A debtor's ledger is judged by live rules only."""
    chosen = [rule for rule in rules if rule.status is Status.SHADOW and not rule.ledger]
    return compile_pack(chosen, frozenset((Status.SHADOW,))) if chosen else None


def _by_ear(rule: Rule) -> Pattern | None:
    """What must be said in one turn; of acts that only several turns together make, nothing is guessed."""
    guessed = Tier.PHONETIC in rule.tiers and not rule.unanswered
    return rule.say if guessed and isinstance(rule.say, Pattern) else None


def patterns(rule: Rule) -> tuple[Pattern, ...]:
    """Everything that a rule listens for in single turns: what must be said in order, what should have been, the answer last."""
    said = [part.say for part in parts(rule.say)] if rule.say else []
    due = [ways(wanted) for wanted in (rule.absence, rule.unanswered) if wanted]
    return (*said, *(AnyOf(each) if len(each) > 1 else each[0] for each in due))


def _speakers(rule: Rule) -> tuple[frozenset[Speaker], ...]:
    """Who must say each of the patterns."""
    own = rule.who.speakers
    said = [own if part.by is None else part.by for part in parts(rule.say)] if rule.say else []
    return (*said, *([own] if rule.absence else []), *([rule.unanswered.by] if rule.unanswered else []))


def pinned(pack: Pack, reader: str | None) -> str:
    """What incidents are pinned to: the pack and, where a reader with this id takes part, the reader."""
    return (
        hashlib.sha256(f"{pack.id}\x1f{reader}".encode()).hexdigest()[:16] if reader and pack.recognitions else pack.id
    )


def pack_id(rules: Iterable[Rule]) -> str:
    lines = sorted(f"{rule.id}\x1f{rule.version}\x1f{rule.digest}" for rule in rules)
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()[:16]
