"""Anchors of the log of acts, in a file."""

import pytest

from audit.chain import Act, Anchor
from audit.errors import Refused
from pipelines.access.anchoring import anchor
from pipelines.adapters.anchors import FileAnchors
from pipelines.adapters.memory import MemoryActs, MemoryAnchors
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
    acts = MemoryActs()
    assert anchor(acts, anchors, NINE) is None
    link = acts.add(Act(NINE, "li", "view"))
    assert anchor(acts, anchors, NINE) == Anchor(1, link.digest, NINE)
    assert anchor(acts, anchors, NINE) is None
    acts.add(Act(NINE, "li", "view"))
    assert anchor(acts, anchors, NINE).number == 2


@pytest.mark.parametrize("line", ["no json", "[]", "{}", '{"number": "x", "digest": "a", "at": "2026-03-01"}'])
def test_a_line_that_is_no_anchor_is_named(tmp_path, line):
    path = tmp_path / "anchors.jsonl"
    path.write_text(f"{line}\n")
    with pytest.raises(Refused, match=r"acts\.broken_anchor"):
        FileAnchors(path).anchors()
