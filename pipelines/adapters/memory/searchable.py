"""What the search index is to hold, in dictionaries."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from audit.ports import Change, DeadLetter, Gone
from audit.records import State


class MemorySearchable:
    """The part of the store that feeds the index."""

    def __init__(self) -> None:
        super().__init__()
        self._states: dict[str, tuple[State, str | None]] = {}
        self._revisions: dict[str, int] = {}
        self._newest = 0
        self._letters: dict[str, DeadLetter] = {}
        #: Keys of contacts that were deleted, with the number of their tombstones.
        self.buried: dict[str, int] = {}

    def changes(self, after: Change | None = None, limit: int = 1000) -> Sequence[Change]:
        numbers = {key: number for number, key in enumerate(self._states, 1)}
        found = [Change(revision, numbers[key], key) for key, revision in self._revisions.items()]
        found.sort(key=_place)
        return [one for one in found if after is None or _place(one) > _place(after)][:limit]

    def deleted(self, keys: Collection[str]) -> frozenset[str]:
        return frozenset(self.buried.keys() & set(keys))

    def last_gone(self) -> int:
        return max(self.buried.values(), default=0)

    def gone(self, after: int = 0, limit: int = 1000) -> Sequence[Gone]:
        found = sorted((number, key) for key, number in self.buried.items() if number > after)
        return [Gone(number, key) for number, key in found[:limit]]

    def revisions(self, keys: Sequence[str]) -> Mapping[str, int]:
        return {key: self._revisions[key] for key in keys if key in self._revisions}

    def mark_indexed(self, revisions: Mapping[str, int]) -> None:
        refused = {letter.contact for letter in self.dead_letters()}
        for key, revision in revisions.items():
            done = self._states[key][0] in (State.SCANNED, State.INDEXED)
            if self._revisions.get(key) == revision and (done or key in refused):
                self._states[key] = (State.INDEXED, None)

    def put_dead_letters(self, letters: Iterable[DeadLetter]) -> None:
        for letter in letters:
            known = self._states[letter.contact][0] in (State.SCANNED, State.INDEXED)
            if self._revisions.get(letter.contact) == letter.revision and known:
                self._letters[letter.contact] = letter
                self._states[letter.contact] = (State.FAILED, letter.reason)

    def dead_letters(self) -> Sequence[DeadLetter]:
        letters = [self._letters[key] for key in self._states if key in self._letters]
        return [
            letter
            for letter in letters
            if self._states[letter.contact][0] is State.FAILED
            and self._revisions.get(letter.contact) == letter.revision
        ]

    def _changed(self, keys: Iterable[str]) -> None:
        """These are to be found as they are now."""
        self._newest += 1
        self._revisions |= dict.fromkeys(keys, self._newest)


def _place(change: Change) -> tuple[int, int]:
    return change.revision, change.number
