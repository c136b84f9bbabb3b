"""Stored contacts and findings -> search index."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from audit.errors import Problem
from audit.ports import Change, DeadLetter, Indexing, SearchIndex, Store
from audit.records import Channel, Contact
from config.messages import render_all
from pipelines.steps.scan import Scanned

Reading = Callable[[Sequence[str]], Sequence[Contact]]


def index_contacts(
    store: Store, index: SearchIndex, keys: Sequence[str], lang: str, read: Reading | None = None
) -> None:
    """Make these stored contacts searchable. Their state moves on only once the index has acknowledged them as they are.

    `read` gives contacts as they are now, by their keys; without it they are read from the store. What changes meanwhile stays where it is, to be indexed again. What the index refuses for good becomes a dead letter.
    """
    revisions = store.revisions(keys)  # before the words: what is read later can only be newer, and comes again
    _acknowledged(store, revisions, _put(store, index, revisions, read or store.contacts), lang)


def index_judged(store: Store, index: SearchIndex, contacts: Sequence[Contact], scanned: Scanned, lang: str) -> None:
    """The same for contacts that came and were judged just now, as they were then, and by no other pack.

    Those in which nothing was said have no place in the index, where nothing is known of them.
    """
    revisions = dict.fromkeys((scan.contact for scan in scanned.scans), scanned.revision)
    found = {scan.contact: scan.findings for scan in scanned.scans if scan.findings}
    said = [contact for contact in contacts if contact.turns]
    _acknowledged(store, revisions, index.put(said, found, revisions) if said else {}, lang)


def reindex(store: Store, index: SearchIndex, chunk: int, lang: str) -> int:
    """Build the index anew from the store, so many contacts at a time, while the old one answers; how many there are.

    Reads what changed in the order in which it changed, and goes on behind what the index has acknowledged until nothing is
    left: what others write meanwhile is in the new index, too. Dead letters are tried again.
    """
    letters = {letter.contact: letter.revision for letter in store.dead_letters()}
    gone = store.last_gone()
    taken, refused = dict[str, int](), dict[str, DeadLetter]()
    last: Change | None = None
    known = bytearray()
    with index.rebuild() as made:

        def catch_up() -> None:
            nonlocal last, gone
            while page := store.changes(last, chunk):
                revisions = {change.contact: change.revision for change in page}
                problems = _put(store, made, revisions, store.contacts)
                refused.update((one.contact, one) for one in _letters(problems, revisions, lang))
                taken.update((key, at) for key, at in revisions.items() if key in letters and key not in problems)
                for change in page:
                    known.extend(bytes(max(change.number + 1 - len(known), 0)))
                    known[change.number] = 1
                last = page[-1]
            while went := store.gone(gone, chunk):
                forget(made, [one.contact for one in went])
                gone = went[-1].number

        catch_up()
        made.swap(catch_up)
    store.mark_indexed(taken)
    store.put_dead_letters(refused.values())
    return sum(known)


def forget(index: Indexing, keys: Iterable[str]) -> None:
    """Take contacts out of the index that were deleted from the store."""
    named = (key.partition(":") for key in keys)
    index.put([Contact(identity, Channel(channel)) for channel, _, identity in named], {})


def _put(store: Store, index: Indexing, revisions: Mapping[str, int], read: Reading) -> Mapping[str, Problem]:
    keys = list(revisions)
    return index.put(read(keys), store.findings(keys), revisions) if keys else {}


def _acknowledged(store: Store, revisions: Mapping[str, int], refused: Mapping[str, Problem], lang: str) -> None:
    store.mark_indexed({key: revision for key, revision in revisions.items() if key not in refused})
    if refused:
        store.put_dead_letters(_letters(refused, revisions, lang))


def _letters(refused: Mapping[str, Problem], revisions: Mapping[str, int], lang: str) -> Iterable[DeadLetter]:
    return [DeadLetter(key, revisions[key], problem, render_all([problem], lang)) for key, problem in refused.items()]
