import json
from io import BytesIO

import pytest

from audit.pack import compile_pack
from audit.records import Channel, LegalStage, Party, Speaker
from audit.rules.model import Phrase
from config.messages import catalogue
from pipelines.sources import lines
from pipelines.sources.line_contact import RefusedLine, read_contact
from pipelines.sources.lines import scan_lines
from tests.unit.audit.exemptions.marked import rule

PACK = compile_pack([rule(say=Phrase("废物", "废物"))])


def answers(*given):
    data = b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in given)
    return list(scan_lines(BytesIO(data), PACK))


def test_a_message():
    (answer,) = answers({"id": "1", "channel": "sms", "text": "你这廢物 a@example.com"})
    assert json.loads(answer.text) == {
        "id": "1",
        "findings": [
            {
                "rule": "cn.test.rule",
                "version": 1,
                "category": "T08",
                "severity": 3,
                "tier": "exact",
                "confidence": 0.98,
                "speaker": "agent",
                "turn": 0,
                "start": 2,
                "end": 4,
                "quote": "廢物",
                "why": "测试:废物",
                "basis": ["示例规定 第1条 (LAW)"],
                "lifted": [],
            }
        ],
        "not_assessed": [],
        "pii": [{"kind": "email", "start": 5, "end": 18, "turn": 0}],
    }


def test_every_field():
    line = {
        "id": 7, "channel": "call", "party": "debtor", "direction": "inbound", "at": "2026-03-01T21:10:00+08:00",
        "case": {"case_id": "c", "legal_stage": "filed", "due_amount": 8600, "debtor_phones": ["100-0000"], "overdue_days": "30"},
        "turns": [{"speaker": "agent", "text": "a", "start": 0, "end": 2.5}, {"text": "b"}],
    }  # fmt: skip
    identity, contact = read_contact(json.dumps(line).encode(), "stdin:1")
    assert (identity, contact.id, contact.channel, contact.party) == (7, "7", Channel.CALL, Party.DEBTOR)
    assert [(turn.speaker, turn.start, turn.end) for turn in contact.turns] == [
        (Speaker.AGENT, 0.0, 2.5),
        (Speaker.UNKNOWN, None, None),
    ]
    assert (contact.case.legal_stage, contact.case.due_amount, contact.case.overdue_days) == (
        LegalStage.FILED,
        8600.0,
        30,
    )
    assert contact.at.isoformat() == "2026-03-01T21:10:00+08:00"


DEFAULTS = [
    ({"text": "a"}, Speaker.AGENT, "a message of ours"),
    ({"text": "a", "channel": "chat"}, Speaker.AGENT, "chat of ours"),
    ({"text": "a", "direction": "inbound"}, Speaker.UNKNOWN, "somebody wrote to us"),
    ({"text": "a", "channel": "call"}, Speaker.UNKNOWN, "a call needs to be told"),
    ({"turns": [{"text": "a"}]}, Speaker.UNKNOWN, "a conversation"),
    ({"turns": [{"text": "a"}], "speaker": "debtor"}, Speaker.DEBTOR, "one for all turns"),
]


@pytest.mark.parametrize("line, speaker, because", DEFAULTS)
def test_who_speaks_where_nobody_says_so(line, speaker, because):
    _, contact = read_contact(json.dumps({"id": "1", **line}).encode(), "x")
    assert contact.turns[0].speaker is speaker, because


REFUSED = [
    (b'{"id":"1"', "lines.not_json", "cut off"),
    (b"[1]", "lines.not_an_object", "a list"),
    (b"[" * 100_000, "lines.not_json", "deep"),
    (b'{"id":"1","text":"x","case":{"due_amount":NaN}}', "lines.not_json", "not a number"),
    (b'{"id":"1","text":"x","text":"y"}', "lines.doubled_key", "twice"),
    (b'{"id":"1","text":"\xff"}', "lines.not_utf8", "no UTF-8"),
    (b'{"id":"1","text":"\\ud800"}', "lines.half_character", "half of an emoji"),
    (b'{"id":1' + b"0" * 5000 + b',"text":"x"}', "lines.not_json", "an endless number"),
    ({"text": "x"}, "lines.no_id", "no id"),
    ({"id": True, "text": "x"}, "lines.no_id", "id is no text"),
    ({"id": "1"}, "lines.text_or_turns", "neither"),
    ({"id": "1", "text": "x", "turns": []}, "lines.text_or_turns", "both"),
    ({"id": "1", "text": 5}, "lines.not_text", "text is a number"),
    ({"id": "1", "turns": {}}, "lines.not_turns", "turns is an object"),
    ({"id": "1", "turns": ["x"]}, "lines.turn_without_text", "a turn is text"),
    ({"id": "1", "turns": [{"text": "x", "start": "0"}]}, "lines.not_seconds", "start is text"),
    ({"id": "1", "turns": [{"text": "x", "start": 2, "end": 1}]}, "lines.ended_before_start", "backwards"),
    ({"id": "1", "text": "x", "speaker": "boss"}, "sources.unknown_word", "speaker"),
    ({"id": "1", "text": "x", "at": "2026-03-01T21:10:00"}, "sources.no_zone", "time without zone"),
    ({"id": "1", "text": "x", "case": []}, "lines.case_not_object", "case is a list"),
    ({"id": "1", "text": "x", "case": {"stage": "none"}}, "lines.unknown_case_column", "unknown column"),
    ({"id": "1", "text": "x", "case": {"legal_stage": "maybe"}}, "sources.unknown_word", "unknown stage"),
    ({"id": "1", "text": "x", "case": {"overdue_days": True}}, "lines.not_text", "days are a truth value"),
    ({"id": "1", "text": "x" * (1 << 20) + "x"}, "sources.too_long", "a very long text"),
]


@pytest.mark.parametrize("line, code, because", REFUSED)
def test_refused(line, code, because):
    with pytest.raises(RefusedLine) as refused:
        read_contact(line if isinstance(line, bytes) else json.dumps(line).encode(), "stdin:1")
    assert [problem.code for problem in refused.value.problems] == [code], because
    assert code in catalogue()


def test_bad_lines_are_answered_in_their_place():
    found = answers({"id": "1", "text": "a"}, b'{"id":"2",', b"", {"id": "3", "text": "b"}, {"id": "1", "text": "a"})
    assert [(json.loads(answer.text)["id"], answer.refused) for answer in found] == [
        ("1", False),
        ("2", True),
        ("3", False),
        ("1", False),
    ]
    assert "stdin:2" in json.loads(found[1].text)["error"]


def test_an_endless_line_is_passed_over(monkeypatch):
    monkeypatch.setattr(lines, "LONGEST_LINE", 40)
    found = answers({"id": "1", "text": "x" * 500}, {"id": "2", "text": "a"})
    assert [(json.loads(answer.text)["id"], answer.refused) for answer in found] == [(None, True), ("2", False)]


def test_the_first_line_is_answered_before_the_second_is_read():
    class Slow(BytesIO):
        asked = 0

        def readline(self, limit=-1):
            self.asked += 1
            return super().readline(limit)

    stream = Slow(b'{"id":1,"text":"a"}\n' * 3)
    assert json.loads(next(scan_lines(stream, PACK)).text)["id"] == 1
    assert stream.asked == 1
