"""What every store must do with rules in shadow: keep what they find, count it, and open nothing of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.errors import Refused
from audit.findings import Scan
from audit.ports import Filter
from audit.records import Channel, Contact, Speaker, Transcript, Turn
from audit.rule_ports import ShadowQuote
from audit.scope import Scope
from audit.shadow import Overlap, Shadowed, ShadowScan
from tests.contract.test_review import contact
from tests.make import NINE, case, finding, sms

DAY = timedelta(days=1)
RULE, LIVE = "cn.test.shadow", "cn.test.rule"
NEVER = Shadowed()


def shadow(*found, digest="d1", pack="s1"):
    by_contact = {}
    for one in found:
        by_contact.setdefault(one.contact, []).append(one)
    return ShadowScan(pack, {RULE: digest, "cn.test.quiet": "q"}, {key: tuple(own) for key, own in by_contact.items()})


@pytest.fixture
def four(store):
    """Four contacts on four days; a live rule holds in the first two, one in shadow in the second and third."""
    store.put_cases([case("c1")])
    made = [
        sms(str(n), "小心点,我会上门", case_id="c1", agency="乙方" if n < 3 else "丙方", at=NINE + n * DAY)
        for n in range(4)
    ]
    store.put_contacts(made)
    live = [Scan(one.key, (finding(one, "小心点", rule=LIVE),) if n < 2 else ()) for n, one in enumerate(made)]
    said = [
        finding(made[1], "小心", rule=RULE),
        finding(made[2], "上门", rule=RULE),
        finding(made[2], "小心", rule=RULE),
    ]
    store.put_scans(live, "cn", shadow(*said))
    return made


def test_what_it_finds_opens_nothing(store, four):
    assert {one.contact.key for one in store.incidents(Filter())} == {"sms:0", "sms:1"}
    assert store.findings([four[2].key]) == {}


@pytest.mark.usefixtures("four")
def test_it_is_counted_with_what_it_looked_at(rulebook):
    asked = {RULE: "d1", "cn.test.quiet": "q", "cn.test.other": "x"}
    day = NINE.date()
    found = rulebook.shadowed(asked)
    assert found == {
        RULE: Shadowed(4, 2, day, day + 3 * DAY),
        "cn.test.quiet": Shadowed(4, 0, day, day + 3 * DAY),
        "cn.test.other": NEVER,
    }
    assert found[RULE].per_thousand.value == 500
    assert rulebook.shadowed({RULE: "d2"}) == {RULE: NEVER}, "another text found nothing yet"
    assert rulebook.shadowed({RULE: "d1"}, since=NINE + 2 * DAY, until=NINE + 3 * DAY)[RULE].hit == 1
    assert rulebook.shadowed({}) == {}


@pytest.mark.usefixtures("four")
def test_what_live_rules_find_in_the_same_contacts(rulebook):
    assert list(rulebook.shadow_overlap(RULE, "d1")) == [Overlap(LIVE, 1, 1)]
    assert rulebook.shadow_alone(RULE, "d1") == 1
    assert list(rulebook.shadow_quotes(RULE, "d1")) == [ShadowQuote("sms:2", 0, 6, 8), ShadowQuote("sms:1", 0, 0, 2)]
    assert [one.contact for one in rulebook.shadow_quotes(RULE, "d1", limit=1)] == ["sms:2"]
    assert list(rulebook.shadow_quotes(RULE, "d2")) == []


@pytest.mark.usefixtures("four")
def test_the_scope_bounds_it(rulebook):
    own = Scope(agencies=frozenset({"丙方"}))
    assert rulebook.shadowed({RULE: "d1"}, own)[RULE].judged == 1
    assert (rulebook.shadow_alone(RULE, "d1", own), list(rulebook.shadow_overlap(RULE, "d1", own))) == (0, [])
    assert list(rulebook.shadow_quotes(RULE, "d1", scope=own)) == []


def test_a_later_scan_takes_the_place_of_the_one_before(store, rulebook, four):
    one = four[2]
    store.put_scans([Scan(one.key)], "cn@2", shadow(digest="d2", pack="s2"))
    assert rulebook.shadowed({RULE: "d1"})[RULE].judged == 3
    assert rulebook.shadowed({RULE: "d1"})[RULE].hit == 1
    assert (rulebook.shadowed({RULE: "d2"})[RULE].judged, rulebook.shadowed({RULE: "d2"})[RULE].hit) == (1, 0)
    store.put_scans([Scan(one.key)], "cn@2", shadow(finding(one, "上门", rule=RULE)))
    store.put_scans([Scan(one.key)], "cn@2", shadow(finding(one, "上门", rule=RULE)))
    assert (rulebook.shadowed({RULE: "d1"})[RULE].judged, rulebook.shadowed({RULE: "d1"})[RULE].hit) == (4, 2)
    assert rulebook.shadowed({"cn.test.quiet": "q"})["cn.test.quiet"].judged == 4, "both packs had this one"


def test_new_words_forget_what_was_found_in_the_old_ones(store, rulebook):
    call = Contact("1", Channel.CALL, NINE)
    store.put_contacts([call])
    heard = Transcript((Turn(0, Speaker.AGENT, "小心点"),), "faster-whisper", "small", {})
    store.put_transcript(call.key, heard)
    (said,) = store.contacts([call.key])
    store.put_scans([Scan(call.key)], "cn", shadow(finding(said, "小心", rule=RULE)))
    assert rulebook.shadowed({RULE: "d1"})[RULE].hit == 1
    store.put_transcript(call.key, replace(heard, turns=(Turn(0, Speaker.AGENT, "辛苦"),)))
    assert rulebook.shadowed({RULE: "d1"}) == {RULE: NEVER}


def test_it_proves_what_it_says_like_any_other(store, rulebook):
    one = contact(7)
    store.put_contacts([one])
    with pytest.raises(Refused, match=r"evidence\."):
        store.put_scans([Scan(one.key)], "cn", shadow(replace(finding(one, "上门", rule=RULE), quote="打人")))
    assert rulebook.shadowed({RULE: "d1"}) == {RULE: NEVER}
