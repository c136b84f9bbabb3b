"""Small records for tests: each function makes one, its keywords say what matters to the test."""

from datetime import datetime, timedelta, timezone

from audit.findings import Finding, Tier, finding_id
from audit.records import Case, Channel, Contact, Speaker, Turn

CHINA = timezone(timedelta(hours=8))
NINE = datetime(2026, 3, 1, 9, 0, tzinfo=CHINA)


def case(identity="c1", **fields):
    return Case(**{"id": identity, "institution": "甲方消费金融", "debtor_id": f"d-{identity}", **fields})


def sms(identity="1", text="您好,请还款", **fields):
    """`text` may be several turns; times and everything else as given."""
    texts = (text,) if isinstance(text, str) else text
    turns = tuple(Turn(index, Speaker.AGENT, said) for index, said in enumerate(texts))
    return Contact(**{"id": identity, "channel": Channel.SMS, "at": NINE, "turns": turns, **fields})


def finding(contact, quote, turn=0, **fields):
    """A true finding: `quote` must stand in that turn."""
    said = contact.turns[turn]
    start = said.text.index(quote)
    values = {
        "id": finding_id(contact.key, fields.get("rule", "cn.test.rule"), quote),
        "contact": contact.key,
        "rule": "cn.test.rule",
        "version": 1,
        "category": "T01",
        "severity": 4,
        "tier": Tier.EXACT,
        "confidence": 0.98,
        "speaker": said.speaker,
        "turn": said.index,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "why": "测试",
        "basis": ("GB/T 45251-2025 业务管理 (GBT)",),
    }
    return Finding(**{**values, **fields})


def spoken(start, end, text="您好", **fields):
    """A recognised turn of nobody known."""
    return Turn(**{"index": 0, "speaker": Speaker.UNKNOWN, "text": text, "start": start, "end": end, **fields})
