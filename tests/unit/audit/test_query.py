"""The query language, row by row."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from audit.errors import Refused
from audit.ports import Filter, Query, Words
from audit.query import FIELDS, parse_filter, parse_query
from tests.make import CHINA


def words(*texts):
    return Query(tuple(Words(text.lstrip("!"), text.startswith("!")) for text in texts))


def filtered(**fields):
    return Query(
        filter=Filter(**{name: frozenset(value) if isinstance(value, set) else value for name, value in fields.items()})
    )


DAY = datetime(2026, 10, 1, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("通讯录", words("通讯录")),
        ("通讯录 家人", words("通讯录", "家人")),
        ("通讯录\u3000家人\t", words("通讯录", "家人")),
        ('"别怪 我"', words("别怪我")),
        ("“别怪我,没提醒”", words("别怪我,没提醒")),
        ("「通讯录」『家人』", words("通讯录", "家人")),
        ("„a b“", words("a b")),
        ('通讯录"家人"', words("通讯录", "家人")),
        ("-还款", words("!还款")),
        ("－“我们 不会”", words("!我们不会")),
        ("微信-支付", words("微信-支付")),
        ("10:30", words("10:30")),
        ("注意：明天", words("注意:明天")),
        ("通訊錄", words("通讯录")),
        ("category:T08", filtered(category={"T08"})),
        ("category：t08，T01", filtered(category={"T08", "T01"})),
        ("category:T08 category:T01", filtered(category={"T08", "T01"})),
        ("CHANNEL=SMS", filtered(channel={"sms"})),
        ('agency:"甲 公司","乙,公司"', filtered(agency={"甲 公司", "乙,公司"})),
        ("agency：「甲：公司」", filtered(agency={"甲：公司"})),
        (
            "agent:A-1 rule:cn.x case:c:1 institution:甲",
            filtered(agent={"A-1"}, rule={"cn.x"}, case={"c:1"}, institution={"甲"}),
        ),
        ("severity:4", filtered(severity_min=4, severity_max=4)),
        ("severity:２,3", filtered(severity_min=2, severity_max=3)),
        ("severity>=3", filtered(severity_min=3)),
        ("severity≥3", filtered(severity_min=3)),
        ("severity>2 severity<4", filtered(severity_min=3, severity_max=3)),
        ("severity＜＝2", filtered(severity_max=2)),
        ("severity<1", filtered(severity_max=0)),
        ("severity>=2 severity>=3", filtered(severity_min=3)),
        ("from:2026-10-01", filtered(since=DAY)),
        ("to:2026-10-31", filtered(until=DAY + timedelta(days=31))),
        ("from:2026-10-01 to:2026-10-01", filtered(since=DAY, until=DAY + timedelta(days=1))),
        ("from:２０２６-10-01", filtered(since=DAY)),
        (
            "通讯录 -家人 severity>=3",
            Query((Words("通讯录"), Words("家人", negated=True)), Filter(severity_min=3)),
        ),
    ],
)
def test_a_query_means(text, query):
    assert parse_query(text) == query


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", [("query.empty", 1)]),
        (" \u3000", [("query.empty", 1)]),
        ('a "b', [("query.open_quote", 3)]),
        ("「a", [("query.open_quote", 1)]),
        ("a -", [("query.lone_minus", 3)]),
        ("--a", [("query.lone_minus", 1)]),
        ("。。", [("query.no_word", 1)]),
        ('a ""', [("query.no_word", 3)]),
        ("😀", [("query.no_word", 1)]),
        ("http://x", [("query.unknown_field", 1)]),
        ("catgory:T08", [("query.unknown_field", 1)]),
        ("-catgory:T08", [("query.unknown_field", 1)]),
        ("a -channel:sms", [("query.negated_filter", 3)]),
        ("agency>=甲", [("query.sign", 1)]),
        ("from>=2026-10-01", [("query.sign", 1)]),
        ("channel:", [("query.no_value", 1)]),
        ("channel: sms", [("query.no_value", 1)]),
        ("channel:,，", [("query.no_value", 1)]),
        ('agency:""', [("query.no_value", 1)]),
        ('agency:"甲', [("query.open_quote", 8)]),
        ("channel:fax", [("query.unknown_value", 1)]),
        ("category:T99", [("query.unknown_value", 1)]),
        ("severity:5", [("query.severity", 1)]),
        ("severity:高", [("query.severity", 1)]),
        ("severity:1,3", [("query.severity", 1)]),
        ("severity:3,x", [("query.severity", 1)]),
        ("from:昨天", [("query.date", 1)]),
        ("from:2026-02-29", [("query.date", 1)]),
        ("from:2026-10-01,2026-10-02", [("query.date", 1)]),
        ("to:9999-12-31", [("query.date", 1)]),
        ("from:0001-01-01", [("query.date", 1)]),
        ("from:2026-10-02 to:2026-10-01", [("query.dates_reversed", 1)]),
        (
            'x:1 - channel:fax "',
            [("query.unknown_field", 1), ("query.lone_minus", 5), ("query.unknown_value", 7), ("query.open_quote", 19)],
        ),
    ],
)
def test_every_fault_is_named_at_its_place(text, faults):
    with pytest.raises(Refused) as caught:
        parse_query(text)
    assert [(problem.code, problem.values["position"]) for problem in caught.value.problems] == faults


def test_days_are_those_of_the_zone_given():
    zone = ZoneInfo("America/New_York")
    found = parse_query("from:2026-03-08 to:2026-03-08", zone).filter
    assert found.since == datetime(2026, 3, 8, 5, tzinfo=UTC)
    assert found.until == datetime(2026, 3, 9, 4, tzinfo=UTC), "the day on which clocks go forward has 23 hours"


def test_a_list_of_filters_may_be_empty_and_holds_no_words():
    assert parse_filter(" ") == Filter()
    assert parse_filter("channel:sms") == Filter(channel=frozenset({"sms"}))
    with pytest.raises(Refused) as caught:
        parse_filter("channel:sms 通讯录")
    assert [(problem.code, problem.where) for problem in caught.value.problems] == [("query.no_words_here", "13")]


def test_every_filter_of_the_language_is_one_of_the_record():
    assert {*FIELDS} - {"severity", "from", "to"} == {
        name for name in Filter.__slots__ if isinstance(getattr(Filter(), name), frozenset)
    }
