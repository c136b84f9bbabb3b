"""The benchmark's scorer counts as it says, and its rows are what they should be."""

import re
from collections import Counter

import pytest

from audit.pii.kinds import KINDS
from audit.statistics import share
from audit.taxonomy import CATEGORIES
from benchmarks.conduct_zh.baselines import by_keywords, keywords
from benchmarks.conduct_zh.rows import Row, read, unmark
from benchmarks.conduct_zh.score import Counts, compare, score, spans
from models.reader.lines import read_lines

ROWS = {split: read(split) for split in ("dev", "test")}
ALL = [row for rows in ROWS.values() for row in rows]


def row(expect="", may="", kind="violation", name="1", pii=None):
    return Row(name, kind, frozenset(expect.split()), frozenset(may.split()), {}, pii)


@pytest.mark.parametrize(
    ("one", "found", "counts"),
    [
        pytest.param(row("T01"), {"T01"}, (1, 0, 0), id="found"),
        pytest.param(row("T01"), set(), (0, 0, 1), id="missed"),
        pytest.param(row("T01"), {"T02"}, (0, 1, 1), id="another category is wrong, and the right one missed"),
        pytest.param(row("T01", "T02"), {"T01", "T02"}, (1, 0, 0), id="what may be found is not wrong"),
        pytest.param(row("T01", "T02"), set(), (0, 0, 1), id="what may be found is not demanded"),
        pytest.param(row(), {"T03"}, (0, 1, 0), id="a compliant row accused"),
        pytest.param(row("", "T03"), {"T03"}, (0, 0, 0), id="a compliant row about which lawyers may differ"),
    ],
)
def test_one_row(one, found, counts):
    total = sum(compare(one, frozenset(found)).values(), Counts())
    assert (total.right, total.wrong, total.missed) == counts


def test_many_rows():
    rows = [row("T01", name="1"), row("T01 T02", name="2"), row(name="3", kind="talk"), row(name="4", kind="talk")]
    result = score(rows, {"1": frozenset({"T01"}), "2": frozenset({"T01"}), "3": frozenset({"T09"})})
    assert (result.total.right, result.total.wrong, result.total.missed) == (2, 1, 1)
    assert result.total.f1 == pytest.approx(2 / 3)
    assert result.false_alarms == (1, 2)
    assert result.by_kind == {"talk": (0, 0, 1, 2), "violation": (1, 2, 0, 0)}
    assert result.interval[0] <= result.total.f1 <= result.interval[1]


def test_personal_data_counts_only_at_its_exact_place():
    marked = row(name="1", kind="pii", pii=frozenset({("qq", 2, 8), ("ip", 10, 17)}))
    counts = spans([marked], {"1": frozenset({("qq", 2, 8), ("ip", 10, 16)})}, frozenset(KINDS))
    assert counts == {"ip": Counts(wrong=1, missed=1), "qq": Counts(right=1)}


def test_marks_become_places():
    text, found = unmark("打[cn_mobile:15400000000]找[person_name:李某某]")
    assert text == "打15400000000找李某某"
    assert [(kind, text[start:end]) for kind, start, end in found] == [
        ("cn_mobile", "15400000000"),
        ("person_name", "李某某"),
    ]


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"), [(0, 0, 0, 1), (0, 50, 0, 0.0714), (45, 50, 0.786, 0.957)]
)
def test_intervals(successes, trials, low, high):
    assert share(successes, trials)[1:] == pytest.approx((low, high), abs=1e-3)


def test_the_benchmark_is_as_large_as_it_says():
    judged = [one for one in ALL if one.pii is None]
    dialogues = sum("dialogues" in one.id for one in judged)
    assert len(judged) - dialogues >= 2000
    assert dialogues >= 120
    expected = Counter(category for one in ROWS["test"] for category in one.expect)
    assert all(expected[category] >= 10 for category in CATEGORIES if category != "T14")


@pytest.mark.parametrize("split", ROWS)
def test_every_row_can_be_judged(split):
    for one in ROWS[split]:
        assert one.expect | one.may <= CATEGORIES.keys(), one.id
        assert all(turn["text"].strip() for turn in one.given["turns"]), one.id
        assert {span[0] for span in one.pii or ()} <= set(KINDS), one.id


def test_no_row_stands_twice_or_in_what_teaches_the_reader():
    def plain(text):
        return re.sub(r"\W", "", text)

    texts = Counter(plain("".join(one.texts)) for one in ALL)
    assert [text for text, count in texts.items() if count > 1] == []
    taught = {plain(line.source) for line in read_lines()}
    assert [text for text in texts if text in taught] == []


def test_keyword_lists_have_their_sizes():
    assert [len(keywords(name)) for name in ("29", "98")] == [29, 98]
    one = Row("1", "violation", frozenset({"T11"}), frozenset(), {"turns": [{"speaker": "agent", "text": "曝光你"}]})
    assert by_keywords([one], "29") == {"1": frozenset({"T11"})}
