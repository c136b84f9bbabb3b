"""Whatever somebody does to the table of acts who can write to the database: it is found, and its place is named."""

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from audit.chain import Act, Anchor, Link, anchor_faults, digest, verify
from pipelines.access.anchoring import anchor
from pipelines.adapters.anchors import FileAnchors
from pipelines.adapters.memory import MemorySigner
from pipelines.adapters.sql.acts import SqlActs
from pipelines.adapters.sql.engine import connect
from pipelines.adapters.sql.records import to_json
from pipelines.adapters.sql.store import SqlStore
from tests.make import NINE

#: Acts, and how many of them the last signed anchor holds.
ACTS, ANCHORED = 24, 14
FIRST_ANCHOR = 5
COLUMNS = ("no", "at_us", "by", "verb", "of", "detail", "previous", "digest", "seal")
EDITS = {
    "no": lambda chance, _: chance.choice([-3, 0, 99, 10**12]),
    "at_us": lambda chance, old: chance.choice([old + 1, 0, -(2**62), 2**62, "soon"]),
    "detail": lambda chance, old: chance.choice(['{"why":"x"}', "{}", "[]", "no json", old + " ", "1", b"\xff"]),
}
TEXTS = ("", "an", "某", b"\xff\x00", 7)


class Log:
    """A log of acts in a file, with its anchors, and what it was before somebody came."""

    def __init__(self, folder):
        self.path = folder / "log.sqlite"
        self.engine = connect(f"sqlite:///{self.path}")
        SqlStore(self.engine)
        self.signer, self.anchors = MemorySigner(), FileAnchors(folder / "anchors.jsonl")
        newest = FileAnchors(folder / "newest.jsonl")
        seen = lambda one: newest.add(Anchor(one.number, one.digest, one.act.at))  # noqa: E731
        self.acts = SqlActs(self.engine, self.signer, seen)
        for number in range(1, ACTS + 1):
            at = NINE + timedelta(minutes=number)
            self.acts.add(Act(at, f"u{number % 3}", "view", f"i{number}", {"contact": f"c{number}", "masked": "true"}))
            if number in {FIRST_ANCHOR, ANCHORED}:
                anchor(self.acts, self.anchors, self.signer, at, since=newest)
        self.held = [*self.anchors.anchors(), *newest.anchors()]
        self.rows = self._rows()
        self.links = list(self.acts.links())

    def problems(self, rows):
        with closing(sqlite3.connect(self.path)) as file, file:
            file.execute("DELETE FROM acts")
            file.executemany(f"INSERT INTO acts VALUES ({','.join('?' * len(COLUMNS))})", rows)
        return [*anchor_faults(self.held[:2], self.signer), *verify(self.acts.links, self.held, self.signer)]

    def _rows(self):
        with closing(sqlite3.connect(self.path)) as file:
            assert [row[1] for row in file.execute("PRAGMA table_info(acts)")] == list(COLUMNS)
            return [list(row) for row in file.execute("SELECT * FROM acts ORDER BY no")]


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    made = Log(tmp_path_factory.mktemp("log"))
    yield made
    made.engine.dispose()


# Each changes rows and answers the first and last number at which something is amiss. ------------------


def edit(rows, chance, _):
    row, column = chance.choice(rows), chance.randrange(len(COLUMNS))
    before, name = row[column], COLUMNS[column]
    number = row[0]
    new = EDITS[name](chance, before) if name in EDITS else chance.choice([*TEXTS, str(before) + " ", str(before)[1:]])
    row[column] = new if new != before else "other"
    moved = name == "no" and isinstance(row[0], int)
    return (min(number, row[0]), max(number, row[0]) + 1) if moved else (number, number + 1)


def delete(rows, chance, _):
    count = chance.choice([1, 1, 2, 5])
    first = chance.randrange(len(rows) - count + 1)
    del rows[first : first + count]
    return first, first + count + 1


def insert(rows, chance, log):
    """A row of one's own, or one that is there already, with everything behind it moved."""
    place = chance.randrange(len(rows) + 1)
    for row in rows[place:]:
        row[0] += 1
    new = (
        list(chance.choice(log.rows))
        if chance.random() < 0.5
        else [0, 1, "an", "view", "i", "{}", "0" * 64, "1" * 64, ""]
    )
    new[0] = place + 1
    rows.insert(place, new)
    return place + 1, ACTS + 1


def swap(rows, chance, _):
    one, other = sorted(chance.sample(range(len(rows)), 2))
    rows[one][1:], rows[other][1:] = rows[other][1:], rows[one][1:]
    return one + 1, other + 2


def truncate(rows, chance, _):
    left = chance.randrange(len(rows))
    del rows[left:]
    return left, ACTS


def made_anew(rows, chance, log):
    """As whoever knows how hashes are made, and has no key: what comes after it is hashed anew, with seals kept, taken off or copied."""
    start = chance.choice([chance.randrange(len(rows)), chance.randrange(ANCHORED, len(rows))])
    return start, hash_anew(log, rows, start, chance)  # the one before is where a log ends that was cut off


def hash_anew(log, rows, start, chance):
    links, deed = list(log.links), chance.choice(["edit", "delete", "insert"])
    old = links[start]
    kept = links[start + 1 :]
    if deed == "edit":
        kept = [replace(old, act=replace(old.act, by="an")), *kept]
    if deed == "insert":
        kept = [replace(old, act=Act(old.act.at, "an", "view", "i")), old, *kept]
    made = links[:start]
    for one in kept:
        previous = made[-1].digest if made else "0" * 64
        seal = chance.choice(["", one.seal, links[0].seal])
        made.append(Link(len(made) + 1, one.act, previous, digest(previous, one.act, seal=bool(seal)), seal))
    rows[:] = [[*_row(log, one)] for one in made]
    return ACTS + 2


def _row(log, one):
    detail = to_json(dict(one.act.detail))
    at_us = log.rows[0][1] + round((one.act.at - log.links[0].act.at) / timedelta(microseconds=1))
    return [one.number, at_us, one.act.by, one.act.verb, one.act.of, detail, one.previous, one.digest, one.seal]


WAYS = (edit, edit, edit, delete, insert, swap, truncate, made_anew, made_anew)


def test_untouched_it_holds(log):
    assert log.problems(log.rows) == []
    assert len(log.held) == 2 + ACTS - ANCHORED, "every act after the last anchor, and no other"


def test_two_hundred_ways_to_tamper_are_found_and_placed(log):
    missed = []
    for seed in range(200):
        chance = random.Random(seed)
        rows = [list(row) for row in log.rows]
        way = WAYS[seed % len(WAYS)]
        first, last = way(rows, chance, log)
        assert rows != log.rows
        places = [int(problem.where) for problem in log.problems(rows)]
        if not any(first <= place <= last for place in places):
            missed.append((seed, way.__name__, first, last, places))
    assert missed == []


@pytest.mark.parametrize("column", ["by", "verb", "of", "detail", "previous", "digest", "seal"])
def test_bytes_that_are_no_text_are_found_where_they_stand(log, column):
    log.problems(log.rows)
    with closing(sqlite3.connect(log.path)) as file, file:
        file.execute(f"UPDATE acts SET \"{column}\" = CAST(x'ff' AS TEXT) WHERE no = 7")
    assert {int(problem.where) for problem in verify(log.acts.links, log.held, log.signer)} == {7, 8}


@pytest.mark.parametrize("start", [0, ANCHORED - 1, ANCHORED, ACTS - 1])
@pytest.mark.parametrize("deed", range(6))
def test_hashes_made_anew_are_found_where_they_begin(log, start, deed):
    rows = [list(row) for row in log.rows]
    hash_anew(log, rows, start, random.Random(deed))
    places = [int(problem.where) for problem in log.problems(rows)]
    # Acts at the very beginning may say that they are older than seals, until the first anchor says otherwise.
    latest = FIRST_ANCHOR if start == 0 else start + 1
    assert start <= min(places) <= latest, places


def test_an_anchor_of_another_key_is_found(log):
    one, other = log.held[:2]
    stranger = replace(other, signature=MemorySigner(5).sign(other.signed))
    edited = replace(other, digest="0" * 64)
    for forged in (stranger, edited, replace(other, signature=None)):
        (problem,) = anchor_faults([one, forged], log.signer)
        assert (problem.code, problem.where) == ("acts.anchor_forged", str(ANCHORED))
    assert list(anchor_faults([replace(one, signature=None), other], log.signer)) == [], "older than signatures"
