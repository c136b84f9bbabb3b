"""Search as a user meets it: phrases, filters, facets, highlights, and odd queries refused with their place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import Ran

pytestmark = pytest.mark.usefixtures("few_rules")

HEADER = "sms_id,sent_at,case_id,number,party_role,direction,agent_id,agency,text\n"
ROWS = (
    "1,2026-10-01T09:00:00+08:00,,10012345678,debtor,outbound,A-1,宜诚服务,我就带几个人去你家打你\n"
    "2,2026-10-02T09:00:00+08:00,,10012345678,debtor,outbound,A-2,远山咨询,我们不会联系您的通讯录\n"
    "3,2026-10-03T09:00:00+08:00,,10012345678,debtor,outbound,A-2,远山咨询,再不还就爆通讯录\n"
    "4,2026-10-04T23:30:00+08:00,,10012345678,debtor,inbound,,宜诚服务,爆 通 讯 录 是违法的\n"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all: they only read what was imported once."""
    return tmp_path_factory.mktemp("searched") / "home"


@pytest.fixture
def log(home: Path, tmp_path: Path, fairdial: Callable[..., Ran]) -> None:
    if home.exists():
        return
    path = tmp_path / "log.csv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    assert fairdial("ingest", "sms", path).code == 0


@pytest.mark.usefixtures("log")
def test_queries(fairdial: Callable[..., Ran]) -> None:
    table = [
        ("通讯录", ["4", "3", "2"], "a word, newest first, blanks between characters or not"),
        ('"爆通讯录"', ["4", "3"], "a phrase stands as it is"),
        ("通讯录 agency:远山咨询", ["3", "2"], "a filter"),
        ("通讯录 -联系", ["4", "3"], "without a word"),
        ("category:T08", ["3"], "only what was found"),
        ("severity>=4", ["1"], "by severity"),
        ("通讯录 from:2026-10-03 to:2026-10-03", ["3"], "one local day"),
        ("没有这样的话", [], "nothing"),
    ]
    for query, expected, reason in table:
        *hits, last = fairdial("search", query, "--json").lines
        assert [hit["contact"] for hit in hits] == expected, reason
        assert last["total"] == len(expected), reason
        if query.strip('"') in ("通讯录", "爆通讯录"):
            for hit in hits:
                (start, end), *_ = hit["highlights"]
                assert "".join(hit["text"][start:end].split()) == query.strip('"'), reason


@pytest.mark.usefixtures("log")
def test_highlights_are_seen_without_colour(fairdial: Callable[..., Ran]) -> None:
    shown = fairdial("search", "通讯录").out
    assert "再不还就爆[通讯录]" in shown
    assert "爆 [通 讯 录] 是违法的" in shown


@pytest.mark.parametrize("query", ['"open', "colour:red", "from:yesterday", ""])
def test_odd_queries_are_refused(query: str, fairdial: Callable[..., Ran]) -> None:
    ran = fairdial("search", query)
    assert ran.code == 2
    assert ran.err.strip()
    assert "Traceback" not in ran.err


@pytest.mark.usefixtures("log")
def test_the_index_can_be_built_anew(fairdial: Callable[..., Ran]) -> None:
    before = fairdial("search", "通讯录", "--json").out
    assert fairdial("reindex").code == 0
    assert fairdial("search", "通讯录", "--json").out == before
    assert fairdial("doctor", "--dead-letters", "--json") == Ran(0, "", "")
    every = fairdial("search", "通讯录", "--all", "--json").out
    assert every == before, "one page or all of them"
    assert '"month": {"2026-10": 3}' in every
