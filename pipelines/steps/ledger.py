"""Debtors about whom something is new -> judged ledgers."""

from audit.ledger.judge import judge_ledger
from audit.pack import Pack, pinned
from audit.ports import Store

#: Debtors in one transaction.
DEBTORS = 2000
#: Fewer where workers share them.
SHARED = 250


def judge_due_ledgers(store: Store, pack: Pack, worker: str | None = None) -> int:
    """Judge some of the ledgers that are due; how many they were, 0 when nothing is left to do. Doing it again changes nothing.

    A `worker` leaves those alone that another one is judging.
    """
    due = store.due_ledgers(SHARED if worker else DEBTORS, worker)
    if due:
        store.put_ledgers([(one, judge_ledger(one.ledger, pack)) for one in due], pinned(pack, None), worker)
    return len(due)
