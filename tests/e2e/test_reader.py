"""The learned reader as a user meets it: on unless switched off, named in what it finds, refused in words when it is not there."""

import json
from collections.abc import Callable

from tests.e2e.conftest import Ran

#: A threat without any of the usual words, as no rule foresees it.
VEILED = "你老家那个大舅哥的电话通着呢,我不打是给你面子,晚饭前看不到钱就说不准了"
LINE = (
    json.dumps(
        {"id": "1", "channel": "call", "party": "debtor", "speaker": "agent", "text": VEILED}, ensure_ascii=False
    ).encode()
    + b"\n"
)


def test_it_reads_unless_it_is_off(fairdial: Callable[..., Ran]) -> None:
    (on,) = fairdial("scan", stdin=LINE).lines
    found = [finding for finding in on["findings"] if finding["tier"] == "model"]
    assert {finding["rule"] for finding in found} == {"cn.reader.contact-blast-threat"}
    assert all(VEILED[finding["start"] : finding["end"]] == finding["quote"] and finding["basis"] for finding in found)
    (off,) = fairdial("scan", stdin=LINE, FAIRDIAL_READER="off").lines
    assert [finding for finding in off["findings"] if finding["tier"] == "model"] == []


def test_weights_that_are_not_there_are_refused(fairdial: Callable[..., Ran]) -> None:
    ran = fairdial("scan", stdin=LINE, FAIRDIAL_READER="nowhere.npz", FAIRDIAL_LANG="en")
    assert (ran.code, ran.out) == (2, "")
    assert "nowhere.npz" in ran.err + ran.out
    assert "FAIRDIAL_READER" in ran.err


def test_a_language_model_that_does_not_answer_leaves_rules_not_assessed(fairdial: Callable[..., Ran]) -> None:
    (said,) = fairdial(
        "scan", stdin=LINE, FAIRDIAL_READER="off", FAIRDIAL_LLM_URL="http://127.0.0.1:9/v1", FAIRDIAL_LLM_MODEL="any"
    ).lines
    doubts = {doubt["rule"]: doubt["reason"] for doubt in said["not_assessed"]}
    assert doubts["cn.reader.contact-blast-threat"] == "language model gave no answer"
