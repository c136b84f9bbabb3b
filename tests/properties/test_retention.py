"""Laws of deletion: what is held or too young stays, what goes leaves a tombstone, and the log of acts still verifies."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from audit.chain import verify
from audit.findings import Scan
from audit.records import State
from audit.retention.classes import Kind, cutoffs, years_before
from audit.retention.holds import Side
from audit.retention.requests import State as Step
from config.retention import retention
from pipelines.adapters.memory import MemoryActs, MemoryBlobs, MemoryIndex, MemoryRetention, MemoryStore
from pipelines.retention import Retention, sweep
from pipelines.steps.index import index_contacts
from tests.make import NINE, case, sms

YEAR = timedelta(days=365)
NOW = NINE + 20 * YEAR
CASES = ("c1", "c2", "c3")

AGES = st.lists(st.tuples(st.sampled_from((None, *CASES)), st.integers(0, 12)), max_size=8)
HOLDS = st.lists(st.tuples(st.sampled_from(Side), st.integers(0, 9)), max_size=3)


def people(store, acts, schedule):
    return [Retention(store, schedule, acts, by, lambda: NOW) for by in ("甲", "乙")]


@settings(deadline=None, max_examples=60)
@given(ages=AGES, held=HOLDS, longer=st.integers(5, 9))
def test_what_is_deleted_is_what_was_due_and_not_held(ages, held, longer):
    store, acts, index, blobs = MemoryStore(), MemoryActs(), MemoryIndex(), MemoryBlobs()
    kept, schedule = MemoryRetention(store), retention({"sms": longer})
    store.put_cases([case(one) for one in CASES])
    given = [sms(str(n), case_id=one, at=NOW - age * YEAR - timedelta(days=9)) for n, (one, age) in enumerate(ages)]
    store.put_contacts(given)
    store.put_scans([Scan(one.key) for one in given], "cn")
    index_contacts(store, index, [one.key for one in given], "zh")
    first, second = people(kept, acts, schedule)
    names = {Side.DEBTOR: [f"d-{one}" for one in CASES], Side.CASE: CASES, Side.CONTACT: [one.key for one in given]}
    for side, n in held:
        if n < len(names[side]) and not kept.holds_of(side, names[side][n]):
            first.hold(side, names[side][n], "诉讼")
    count = first.preview()[Kind.SMS]
    before = {one.key: one for one in store.contacts(store.keys_in(*State))}
    if count.due:
        asked = first.ask(Kind.SMS, "到期")
        second.rule(asked.id, Step.APPROVED)
        assert second.run(asked.id).deleted == count.due
        assert sweep(kept, index, blobs) == count.due
    gone = before.keys() - set(store.keys_in(*State))
    assert {one.of for one in kept.tombstones()} == gone
    assert len(gone) == count.due
    limit = years_before(NOW, longer)
    for key, one in before.items():
        active = [other.at for other in before.values() if one.case_id and other.case_id == one.case_id] or [one.at]
        is_held = any(
            (side is Side.CONTACT and names[side][n] == key)
            or (side is Side.CASE and names[side][n] == one.case_id)
            or (side is Side.DEBTOR and names[side][n] == f"d-{one.case_id}")
            for side, n in held
            if n < len(names[side])
        )
        assert (key in gone) is (max(active) < limit and not is_held)
    assert first.preview()[Kind.SMS].due == 0 == len(kept.due(Kind.SMS, cutoffs(schedule, Kind.SMS, NOW)))
    assert list(verify(acts.links)) == []
