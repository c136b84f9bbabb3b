"""The index built anew while others search and write: nothing missing, nothing doubled, nothing old, whatever is killed."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from audit.errors import Problem
from audit.findings import Scan
from audit.ports import Query
from audit.query import parse_query
from audit.records import State, Transcript, Turn
from pipelines.adapters.memory import MemoryIndex
from pipelines.adapters.search.generations import EmbeddedIndex
from pipelines.adapters.sql.engine import connect
from pipelines.adapters.sql.store import SqlStore
from pipelines.steps.index import index_contacts, reindex
from tests.elastic import elastic_index
from tests.make import NINE, case, sms

ES_URL = os.environ.get("FAIRDIAL_TEST_ES_URL")
CHUNK = 7


@pytest.fixture
def store(tmp_path):
    engine = connect(f"sqlite:///{tmp_path}/store.sqlite")
    yield SqlStore(engine)
    engine.dispose()


@pytest.fixture(params=["tantivy", *(["elasticsearch"] if ES_URL else [])])
def index(request, tmp_path):
    if request.param == "elasticsearch":
        with elastic_index() as made:
            yield made
    else:
        made = EmbeddedIndex(tmp_path / "index")
        yield made
        made.close()


def add(store, *contacts):
    """Received and judged; the keys."""
    store.put_contacts(contacts)
    keys = [contact.key for contact in contacts]
    store.put_scans([Scan(key) for key in keys], "p1")
    return keys


def message(number, text="还款"):
    return sms(f"{number:04}", text, at=NINE + timedelta(days=number % 70), case=case(f"c{number % 5}"))


def put(store, index, *contacts):
    index_contacts(store, index, add(store, *contacts), "zh")


def say(store, key, text):
    """It was heard again, and judged."""
    turns = tuple(Turn(place, sms().turns[0].speaker, one) for place, one in enumerate(text))
    store.put_transcript(key, Transcript(turns, "vendor:json", "", {}))
    store.put_scans([Scan(key)], "p1")


def there(index):
    """Every turn that the index holds, which is each once or the order would show it."""
    return [f"{hit.contact}#{hit.turn}" for hit in index.walk(Query())]


def stored(store):
    keys = [change.contact for change in store.changes(limit=10_000)]
    return sorted(f"{one.key}#{turn.index}" for one in store.contacts(keys) for turn in one.turns)


def assert_whole(store, index):
    assert sorted(there(index)) == stored(store)
    assert index.search(parse_query("旧话")).total == 0, "nothing of what was said before"


class Between:
    """An index at whose rebuild something happens, after each put and right after the swap."""

    def __init__(self, index, happens):
        self._index, self._happens = index, happens

    def rebuild(self):
        happens = self._happens

        class Watched:
            def __init__(self, inner):
                self._inner = inner

            def __enter__(self):
                self._made = self._inner.__enter__()
                return self

            def __exit__(self, *error):
                return self._inner.__exit__(*error)

            def put(self, *given):
                answer = self._made.put(*given)
                happens("put")
                return answer

            def swap(self, catch_up):
                happens("swap")
                self._made.swap(catch_up)

        return Watched(self._index.rebuild())


def test_what_is_written_meanwhile_is_in_the_new_index(store, index):
    """New contacts, new words for old ones, before and behind the place that the rebuild has come to."""
    put(store, index, *(message(number, "旧话" if number % 6 == 1 else "还款") for number in range(30)))
    written = iter(range(30, 1000))
    turned = iter(["sms:0001", "sms:0025", "sms:0007", "sms:0013", "sms:0019"])

    def happens(what):
        if (number := next(written)) > 38 and what == "put":
            return
        put(store, index, message(number))
        key = next(turned, "sms:0002")
        say(store, key, ["新话一", "新话二"][: number % 2 + 1])
        index_contacts(store, index, [key], "zh")
        assert index.search(parse_query("新话 还款")).total == 0
        assert len(there(index)) == len(set(there(index)))

    assert reindex(store, Between(index, happens), CHUNK, "zh") == len(store.changes())
    assert len(store.changes()) == 40, "the last one came between the last look and the swap"
    assert_whole(store, index)
    put(store, index, message(2000))
    assert_whole(store, index)


def test_what_was_judged_but_not_indexed_is_found_after_the_swap_and_indexed_by_its_worker(store, index):
    put(store, index, message(1))
    key, *_ = add(store, message(2))
    assert reindex(store, index, CHUNK, "zh") == 2
    assert (store.state(key)[0], len(there(index))) == (State.SCANNED, 2)
    index_contacts(store, index, [key], "zh")
    assert store.state(key)[0] is State.INDEXED
    assert_whole(store, index)


def test_writers_and_readers_at_work_see_nothing_of_it(store, index):
    put(store, index, *(message(number) for number in range(40)))
    stop, faults, seen = threading.Event(), [], []

    def read():
        while not stop.is_set():
            try:
                seen.append(index.search(parse_query("还款")).total)
            except Exception as fault:  # noqa: BLE001  # whatever it is, the test is to tell
                faults.append(fault)

    def write():
        number = 100
        try:
            while not stop.is_set() and number < 400:
                put(store, index, message(number))
                number += 1
        except Exception as fault:  # noqa: BLE001
            faults.append(fault)

    threads = [threading.Thread(target=work) for work in (read, write)]
    for thread in threads:
        thread.start()
    for _ in range(2):
        reindex(store, index, 20, "zh")
    stop.set()
    for thread in threads:
        thread.join()
    assert faults == []
    assert min(seen) >= 40, "a search misses nothing while the index is replaced"
    assert_whole(store, index)


def test_what_the_engine_refuses_is_a_dead_letter_and_tried_again(store, index):
    """A name that is too long for the cluster: one machine takes it."""
    refusing = not isinstance(index, EmbeddedIndex)
    good, bad = message(1), sms("bad", ("还款", "还款吧"), agent_id="甲" * 20_000)
    put(store, index, good, bad, message(2))
    expected = (State.FAILED if refusing else State.INDEXED, 1 if refusing else 0)
    assert (store.state("sms:bad")[0], len(store.dead_letters())) == expected
    assert {store.state(key)[0] for key in ("sms:0001", "sms:0002")} == {State.INDEXED}
    if refusing:
        (letter,) = store.dead_letters()
        assert letter.problem.code == "search.document_refused"
        assert "sms:bad" in letter.reason
        assert letter.reason == store.state("sms:bad")[1]
    assert reindex(store, index, CHUNK, "zh") == 3
    assert (store.state("sms:bad")[0], len(store.dead_letters())) == expected


class Refusing(MemoryIndex):
    """Takes all but one contact, for as long as it is told to."""

    refuses = frozenset({"sms:0002"})

    def put(self, contacts, scans, revisions=None):
        super().put([one for one in contacts if one.key not in self.refuses], scans, revisions)
        return {
            one.key: Problem("search.document_refused", one.key, {"turn": 0, "fault": "too long"})
            for one in contacts
            if one.key in self.refuses
        }


def test_a_refusal_that_is_mended_is_indexed_by_a_rebuild(store):
    index = Refusing()
    put(store, index, *map(message, range(4)))
    assert [letter.contact for letter in store.dead_letters()] == ["sms:0002"]
    assert store.state("sms:0001")[0] is State.INDEXED
    assert reindex(store, index, 2, "zh") == 4
    assert store.dead_letters() == [], "the new index is of another kind, and takes it"
    assert store.state("sms:0002") == (State.INDEXED, None)
    assert_whole(store, index)


class Falling(MemoryIndex):
    """Does not acknowledge."""

    def put(self, *_given):
        raise ConnectionError


def test_what_was_not_acknowledged_is_not_indexed(store):
    keys = add(store, *map(message, range(3)))
    with pytest.raises(ConnectionError):
        index_contacts(store, Falling(), keys, "zh")
    assert {store.state(key)[0] for key in keys} == {State.SCANNED}


class Slow(MemoryIndex):
    """While it takes in what it was given, a contact changes."""

    def __init__(self, meanwhile):
        super().__init__()
        self._meanwhile = meanwhile

    def put(self, *given):
        self._meanwhile()
        return super().put(*given)


def test_what_changes_while_it_is_indexed_is_indexed_again(store):
    keys = add(store, message(1, "旧话"), message(2))
    changes = iter([["新话"]])

    def meanwhile():
        for said in changes:
            say(store, "sms:0001", said)

    index = Slow(meanwhile)
    index_contacts(store, index, keys, "zh")
    assert [store.state(key)[0] for key in keys] == [State.SCANNED, State.INDEXED]
    index_contacts(store, index, store.keys_in(State.SCANNED), "zh")
    assert store.keys_in(State.SCANNED) == []
    assert_whole(store, index)


KILLED = textwrap.dedent("""
    import os, signal, sys
    from pathlib import Path
    from pipelines.adapters.search.elastic import ElasticIndex
    from pipelines.adapters.search.generations import EmbeddedIndex
    from pipelines.adapters.sql.engine import connect
    from pipelines.adapters.sql.store import SqlStore
    from pipelines.steps.index import reindex
    from tests.integration.test_reindex import Between
    kind, where, name, database, moment = sys.argv[1:]
    index = ElasticIndex(where, name) if kind == "elasticsearch" else EmbeddedIndex(Path(where))
    left = [3 if moment == "put" else 1]
    def happens(what):
        left[0] -= what == moment
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
    reindex(SqlStore(connect(f"sqlite:///{database}")), Between(index, happens), 7, "zh")
""")


@pytest.mark.parametrize("moment", ["put", "swap"])
def test_killed_in_the_middle_it_can_be_started_again(store, index, tmp_path, moment):
    put(store, index, *(message(number) for number in range(30)))
    before = there(index)
    index.close()
    embedded = isinstance(index, EmbeddedIndex)
    where = ("tantivy", str(tmp_path / "index"), "-") if embedded else ("elasticsearch", ES_URL, index._name)
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *where, str(tmp_path / "store.sqlite"), moment],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL
    assert there(index) == before, "the old one answers as ever"
    put(store, index, message(99))
    assert reindex(store, index, CHUNK, "zh") == 31
    assert_whole(store, index)
    if embedded:
        assert len([path for path in (tmp_path / "index").iterdir() if path.is_dir()]) == 1, (
            "nothing half built is left"
        )
