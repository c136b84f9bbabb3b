"""Anchors of the log of acts, in a file."""

import pytest

from audit.chain import Act, Anchor
from audit.errors import Refused
from pipelines.access.anchoring import anchor
from pipelines.adapters.anchors import FileAnchors
from pipelines.adapters.memory import MemoryActs, MemoryAnchors, MemorySigner
from tests.make import NINE


@pytest.fixture(params=["memory", "file"])
def anchors(request, tmp_path):
    return MemoryAnchors() if request.param == "memory" else FileAnchors(tmp_path / "anchors.jsonl")


def test_anchors_come_back_in_the_order_given(anchors):
    assert list(anchors.anchors()) == []
    given = [Anchor(2, "aa", NINE), Anchor(5, "bb", NINE)]
    for one in given:
        anchors.add(one)
    assert list(anchors.anchors()) == given


def test_an_anchor_is_made_where_something_was_done_since(anchors):
    acts, signer = MemoryActs(), MemorySigner()
    assert anchor(acts, anchors, signer, NINE) is None
    link = acts.add(Act(NINE, "li", "view"))
    made = anchor(acts, anchors, signer, NINE)
    assert (made.number, made.digest, made.at) == (1, link.digest, NINE)
    assert signer.holds(made.signature, made.signed)
    assert list(anchors.anchors()) == [made]
    assert anchor(acts, anchors, signer, NINE) is None
    acts.add(Act(NINE, "li", "view"))
    assert anchor(acts, anchors, signer, NINE).number == 2


def test_an_anchor_lets_go_of_what_it_holds(anchors):
    acts = MemoryActs()
    for number in (1, 2):
        link = acts.add(Act(NINE, "li", "view"))
        anchors.add(Anchor(number, link.digest, NINE))
    later = Anchor(3, "cc", NINE)
    anchors.add(later)  # by another process, meanwhile
    anchor(acts, MemoryAnchors(), MemorySigner(), NINE, since=anchors)
    assert list(anchors.anchors()) == [later]


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[]",
        "{}",
        '{"number": 1, "digest": "a", "at": "2026-03-01", "signature": {}}',
        '{"number": "x", "digest": "a", "at": "2026-03-01"}',
    ],
)
def test_a_line_that_is_no_anchor_is_named(tmp_path, line):
    path = tmp_path / "anchors.jsonl"
    path.write_text(f"{line}\n")
    with pytest.raises(Refused, match=r"acts\.broken_anchor"):
        FileAnchors(path).anchors()
