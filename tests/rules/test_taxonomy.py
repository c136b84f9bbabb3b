"""The pack over the taxonomy's own lines: every look-alike stays silent, and most violations are found."""

from functools import cache
from pathlib import Path

import pytest

from audit.pack import Pack, compile_pack
from audit.records import Channel, Contact, LegalStage, Party, Speaker, Turn
from audit.scan import scan
from config.loader import load_pack
from tests.make import NINE, case

#: Rows of category, sign, context, text; `+` is a violation, `-` a look-alike.
ROWS = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "taxonomy_lines.tsv").read_text(encoding="utf-8").splitlines()[1:]
]
LOOK_ALIKES = [
    pytest.param(context, text, id=f"{category}-{number}")
    for number, (category, sign, context, text) in enumerate(ROWS)
    if sign == "-"
]
#: Off-hours contacts are judged by the ledger, from their times.
CATEGORIES = sorted({category for category, *_ in ROWS} - {"T14"})

#: Share of a category's violations that the rules must find.
LEAST_FOUND = 0.8
#: Words of a line's context that tell who listens.
LISTENERS = {
    Party.GUARANTOR: ("担保人", "共同借款人"),
    Party.THIRD_PARTY: ("母亲", "亲属", "邻居", "前台", "同事", "联系人", "第三人", "非本人", "im 群"),
}
CHANNELS = {"sms": Channel.SMS, "im": Channel.CHAT}


def contact(context: str, text: str) -> Contact:
    """A call to a debtor who was not sued, except for what the context says."""
    words = context.split()
    party = next((party for party, names in LISTENERS.items() if any(name in context for name in names)), Party.DEBTOR)
    stage = LegalStage.ENFORCED if "leg" in words else LegalStage.NONE  # a lawful notice has the stage on record
    turn = Turn(0, Speaker.DEBTOR if "deb" in words else Speaker.AGENT, text)
    channel = next((CHANNELS[word] for word in words if word in CHANNELS), Channel.CALL)
    return Contact("line", channel, at=NINE, party=party, turns=(turn,), case=case(legal_stage=stage), case_id="c1")


@cache
def chinese_pack() -> Pack:
    return compile_pack(load_pack("cn").rules)


@pytest.mark.parametrize(("context", "text"), LOOK_ALIKES)
def test_a_look_alike_raises_nothing(context: str, text: str) -> None:
    found = scan(contact(context, text), chinese_pack()).findings
    assert [(finding.rule, finding.quote) for finding in found] == []


@pytest.mark.parametrize("category", CATEGORIES)
def test_most_violations_are_found_in_their_category(category: str) -> None:
    rows = [(context, text) for own, sign, context, text in ROWS if own == category and sign == "+"]
    missed = [
        text
        for context, text in rows
        if category not in {finding.category for finding in scan(contact(context, text), chinese_pack()).findings}
    ]
    assert len(missed) <= (1 - LEAST_FOUND) * len(rows), missed


def test_of_all_violations_few_are_missed() -> None:
    """Those of T14 carry no time here, which is what judges them; they count as missed."""
    rows = [(category, context, text) for category, sign, context, text in ROWS if sign == "+"]
    found = [
        category in {finding.category for finding in scan(contact(context, text), chinese_pack()).findings}
        for category, context, text in rows
    ]
    assert len(rows) == 162
    assert sum(found) >= 0.95 * len(rows)


def test_threats_to_tell_others_are_looked_for_in_what_the_debtor_hears() -> None:
    """To tell somebody else about the debt is no threat to tell but T09."""
    said = [one.rule for one in chinese_pack().rules if one.rule.category == "T08" and one.rule.who.speakers]
    assert {rule.id: rule.who.parties for rule in said} == {
        rule.id: {Party.DEBTOR, Party.GUARANTOR, Party.UNKNOWN} for rule in said
    }
    assert said
