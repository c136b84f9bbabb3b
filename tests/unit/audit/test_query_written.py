"""A filter that is written down reads back as the same."""

import pytest

from audit.ports import Filter
from audit.query import parse_filter
from audit.query_written import write_filter


@pytest.mark.parametrize(
    "text",
    [
        "",
        "category:T01,T08",
        "agency:宜诚服务 agent:A-07",
        'agency:"宜 诚"',
        "institution:「甲,乙」",
        'rule:"a「b」c"',
        "severity>=3",
        "severity<=2",
        "severity:2,3",
        "from:2026-03-01 to:2026-03-31",
        "channel:call case:c1 rule:cn.x severity>=2 from:2026-03-01",
    ],
)
def test_there_and_back(text):
    wanted = parse_filter(text)
    assert parse_filter(write_filter(wanted)) == wanted
    assert (write_filter(wanted) == "") is (wanted == Filter())
