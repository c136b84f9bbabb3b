"""Laws of conversations: rows give the same in any order, any batches and however often; they change nothing else."""

from dataclasses import replace
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.messages import content
from audit.pack import compile_pack
from audit.ports import Filter
from audit.records import Case, Message, Speaker, State
from audit.rules.model import Status
from config.loader import load_pack
from pipelines.adapters.memory import MemoryStore
from pipelines.adapters.sql.engine import connect
from pipelines.adapters.sql.store import SqlStore
from pipelines.steps.ledger import judge_due_ledgers
from pipelines.steps.scan import scan_contacts
from tests.make import NINE

CASES = [Case("c1", "甲", "d1"), Case("c2", "甲", "d1"), Case("c3", "甲", "d2", timezone="Asia/Urumqi")]
WORDS = st.sampled_from(
    ["您好,请还款", "别再打给我了", "我就带几个人去你家打你", "好的", "加我微信", "我给你单位打电话", "我不是说要打你"]
)
ZONES = st.sampled_from([UTC, ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")])

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["k1", "k1", "k2"]),
        st.integers(0, 30).map(str),
        st.integers(0, 48 * 6),
        st.sampled_from([Speaker.AGENT, Speaker.AGENT, Speaker.DEBTOR, Speaker.THIRD_PARTY, Speaker.IVR]),
        WORDS,
        st.sampled_from([None, None, "c1", "c2", "c3", "unknown"]),
        st.sampled_from([None, "A-1", "A-2"]),
        st.sampled_from([None, "乙方", "丙方"]),
        st.sampled_from([{}, {"platform": "app"}, {"platform": "web", "备注": "x"}]),
        ZONES,
    ),
    max_size=16,
    unique_by=lambda row: row[:2],
).map(
    lambda rows: [
        Message(k, i, (NINE + timedelta(minutes=10 * at)).astimezone(zone), speaker, text, *rest)
        for k, i, at, speaker, text, *rest, zone in rows
    ]
)


@pytest.fixture(scope="module")
def pack():
    rules = [rule for rule in load_pack("cn").rules if rule.status is Status.LIVE]
    return compile_pack(rule for rule in rules if rule.ledger or rule.signals or rule.category in ("T01", "T08"))


def run(store, pack, batches):
    """As the flow does it: whatever is stored is scanned, then whatever is due is judged."""
    for batch in batches:
        if batch and isinstance(batch[0], Case):
            store.put_cases(batch)
        else:
            assert store.put_messages(batch).conflicts == ()
        ready = store.contacts(store.keys_in(State.TRANSCRIBED))
        scan_contacts(store, pack, ready)
        store.mark([contact.key for contact in ready], State.INDEXED)
        while judge_due_ledgers(store, pack):
            pass
    return told(store)


def told(store):
    keys = sorted(store.keys_in(*State))
    skipped = sorted(((contact.key, item) for contact, item in store.not_assessed(Filter(), None)), key=str)
    return {
        "contacts": store.contacts(keys),
        "messages": [[content(message) for message in store.messages(key)] for key in keys],
        "states": [store.state(key) for key in keys],
        "findings": store.findings(keys),
        "incidents": store.incidents(Filter(), None),
        "skipped": skipped,
        "counts": store.counts(),
    }


def cut(draw, rows):
    """The rows in another order, in batches, some of them again."""
    shuffled = draw(st.permutations(rows))
    places = sorted(draw(st.lists(st.integers(0, len(rows)), max_size=3)))
    batches = [shuffled[a:b] for a, b in zip([0, *places], [*places, len(rows)], strict=True)]
    batches.append(draw(st.lists(st.sampled_from(rows), max_size=4)) if rows else [])
    return draw(st.permutations(batches))


@given(rows=ROWS, draw=st.data())
@settings(max_examples=80, deadline=None)
def test_any_order_and_any_batches_give_the_same(rows, draw, pack):
    whole = run(MemoryStore(), pack, [CASES, rows])
    batches = cut(draw.draw, rows)
    late = draw.draw(st.integers(0, len(batches)))
    found = run(MemoryStore(), pack, [*batches[:late], CASES, *batches[late:]])
    assert {name: found[name] for name in whole if found[name] != whole[name]} == {}


@given(rows=ROWS, draw=st.data())
@settings(max_examples=25, deadline=None)
def test_the_fake_and_sql_say_the_same(rows, draw, pack, tmp_path_factory):
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('chat')}/store.sqlite")
    batches = cut(draw.draw, rows)
    assert run(SqlStore(engine), pack, [*batches[:1], CASES, *batches[1:]]) == run(MemoryStore(), pack, [CASES, rows])
    engine.dispose()


@given(rows=ROWS)
@settings(max_examples=40, deadline=None)
def test_every_row_is_a_turn_and_known_again(rows, pack):
    store = MemoryStore()
    run(store, pack, [CASES, rows])
    assert sum(len(contact.turns) for contact in store.contacts(store.keys_in(*State))) == len(rows)
    again = store.put_messages(rows)
    assert (again.new, len(again.duplicates), again.conflicts) == ((), len(rows), ())
    changed = store.put_messages([replace(row, text=f"{row.text}x") for row in rows])
    assert (changed.new, changed.conflicts) == ((), tuple(range(len(rows))))
    assert store.keys_in(State.TRANSCRIBED) == []
