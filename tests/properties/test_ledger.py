"""Laws of the ledger: rows give the same findings in any order and any batches, and change only what they count for."""

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.findings import Account
from audit.ledger import frequency
from audit.ledger.judge import DETECTORS, judge_ledger
from audit.ledger.view import View, local_times
from audit.pack import compile_pack
from audit.ports import Filter
from audit.records import Case, Channel, Consent, Contact, Direction, Disposition, Party, Speaker, State, Turn
from audit.rules.model import Status
from config.loader import load_pack
from pipelines.adapters.memory import MemoryStore
from pipelines.adapters.sql.engine import connect
from pipelines.adapters.sql.store import SqlStore
from pipelines.steps.ledger import judge_due_ledgers
from pipelines.steps.scan import scan_contacts
from tests.make import CHINA

START = datetime(2026, 3, 2, 6, tzinfo=CHINA)
CASES = (
    Case("c1", "甲", "d1", debtor_phones=("15400000001",), notified_at=START - timedelta(days=9)),
    Case("c2", "甲", "d1", consents=(Consent("off_hours", {"from": "22:00", "to": "23:00"}, START),)),
    Case("c3", "乙", "d1"),
    Case("c4", "甲", "d2", timezone="Asia/Urumqi"),
)
WORDS = st.sampled_from(["您好,请还款", "别再打给我了", "好的"])


def contact(number, row):
    kind, minutes, case_id, party, phone, way, outcome, talk, text = row
    at = START + timedelta(minutes=minutes)
    fields = {"id": str(number), "channel": kind, "at": at, "case_id": case_id, "party": party, "number": phone}
    fields |= {"direction": way, "agency": f"机构{number % 3}"}
    if kind is Channel.CALL:
        fields["disposition"] = outcome
        fields["ended_at"] = at + timedelta(seconds=talk)
        fields["answered_at"] = at if outcome is Disposition.CONNECTED and talk else None
        return Contact(**fields)
    speaker = Speaker.AGENT if way is Direction.OUTBOUND else Speaker.THIRD_PARTY
    return Contact(**fields, turns=(Turn(0, speaker, text),))


CONTACTS = st.lists(
    st.tuples(
        st.sampled_from([Channel.CALL, Channel.CALL, Channel.SMS, Channel.VISIT]),
        st.integers(0, 60 * 60),
        st.sampled_from(["c1", "c1", "c2", "c3", "c4", "unknown"]),
        st.sampled_from([Party.DEBTOR, Party.DEBTOR, Party.CONTACT, Party.THIRD_PARTY, Party.UNKNOWN]),
        st.sampled_from(["15400000001", "15400000009"]),
        st.sampled_from([Direction.OUTBOUND, Direction.OUTBOUND, Direction.INBOUND]),
        st.sampled_from(Disposition),
        st.sampled_from([0, 20, 60, 900]),
        WORDS,
    ),
    max_size=24,
).map(lambda rows: [contact(number, row) for number, row in enumerate(rows)])


@pytest.fixture(scope="module")
def pack():
    rules = [rule for rule in load_pack("cn").rules if rule.status is Status.LIVE]
    return compile_pack(rule for rule in rules if rule.ledger or rule.signals)


def run(store, pack, batches):
    """As the flow does it: whatever is stored is scanned, then whatever is due is judged."""
    for batch in batches:
        if batch and isinstance(batch[0], Case):
            store.put_cases(batch)
        else:
            store.put_contacts(batch)
        judge_all(store, pack)
    return said(store)


def judge_all(store, pack):
    store.mark(store.keys_in(State.RECEIVED), State.TRANSCRIBED)
    ready = store.contacts(store.keys_in(State.TRANSCRIBED))
    scan_contacts(store, pack, ready)
    while judge_due_ledgers(store, pack):
        pass


def said(store):
    incidents = [(one.id, one.ledger) for one in store.incidents(Filter(), None)]
    skipped = [(contact.key, item) for contact, item in store.not_assessed(Filter(), None)]
    return sorted(incidents, key=lambda pair: pair[0]), sorted(skipped, key=str)


@given(contacts=CONTACTS, cuts=st.data())
@settings(max_examples=60, deadline=None)
def test_any_order_and_any_batches_give_the_same(contacts, cuts, pack):
    whole = run(MemoryStore(), pack, [list(CASES), contacts])
    shuffled = cuts.draw(st.permutations(contacts))
    places = sorted(cuts.draw(st.lists(st.integers(0, len(contacts)), max_size=3)))
    batches = [shuffled[a:b] for a, b in zip([0, *places], [*places, len(contacts)], strict=True)]
    late = cuts.draw(st.integers(0, len(batches)))
    batches.insert(late, list(CASES))
    assert run(MemoryStore(), pack, batches) == whole


@given(contacts=CONTACTS)
@settings(max_examples=15, deadline=None)
def test_the_fake_and_sql_say_the_same(contacts, pack, tmp_path_factory):
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('ledger')}/store.sqlite")
    half = len(contacts) // 2
    batches = [contacts[half:], list(CASES), contacts[:half], contacts]
    assert run(SqlStore(engine), pack, batches) == run(MemoryStore(), pack, batches)
    engine.dispose()


@given(contacts=CONTACTS, more=CONTACTS)
@settings(max_examples=40, deadline=None)
def test_rows_of_one_debtor_change_nothing_of_another(contacts, more, pack):
    own = [one for one in contacts if one.case_id == "c4"]
    others = [one for one in more if one.case_id != "c4"]
    store = MemoryStore()
    run(store, pack, [list(CASES), own])
    before = store.ledger_findings(("甲", "d2"))
    run(store, pack, [[Contact(**{**fields(one), "id": f"x{one.id}"}) for one in others]])
    assert store.ledger_findings(("甲", "d2")) == before


def fields(contact):
    return {name: getattr(contact, name) for name in contact.__dataclass_fields__}


@given(contacts=CONTACTS)
@settings(max_examples=40, deadline=None)
def test_judging_again_changes_nothing(contacts, pack):
    store = MemoryStore()
    first = run(store, pack, [list(CASES), contacts])
    assert run(store, pack, [list(CASES), contacts]) == first
    assert store.due_ledgers() == []


@given(contacts=CONTACTS)
@settings(max_examples=60, deadline=None)
def test_what_is_not_looked_at_closely_holds_nothing(contacts, pack):
    """Counts that cannot be too many, and rules that choose none of the events, are passed over."""
    store = MemoryStore()
    run(store, pack, [list(CASES), contacts])
    for account in sorted({(case.institution, case.debtor_id) for case in CASES}):
        ledger = store.ledger(Account(*account))
        with patch.object(frequency, "_many", lambda *_: True):
            closely = judge_ledger(ledger, pack)
        assert judge_ledger(ledger, pack) == closely
        for rule in (one.rule for one in pack.ledger_rules):
            check, locals_ = rule.ledger.check, local_times(ledger, rule.ledger.zone)
            assert not list(DETECTORS[type(check)](check, View(rule, ledger, locals_, ())))


@given(contacts=CONTACTS)
@settings(max_examples=40, deadline=None)
def test_every_finding_shows_its_events(contacts, pack):
    store = MemoryStore()
    run(store, pack, [list(CASES), contacts])
    known = {one.key: one for one in contacts}
    for account in {(case.institution, case.debtor_id) for case in CASES}:
        for found in store.ledger_findings(account):
            assert set(found.accused) <= {event.contact for event in found.events}
            assert found.count == len(found.accused)
            assert [event.at for event in found.events] == sorted(event.at for event in found.events)
            assert all(known[event.contact].at == event.at for event in found.events)
