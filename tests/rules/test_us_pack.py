"""The United States pack: as many rules as promised, sound on lines of its own, and with no word of it in the engine."""

import re
from functools import cache
from pathlib import Path

import pytest

from audit.pack import Pack, compile_pack
from audit.records import Channel, Contact, LegalStage, Party, Speaker, Turn
from audit.rules.check import check
from audit.rules.lock import check_lock
from audit.rules.model import Status, Verified
from audit.scan import scan
from config.loader import LoadedPack, load_pack
from config.lockfile import lock_path, read_lock
from tests.make import NINE, case

ROOT = Path(__file__).resolve().parents[2]


def rows(name: str) -> list[tuple[str, ...]]:
    """Category, sign, context, text; `+` is a violation, `-` lawful talk."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines[1:]]


#: Written before any rule, and after all of them; the later ones made some rules wider.
FIRST, LATER = rows("us_lines.tsv"), rows("us_lines_later.tsv")
LAWFUL = [row for row in (*FIRST, *LATER) if row[1] == "-"]
LEAST_FOUND = 0.85

#: The phrase set: category (- for lawful talk), context, text.
PHRASES = [
    ("T05", "stage=none", "If you don't pay by five, a deputy will be at your door."),
    ("T04", "", "This is the law office of Grant, I'm the attorney on your file."),
    ("T04", "", "I'm calling on behalf of the county court collections unit."),
    ("T05", "stage=none", "We're garnishing your paycheck Monday."),
    (
        "T09",
        "party=third_party",
        "Hi, is this Dana's roommate? She's two months behind on her card with us.",
    ),
    ("T03", "", "Quit the sob story and pay, you worthless deadbeat."),
    ("T07", "", "I can wipe this off your report tonight if you pay half now."),
    ("T25", "", 'Voicemail: "This is Acme Debt Recovery about your past-due balance, call 555-0100."'),
    ("T25", "", "This is Acme Debt Recovery about your past-due balance, call 555-0100."),
    (
        "-",
        "",
        "This is Jo from ABC Services. This is an attempt to collect a debt; any information obtained will be used for that purpose.",
    ),
    ("-", "", 'Voicemail: "Hi, this is Pat Lee from ABC Inc. Please call me or Sam Roe at 555-0100."'),
    ("-", "", "Nobody can be arrested over this debt, and we don't make threats like that."),
    ("-", "stage=filed", "A suit was filed on March 2 in county court; you can confirm it with the clerk."),
    ("-", "deb", "Are you going to send the sheriff after me?"),
    ("-", "", "I can't discuss anything until I confirm I'm speaking with Dana."),
]
#: Words of one country's law, which the engine must not know.
FOREIGN = re.compile(
    r"\breg(?:ulation)? f\b|fdcpa|tcpa|cfpb|\b1692|\b1006\.|mini-?miranda|massachusetts|united states"
    r"|garnish|sheriff|attorney",
    re.IGNORECASE,
)


@cache
def loaded() -> LoadedPack:
    return load_pack("us")


@cache
def live() -> Pack:
    return compile_pack(loaded().rules)


def contact(context: str, text: str) -> Contact:
    given = dict(part.split("=") for part in context.split(",") if "=" in part)
    turn = Turn(0, Speaker.DEBTOR if context == "deb" else Speaker.AGENT, text)
    return Contact(
        "line",
        Channel(given.get("channel", "call")),
        at=NINE,
        party=Party(given.get("party", "debtor")),
        turns=(turn,),
        case=case(legal_stage=LegalStage(given.get("stage", "none"))),
        case_id="c1",
    )


def found(context: str, text: str) -> dict[str, str]:
    return {finding.rule: finding.category for finding in scan(contact(context, text), live()).findings}


def test_there_are_enough_rules_and_all_are_sound():
    pack = loaded()
    assert sum(rule.status is Status.LIVE for rule in pack.rules) >= 45
    assert check_lock(pack.rules, read_lock(lock_path(pack)), "lock") == ()
    everything = compile_pack(pack.rules, statuses=frozenset(Status))
    assert [fault for rule in pack.rules for fault in check(rule, everything)] == []


def test_each_rule_carries_tests_enough():
    for rule in loaded().rules:
        rows = rule.ledger.rows if rule.ledger else rule.tests
        least = 3 if rule.ledger or rule.absence or "signal" in rule.id else 4
        assert len(rows.must) >= least, rule.id
        assert len(rows.must_not) >= 4, rule.id


def test_law_known_at_second_hand_alone_makes_no_hard_rule():
    weak = (Verified.WEAK, Verified.UNVERIFIED)
    doubtful = [rule for rule in loaded().rules if all(law.verified in weak for law in rule.law)]
    assert doubtful
    for rule in doubtful:
        assert rule.note, rule.id
        assert rule.severity <= 2 or rule.status is not Status.LIVE, rule.id


def test_where_law_was_not_seen_the_note_says_so():
    for rule in loaded().rules:
        if any(law.verified is Verified.UNVERIFIED for law in rule.law) and rule.severity <= 2:
            assert "not seen" in rule.note, rule.id


@pytest.mark.parametrize(("category", "context", "text"), PHRASES, ids=[str(n) for n in range(len(PHRASES))])
def test_phrases(category, context, text):
    categories = set(found(context, text).values())
    assert (category in categories) if category != "-" else categories == set()


@pytest.mark.parametrize("row", LAWFUL, ids=[str(n) for n in range(len(LAWFUL))])
def test_lawful_talk_raises_nothing(row):
    _, _, context, text = row
    assert found(context, text) == {}


@pytest.mark.parametrize("lines", [FIRST, LATER], ids=["first", "later"])
def test_most_violations_are_found_in_their_category(lines):
    unlawful = [row for row in lines if row[1] == "+"]
    missed = [text for category, _, context, text in unlawful if category not in found(context, text).values()]
    assert len(unlawful) >= 60
    assert len(missed) <= (1 - LEAST_FOUND) * len(unlawful), missed


def test_no_zone_is_assumed():
    """The consumer's place decides, and one country has many zones."""
    assert [rule.id for rule in loaded().rules if rule.ledger and rule.ledger.zone] == []


def test_the_engine_knows_nothing_of_it():
    told = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in (ROOT / "audit").rglob("*.py")
        if path.name != "name_weights.py"  # numbers, written in letters
    }
    assert {name: hits for name, text in told.items() if (hits := FOREIGN.findall(text))} == {}
