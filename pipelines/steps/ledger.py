"""Debtors about whom something is new -> judged ledgers."""

from audit.ledger.judge import judge_ledger
from audit.pack import Pack, pinned
from audit.ports import Store

#: Debtors in one transaction.
DEBTORS = 2000


def judge_due_ledgers(store: Store, pack: Pack) -> int:
    """Judge some of the ledgers that are due; how many they were, 0 when nothing is left to do. Doing it again changes nothing."""
    due = store.due_ledgers(DEBTORS)
    if due:
        store.put_ledgers([(one, judge_ledger(one.ledger, pack)) for one in due], pinned(pack, None))
    return len(due)
