"""A rule tried where it stands: its own tests, and stored history, each within bounds that suit somebody who waits."""

from collections.abc import Callable
from dataclasses import dataclass

from audit.errors import Problem
from audit.pack import compile_pack
from audit.ports import Reader, Store
from audit.proposals import Trial
from audit.rules.check import check
from audit.rules.ledger_model import LedgerRow
from audit.rules.model import Example, Rule, Status
from audit.scope import EVERYTHING, Scope
from pipelines.backtest import Change, Result, backtest_newest

#: Seconds of history that somebody waits for.
PATIENCE = 8.0
#: Test rows of one rule that are tried; no rule of the packs comes near.
MOST_ROWS = 500
#: Kinds of test rows, in the order in which authors read them.
KINDS = ("must", "must_not", "known_misses", "known_false_alarms")


@dataclass(frozen=True, slots=True)
class Tried:
    """One row of a rule's tests."""

    kind: str
    row: Example | LedgerRow
    #: Why it does not hold.
    fault: Problem | None


@dataclass(frozen=True, slots=True)
class Tests:
    rows: tuple[Tried, ...]
    #: Code of why none was tried; empty where they were.
    untried: str = ""

    @property
    def faults(self) -> tuple[Problem, ...]:
        return tuple(one.fault for one in self.rows if one.fault)


def run_tests(rule: Rule, reader: Reader | None) -> Tests:
    """Every row with what came of it."""
    tests = rule.ledger.rows if rule.ledger else rule.tests
    rows = [(kind, row) for kind in KINDS for row in getattr(tests, kind, ())]
    if not rule.ledger and rule.asks_reader and reader is None:
        return Tests(tuple(Tried(kind, row, None) for kind, row in rows), "rules.untried.reader")
    if len(rows) > MOST_ROWS:
        return Tests((), "rules.untried.many")
    faults = {
        int(one.where.rpartition(":")[2]): one for one in check(rule, compile_pack([rule], frozenset(Status)), reader)
    }
    return Tests(tuple(Tried(kind, row, faults.get(row.line)) for kind, row in rows))


def no_history(rule: Rule) -> str:
    """Code of why no stored history tells anything of the rule; empty where it does."""
    if rule.ledger:
        return "rules.untried.ledger"
    if rule.asks_reader:
        return "rules.untried.reader"
    return ""


def try_change(
    store: Store, before: Rule | None, after: Rule, enough: Callable[[], bool], scope: Scope = EVERYTHING
) -> Result:
    """Both versions over stored history, newest first; without `before` all that is found is new."""
    return backtest_newest(store, Change((before,) if before else (), (after,)), enough, scope)


def counted(result: Result) -> Trial:
    """What a proposal keeps of it."""
    fates = [outcome.fate.value for outcome in result.outcomes]
    fatal = sum(outcome.fatal for outcome in result.outcomes)
    return Trial(result.looked, result.whole, fates.count("new"), fates.count("lost"), fates.count("same"), fatal)
