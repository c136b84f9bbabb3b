"""`fairdial scan`: JSON lines in, JSON lines out, in order, whatever a line holds."""

import json
from collections.abc import Callable

from tests.e2e.conftest import Ran

THREAT = "我就带几个人去你家打你"


def lines(*values: object) -> bytes:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values).encode()


def test_one_answer_a_line_in_order(fairdial: Callable[..., Ran]) -> None:
    text = f"明天{THREAT}!身份证号11010119000101001X"
    given = lines(
        {"id": "1", "channel": "sms", "text": text, "at": "2026-03-01T21:10:00+08:00"},
        {"id": "2", "channel": "sms", "text": "您好,您的账单已到期。"},
        {"id": "3", "channel": "call", "turns": [{"speaker": "debtor", "text": THREAT, "start": 0.0, "end": 2.1}]},
        {"id": "4", "channel": "call", "turns": [{"speaker": "unknown", "text": THREAT, "start": 0.0, "end": 2.1}]},
    )
    ran = fairdial("scan", stdin=given)
    assert (ran.code, ran.err) == (0, "")
    first, second, third, fourth = ran.lines
    assert [line["id"] for line in ran.lines] == ["1", "2", "3", "4"]
    finding = next(finding for finding in first["findings"] if finding["category"] == "T01")
    assert finding["quote"] == text[finding["start"] : finding["end"]]
    assert finding["speaker"] == "agent"
    assert finding["basis"]
    assert second["findings"] == []
    assert third["findings"] == [], "a debtor's words accuse no agent"
    assert fourth["findings"] == []
    assert any(item["reason"] == "speaker unknown" for item in fourth["not_assessed"])


def test_a_bad_line_is_answered_and_the_rest_goes_on(fairdial: Callable[..., Ran]) -> None:
    given = (
        b'not json\n{"id": "2", "channel": "sms"}\n'
        + lines({"id": "3", "channel": "sms", "text": THREAT, "at": "2026-03-01T21:10:00"})
        + lines({"id": "4", "channel": "sms", "text": THREAT})
    )
    ran = fairdial("scan", stdin=given)
    assert ran.code == 1
    assert [line["id"] for line in ran.lines] == [None, "2", "3", "4"]
    assert all("error" in line for line in ran.lines[:3])
    assert ran.lines[3]["findings"]


def test_nothing_in_nothing_out(fairdial: Callable[..., Ran]) -> None:
    assert fairdial("scan").out == ""


def test_an_unknown_pack_is_refused(fairdial: Callable[..., Ran]) -> None:
    ran = fairdial("scan", "--pack", "nowhere")
    assert ran.code == 2
    assert "nowhere" in ran.err
