"""What every keeper of accounts, sessions, tokens and acts must do."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from audit.access import Account, Failures, Session, Token
from audit.chain import START, Act, verify
from audit.findings import Scan
from audit.ports import Filter
from audit.rights import Role, Verb
from audit.scope import EVERYTHING, Scope
from pipelines.adapters.memory import MemorySigner
from tests.make import NINE, case, finding, sms

SCOPE = Scope(institutions=frozenset({"甲方", "乙方"}), agents=frozenset())
FULL = Account(
    "li",
    "李某 “复核”",
    frozenset({Role.REVIEWER, Role.RULE_AUTHOR}),
    SCOPE,
    password="$argon2id$…",
    renew=True,
    subject="https://id.test|7",
    language="en",
    disabled=True,
    failures=(Failures("10.0.0.1", 3, NINE),),
    known=("10.0.0.2", "10.0.0.1"),
)
BARE = Account("an", "安某", frozenset({Role.AGENT}))


def test_accounts_come_back_as_they_went_in_by_name(accounts):
    for account in (FULL, BARE):
        accounts.put_account(account)
    assert accounts.accounts() == [BARE, FULL]
    assert accounts.account("li") == FULL
    assert accounts.account("nobody") is None


def test_an_account_is_found_by_its_subject_and_never_by_an_empty_one(accounts):
    for account in (FULL, BARE, replace(BARE, name="bo")):
        accounts.put_account(account)
    assert accounts.account_of(FULL.subject) == FULL
    assert accounts.account_of("") is None
    assert accounts.account_of("https://id.test|8") is None


def test_changes_of_many_at_once_are_all_made(accounts):
    accounts.put_account(BARE)
    with ThreadPoolExecutor(4) as pool:
        change = lambda account: replace(account, display=account.display + "x")  # noqa: E731 - one change, many times
        list(pool.map(lambda _: accounts.change_account("an", change), range(12)))
    assert accounts.account("an").display == f"安某{12 * 'x'}"
    assert accounts.change_account("nobody", change) is None


def test_sessions_are_seen_and_ended(sessions):
    now = NINE.astimezone(UTC)
    for digest, account in (("a", "li"), ("b", "li"), ("c", "an")):
        sessions.put_session(Session(digest, account, now, now))
    sessions.see("a", now + timedelta(minutes=5))
    assert sessions.session("a") == Session("a", "li", now, now + timedelta(minutes=5))
    sessions.end_sessions("li", besides="a")
    assert [sessions.session(digest) is not None for digest in "abc"] == [True, False, True]
    sessions.end_session("a")
    sessions.end_session("a")
    assert sessions.session("a") is None


@pytest.mark.parametrize(
    ("seen", "started", "left"),
    [(0, 0, True), (1, 0, False), (0, 1, False)],
    ids=["both in time", "idle for too long", "too old"],
)
def test_sessions_that_hold_no_more_are_swept(sessions, seen, started, left):
    now = NINE.astimezone(UTC)
    sessions.put_session(Session("a", "li", now, now))
    sessions.sweep(now + timedelta(seconds=seen), now + timedelta(seconds=started))
    assert (sessions.session("a") is not None) is left


def test_tokens(sessions):
    now = NINE.astimezone(UTC)
    one = Token("t1", "digest", "li", frozenset({Verb.QUEUE, Verb.VIEW}), now, now + timedelta(days=1))
    sessions.put_token(replace(one, id="t2", digest="other"))
    sessions.put_token(one)
    assert sessions.token("digest") == one
    assert [token.id for token in sessions.tokens("li")] == ["t1", "t2"]
    sessions.end_token("t1")
    sessions.end_token("t1")
    assert sessions.token("digest") is None
    assert sessions.tokens("an") == []


ACT = Act(NINE, "li", "view", "incident-1", {"why": "“查”", "x": ""})


def test_acts_are_linked_in_the_order_added_whatever_is_added_at_once(acts):
    assert acts.end() is None
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: acts.add(replace(ACT, of=str(number))), range(20)))
    links = list(acts.links())
    assert [link.number for link in links] == list(range(1, 21))
    assert {link.act.of for link in links} == set(map(str, range(20)))
    assert links[0].previous == START
    assert list(verify(acts.links, signer=MemorySigner())) == []
    assert all(link.seal for link in links)
    assert acts.end() == links[-1]
    assert list(acts.links(after=5, limit=2)) == links[5:7]
    assert acts.before(limit=3) == links[:-4:-1]
    assert acts.before(4) == links[2::-1]
    assert acts.before(by="an") == []
    assert acts.before(4, by="li") == links[2::-1]


def test_what_was_done_to_some_things(acts):
    for of in ("i1", "i2", "i1", ""):
        acts.add(replace(ACT, of=of))
    assert [link.number for link in acts.about({"i1", "i3"})] == [1, 3]
    assert acts.about(()) == []


def test_an_act_comes_back_at_the_same_moment_with_its_particulars(acts):
    acts.add(ACT)
    (link,) = acts.links()
    assert (link.act.at, link.act.detail) == (NINE, ACT.detail)


def test_the_latest_act_of_a_person_on_a_thing(acts):
    for minute in range(3):
        acts.add(replace(ACT, at=NINE + timedelta(minutes=minute)))
    for other in ({"by": "an"}, {"verb": "play"}, {"of": "incident-2"}):
        acts.add(replace(ACT, at=NINE + timedelta(hours=1), **other))
    assert acts.latest("li", "view", "incident-1").at == NINE + timedelta(minutes=2)
    assert acts.latest("li", "unmask", "incident-1") is None


@pytest.mark.parametrize(
    ("scope", "seen", "reason"),
    [
        (EVERYTHING, "12", "bounded by nothing"),
        (Scope(institutions=frozenset({"甲方"})), "1", "another institution's is not there"),
        (Scope(agencies=frozenset({"众安"})), "2", "another agency's neither"),
        (Scope(agents=frozenset()), "", "an empty list lets nothing through"),
    ],
)
def test_no_incident_comes_from_outside_the_scope(store, scope, seen, reason):
    contacts = [
        sms("1", "你出门小心点", case=case("c1", institution="甲方"), case_id="c1", agency="诚达"),
        sms("2", "你出门小心点", case=case("c2", institution="乙方"), case_id="c2", agency="众安"),
    ]
    store.put_contacts(contacts)
    store.put_scans([Scan(one.key, (finding(one, "出门小心"),)) for one in contacts], "cn")
    every = store.incidents(Filter())
    assert {one.contact.id for one in store.incidents(Filter(), scope=scope)} == set(seen), reason
    for one in every:
        assert (store.incident(one.id, scope) is not None) is (one.contact.id in seen), reason


def test_institutions_are_named_within_the_scope(store):
    store.put_cases([case("c1", institution="乙方"), case("c2", institution="甲方"), case("c3", institution="甲方")])
    assert store.institutions() == ["乙方", "甲方"]
    assert store.institutions(Scope(institutions=frozenset({"甲方", "丙方"}))) == ["甲方"]


def test_who_sees_one_agency_is_told_no_institution_of_another(store):
    contacts = [
        sms("1", "你出门小心点", case=case("c1", institution="甲方"), case_id="c1", agency="诚达"),
        sms("2", "你出门小心点", case=case("c2", institution="乙方"), case_id="c2", agency="众安"),
        sms("3", "你出门小心点", agency="众安"),
    ]
    store.put_contacts(contacts)
    store.put_scans([Scan(one.key, (finding(one, "出门小心"),)) for one in contacts], "cn")
    assert store.institutions(Scope(agencies=frozenset({"众安"}))) == ["乙方"]
    assert store.institutions(Scope(agencies=frozenset({"众安"}), institutions=frozenset({"甲方"}))) == []
    assert store.institutions(Scope(agents=frozenset())) == []


def test_every_institution_is_named_once(store):
    names = [f"机构{number}" for number in range(7)]
    store.put_cases([case(f"c{number}", institution=names[number % 7]) for number in range(40)])
    assert store.institutions() == names
