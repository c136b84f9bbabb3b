"""Highlights are places in the text as it was given."""

import pytest

from audit.highlight import highlights
from audit.query import parse_query


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("就爆你的通讯录!", "通讯录", ["通讯录"]),
        ("就爆你的通訊錄!", "通讯录", ["通訊錄"]),
        ("通讯录,通讯录", "通讯录", ["通讯录", "通讯录"]),
        ("加ＷＸ好友", "wx", ["ＷＸ"]),
        ("通 讯\u200b录", "通讯录", ["通 讯\u200b录"]),
        ("再不还款就上门", "还款 款就", ["还款就"]),
        ("再不还款就上门", "款", ["款"]),
        ("再不还款就上门", "上门 -还款", ["上门"]),
        ("再不还款,就上门", "还款就", []),
        ("wxid wx", "wx", ["wx"]),
        ("欠债还钱", "没有", []),
        ("", "没有", []),
    ],
)
def test_what_is_marked(text, query, marked):
    spans = highlights(text, parse_query(query))
    assert [text[start:end] for start, end in spans] == marked
    assert spans == sorted(spans)
