"""Whether there is anything to do."""

from audit.ports import Store
from pipelines.work.handling import UNFINISHED


def anything_left(store: Store) -> bool:
    return bool(store.keys_in(*UNFINISHED, limit=1) or store.due_ledgers(1))
