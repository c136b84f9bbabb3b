"""What every search engine must do: the same turns, in the same order, with the same facets."""

import os
import signal
import subprocess
import sys
import textwrap
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit.errors import Refused
from audit.ports import Hit, Query
from audit.query import parse_query
from audit.records import Channel
from audit.scope import Scope
from pipelines.adapters.memory import MemoryIndex
from pipelines.adapters.search import elastic, embedded_pages
from pipelines.adapters.search.embedded import TantivyIndex
from pipelines.adapters.search.generations import EmbeddedIndex
from tests.elastic import elastic_index
from tests.make import NINE, case, finding, sms

ES_URL = os.environ.get("FAIRDIAL_TEST_ES_URL")


@pytest.fixture(params=["memory", "tantivy", *(["elasticsearch"] if ES_URL else [])])
def index(request, tmp_path):
    if request.param == "memory":
        yield MemoryIndex()
    elif request.param == "elasticsearch":
        with elastic_index() as made:
            yield made
    else:
        made = EmbeddedIndex(tmp_path / "index")
        yield made
        made.close()


def keys(hits):
    return [f"{hit.contact}#{hit.turn}" for hit in hits.hits]


TEXTS = sms(
    "1", ("再不还款,就爆你的通讯录!", "加WX好友 wxid123", "欠债还钱", "您好。吗啊", "討債公司"), case=case("c1")
)


@pytest.mark.parametrize(
    ("query", "turns"),
    [
        ("通讯录", [0]),
        ("通訊錄", [0]),
        ("还款", [0]),
        ("“你的通讯录”", [0]),
        ("你的录", []),
        ("通讯录 还款", [0]),
        ("通讯录 好友", []),
        ("-通讯录", [1, 2, 3, 4]),
        ("还 -通讯录", [2]),
        ("债", [2, 4]),
        ("讨", [4]),
        ("司", [4]),
        ("wx", [1]),
        ("WX好友", [1]),
        ("wx好", [1]),
        ("加wx", [1]),
        ("友wxid123", [1]),
        ("wxid", []),
        ("加w", []),
        ("款就", []),
        ("还款,就爆", [0]),
        ("您好吗", []),
        ("“您好!吗”", [3]),
        ("ＷＸＩＤ１２３", [1]),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_words_stand_side_by_side(index, query, turns):
    index.put([TEXTS], {})
    found = index.search(parse_query(query))
    assert [hit.turn for hit in found.hits] == turns
    assert found.total == len(turns)


GRAVE = sms(
    "2", "再不还款就上门", channel=Channel.CALL, agency="乙方", agent_id="A-1", case=case("c2", institution="别家")
)
FOUND = {
    "call:2": [
        finding(GRAVE, "就上门", category="T02", severity=3, rule="cn.visit"),
        finding(GRAVE, "再不还款", category="T01", severity=2, rule="cn.mild"),
    ]
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("category:t02", True),
        ("category:T01,T09", True),
        ("category:T09", False),
        ("rule:cn.mild", True),
        ("severity:3", True),
        ("severity:2", True),
        ("severity>3", False),
        ("severity<=2", True),
        ("category:T01 severity:2", True),
        ("category:T01 severity>=3", False),
        ("category:T02 rule:cn.mild", False),
        ("channel:call", True),
        ("channel:sms", False),
        ("channel:call,sms agency:乙方 agent:A-1 case:c2 institution:别家", True),
        ("agent:a-1", False),
        ("institution:甲方消费金融", False),
        ("from:2026-03-01 to:2026-03-01", True),
        ("from:2026-03-02", False),
        ("to:2026-02-28", False),
        ("上门 category:T02", True),
        ("-上门 category:T02", False),
    ],
)
def test_filters(index, query, found):
    index.put([GRAVE, sms("3", at=None)], FOUND)
    hits = index.search(parse_query(query)).hits
    assert (Hit("call:2", 0) in hits) is found


def test_newest_first_then_by_key_on_every_page(index):
    times = [0, 5, 5, 5, 5, 1, 2, None, 5, 2]
    contacts = [
        sms(str(number), ("一样的话", "还是一样的话"), at=None if day is None else NINE + timedelta(days=day))
        for number, day in enumerate(times)
    ]
    for contact in contacts:
        index.put([contact], {})
    expected = [f"sms:{number}#{turn}" for number in (1, 2, 3, 4, 8, 6, 9, 5, 0, 7) for turn in (0, 1)]
    query = parse_query("一样")
    assert keys(index.search(query, 100)) == expected
    for size in (1, 3, 7):
        pages = [index.search(query, size, offset) for offset in range(0, 22, size)]
        assert [key for page in pages for key in keys(page)] == expected
        assert {page.total for page in pages} == {20}


def test_pages_follow_one_another_whatever_comes_and_goes(index):
    """The same order as by numbers, at moments shared by more turns than a page holds, and turns without a time."""
    times = [0, 5, 5, 5, 5, 1, 2, None, 5, 2]
    contacts = [
        sms(str(number), ("一样的话", "还是一样的话"), at=None if day is None else NINE + timedelta(days=day))
        for number, day in enumerate(times)
    ]
    index.put(contacts, {})
    query = parse_query("一样")
    expected = keys(index.search(query, 100))
    for size in (1, 3, 7, 20):
        found, after, totals = [], None, set()
        while True:
            page = index.search(query, size, after=after)
            found, totals, after = found + keys(page), totals | {page.total}, page.next
            if after is None:
                break
        assert (found, totals) == (expected, {20}), size
    first = index.search(query, 3)
    index.put([replace(contacts[3], turns=())], {})  # held the last hit of the first page, and hits of the next
    index.put([sms("new", "一样", at=NINE + timedelta(days=6))], {})
    gone = {"sms:3#0", "sms:3#1"}
    assert keys(index.search(query, 100, after=first.next)) == [key for key in expected[3:] if key not in gone]
    assert index.search(query, 3, 19).next is None
    assert keys(index.search(query, 100, after="7:sms:1#000000")) == ["sms:7#0", "sms:7#1"], (
        "only the undated are later"
    )
    assert index.search(parse_query("没有这样的话"), 3, after=first.next).hits == ()


@pytest.mark.parametrize(
    "after", ["", "7", "x:sms:1#000000", "7:sms:1", "7:#1", "7:sms:1#x", f"{2**70}:sms:1#1", "7:sms:1#²"]
)
def test_a_place_that_no_page_gave_is_refused(index, after):
    with pytest.raises(Refused) as refused:
        index.search(parse_query("一样"), 3, after=after)
    assert [problem.code for problem in refused.value.problems] == ["search.bad_page"]


def test_a_contact_that_comes_again_replaces_itself(index):
    index.put([sms("1", ("旧的话", "旧的二")), sms("2", "旧的话")], {})
    index.put([sms("1", "新的话"), sms("1", "最新的话")], {})
    assert keys(index.search(parse_query("旧的"))) == ["sms:2#0"]
    assert keys(index.search(parse_query("新的"))) == ["sms:1#0"]
    assert index.search(Query()).total == 2


def test_known_and_new_contacts_may_come_together(index):
    index.put([sms("1", "旧的话")], {})
    index.put([sms("2", "新的话"), sms("1", "新的话")], {})
    assert sorted(keys(index.search(Query()))) == ["sms:1#0", "sms:2#0"]
    assert index.search(parse_query("旧的")).total == 0


def test_facets_count_turns_over_all_hits(index):
    contacts = [
        sms(str(number), ("再不还款就上门", "您好"), agent_id=f"A{number % 25:02d}", agency="乙方")
        for number in range(30)
    ]
    scans = {
        contact.key: [
            finding(contact, "就上门", category="T02", severity=3, rule="cn.visit"),
            finding(contact, "再不还款", category="T02", severity=2, rule="cn.mild"),
        ]
        for contact in contacts[:7]
    }
    index.put([*contacts, sms("99", "再不还款", channel=Channel.CHAT, case=case())], scans)
    found = index.search(parse_query("再不还款"), limit=3)
    assert (len(found.hits), found.total) == (3, 31)
    assert found.facets["category"] == {"T02": 7}
    assert found.facets["severity"] == {"3": 7}
    assert found.facets["rule"] == {"cn.mild": 7, "cn.visit": 7}
    assert found.facets["channel"] == {"sms": 30, "chat": 1}
    assert found.facets["agency"] == {"乙方": 30}
    assert found.facets["institution"] == {"甲方消费金融": 1}
    assert list(found.facets["agent"].items()) == [(f"A{n:02d}", 2) for n in range(5)] + [
        (f"A{n:02d}", 1) for n in range(5, 20)
    ]
    nothing = index.search(parse_query("没有这句"))
    assert (nothing.hits, nothing.total, set(nothing.facets)) == ((), 0, set(found.facets))


NONE: frozenset[str] = frozenset()


def only(*values):
    return frozenset(values)


SEEN = [
    sms("1", "请还款", case=case("c1", institution="甲方"), agency="诚达", agent_id="A1"),
    sms("2", "请还款吧", case=case("c2", institution="乙方"), agency="众安", agent_id="A1"),
    sms("3", "请还款了", agency="诚达", agent_id="A2"),
    sms("4", "请还款呀", case=case("c4", institution="甲方")),
]


SCOPES = [
    (Scope(), "1 2 3 4", "an operator sees everything"),
    (Scope(institutions=only("甲方")), "1 4", "a contact without its case is of no institution"),
    (Scope(institutions=only("甲方", "乙方")), "1 2 4", "several, and still not what is unknown"),
    (Scope(agencies=only("诚达")), "1 3", "an agency's own people, whoever the lender"),
    (Scope(agents=only("A1")), "1 2", "an agent sees what that agent did"),
    (Scope(institutions=only("甲方"), agencies=only("诚达")), "1", "both sides hold"),
    (Scope(institutions=only("丙方")), "", "a stranger"),
    (Scope(institutions=NONE), "", "an empty list is nothing, and not everything"),
    (Scope(agencies=NONE), "", "of agencies, too"),
    (Scope(agents=NONE), "", "and of agents"),
]
ASKED = [
    ("还款", "1 2 3 4"),
    ("-没有", "1 2 3 4"),
    ("还款 institution:甲方,乙方 agency:诚达,众安 agent:A1,A2", "1 2"),
    ("institution:乙方", "2"),
]


def test_nothing_comes_from_outside_the_scope(index):
    index.put(SEEN, {contact.key: [finding(contact, "请还款")] for contact in SEEN})
    for scope, seen, reason in SCOPES:
        assert [one.id for one in SEEN if scope.holds(one)] == seen.split(), reason
        for text, wanted in ASKED:
            query = parse_query(text, scope=scope)
            inside = [one for one in SEEN if one.id in seen.split() and one.id in wanted.split()]
            found = index.search(query)
            assert keys(found) == [f"{one.key}#0" for one in inside], (text, reason)
            assert list(index.walk(query)) == list(found.hits), (text, reason)
            assert found.total == len(inside), (text, reason)
            assert found.facets["agency"] == Counter(one.agency for one in inside if one.agency), "no name of others"
            assert found.facets["agent"] == Counter(one.agent_id for one in inside if one.agent_id), "nobody is counted"
            assert sum(found.facets["category"].values()) == sum(found.facets["day"].values()) == len(inside), reason


def test_every_hit_comes_once_and_in_order(index, monkeypatch):
    monkeypatch.setattr(elastic, "_DEEPEST", 7)
    monkeypatch.setattr(embedded_pages, "_TOGETHER", 7)
    contacts = [
        sms(
            str(number),
            ("一样的话", "别的", "一样的"),
            at=None if number % 9 == 0 else NINE + timedelta(days=number % 5),
        )
        for number in range(60)
    ]
    index.put(contacts, {})
    query = parse_query("一样")
    expected = [Hit(one.key, turn) for one in sorted(contacts, key=lambda one: one.key) for turn in (0, 2)]
    times = {one.key: one.at.timestamp() if one.at else 0 for one in contacts}
    expected.sort(key=lambda hit: -times[hit.contact])
    walk = index.walk(query)
    first = [next(walk) for _ in range(10)]
    index.put([sms("61", "一样的话", at=NINE + timedelta(days=9)), replace(contacts[1], turns=())], {})
    left = [hit for hit in [*first, *walk] if hit.contact not in (contacts[1].key, "sms:61")]
    assert left == [hit for hit in expected if hit.contact != contacts[1].key], "whoever writes meanwhile"
    assert list(index.walk(parse_query("没有这句"))) == []


def test_turns_are_counted_by_month_and_day_in_china(index):
    late = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    times = [late, late + timedelta(minutes=1), late - timedelta(hours=8), NINE, None]
    index.put([sms(str(number), "还款", at=at) for number, at in enumerate(times)], {})
    facets = index.search(parse_query("还款")).facets
    assert list(facets["month"].items()) == [("2026-01", 1), ("2026-02", 2), ("2026-03", 1)], "oldest first"
    assert facets["day"] == {"2026-01-31": 1, "2026-02-01": 2, "2026-03-01": 1}
    index.put([sms(f"d{day}", "每天", at=NINE + timedelta(days=day)) for day in range(110)], {})
    days = list(index.search(parse_query("每天")).facets["day"])
    assert (len(days), days[-1]) == (100, "2026-06-18"), "the newest"


def test_a_contact_may_move(index):
    """Its case comes late or goes to another institution, its time is mended: it is in one place all the same."""
    moved = [
        sms("1", ("还款一", "还款二")),
        sms("1", ("还款一", "还款二"), case=case("c1", institution="甲方")),
        sms("1", ("还款一", "还款二"), case=case("c1", institution="乙方"), at=NINE + timedelta(days=40)),
        sms("1", "还款一", case=case("c1", institution="乙方"), at=None),
    ]
    for contact in moved:
        assert index.put([contact], {}) == {}
        assert index.search(parse_query("还款")).total == len(contact.turns)
        if contact.institution:
            assert index.search(parse_query(f"institution:{contact.institution}")).total == len(contact.turns)


@pytest.mark.parametrize("index", ["memory", *(["elasticsearch"] if ES_URL else [])], indirect=True)
def test_what_is_older_never_takes_the_place_of_what_is_newer(index):
    """Several processes write; on one machine there is one writer, and what comes last is newest."""
    newer, older = sms("1", "新的话"), sms("1", ("旧的话", "旧的二"))
    index.put([newer, sms("2", "旁边")], {}, {"sms:1": 5, "sms:2": 5})
    index.put([older, sms("2", "旁边的")], {}, {"sms:1": 4, "sms:2": 6})
    assert keys(index.search(Query())) == ["sms:1#0", "sms:2#0"]
    assert index.search(parse_query("旧的")).total == 0
    assert index.search(parse_query("旁边的")).total == 1
    index.put([replace(newer, turns=())], {}, {"sms:1": 7})
    assert keys(index.search(Query())) == ["sms:2#0"]
    index.put([sms("3", "新的话", at=NINE + timedelta(days=90))], {}, {"sms:3": 9})
    index.put([sms("3", ("旧的话", "旧的二"), at=NINE)], {}, {"sms:3": 8})
    assert keys(index.search(Query())) == ["sms:3#0", "sms:2#0"], "of another month"


def test_the_old_index_answers_until_the_new_one_is_whole(index):
    index.put([sms("1", "通讯录"), sms("2", "通讯录")], {})
    with index.rebuild() as made:
        made.put([sms("1", "通讯录")], {})
        assert keys(index.search(parse_query("通讯录"))) == ["sms:1#0", "sms:2#0"]
        index.put([sms("3", "通讯录", at=NINE + timedelta(days=40))], {})
        made.swap(lambda: made.put([sms("3", "通讯录", at=NINE + timedelta(days=80))], {}))
    assert keys(index.search(parse_query("通讯录"))) == ["sms:3#0", "sms:1#0"]
    index.put([sms("4", "通讯录", at=NINE + timedelta(days=120))], {})
    assert index.search(parse_query("通讯录")).total == 3


def test_a_rebuild_that_is_given_up_leaves_no_trace(index):
    index.put([sms("1", "通讯录")], {})
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            _break_off(index)
    assert keys(index.search(parse_query("通讯录"))) == ["sms:1#0"]


def _break_off(index):
    with index.rebuild() as made:
        made.put([sms("2", "通讯录")], {})
        raise ZeroDivisionError


def test_an_index_opened_again_holds_what_was_put(tmp_path):
    first = TantivyIndex(tmp_path)
    first.put([TEXTS], {})
    reader = TantivyIndex(tmp_path)
    assert reader.search(parse_query("通讯录")).total == 1
    first.close()
    second = TantivyIndex(tmp_path)
    second.put([sms("9", "通讯录")], {})
    assert second.search(parse_query("通讯录")).total == 2


def test_two_writers_are_one_too_many(tmp_path):
    first, second = TantivyIndex(tmp_path), TantivyIndex(tmp_path)
    first.put([TEXTS], {})
    with pytest.raises(Refused, match=r"search\.busy"):
        second.put([TEXTS], {})
    first.close()
    second.put([TEXTS], {})


def test_an_index_of_another_version_is_refused_until_it_is_rebuilt(tmp_path):
    TantivyIndex(tmp_path).put([TEXTS], {})
    (tmp_path / "meta.json").write_text("{", encoding="utf-8")
    index = EmbeddedIndex(tmp_path)
    with pytest.raises(Refused, match=r"search\.outdated"):
        index.search(Query())
    with index.rebuild() as made:
        made.swap(lambda: made.put([TEXTS], {}))
    assert index.search(Query()).total == 5
    assert not (tmp_path / "meta.json").exists()


def test_a_writer_killed_in_the_middle_leaves_a_usable_index(tmp_path):
    script = textwrap.dedent(f"""
        from pathlib import Path
        from pipelines.adapters.search.embedded import TantivyIndex
        from tests.make import sms
        index = TantivyIndex(Path({str(tmp_path)!r}))
        for number in range(100_000):
            index.put([sms(f"{{number}}-{{part}}", "通讯录") for part in range(10)], {{}})
            print(number, flush=True)
    """)
    root = Path(__file__).parents[2]
    worker = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        cwd=root,
        env={**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
    )
    assert worker.stdout is not None
    for _ in range(12):
        committed = int(worker.stdout.readline()) + 1
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    index = TantivyIndex(tmp_path)
    before = index.search(Query()).total
    assert before >= committed * 10
    assert before % 10 == 0, "a batch is in the index as a whole or not at all"
    index.put([sms("after", "通讯录")], {})
    assert index.search(parse_query("通讯录")).total == before + 1
    index.close()
