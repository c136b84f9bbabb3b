"""The pack over the taxonomy's own lines: every look-alike stays silent, and most violations are found."""

import csv
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from tests.make import NINE, case

from audit.pack import Pack, compile_pack
from audit.records import Channel, Contact, LegalStage, Party, Speaker, Turn
from audit.scan import scan
from config.loader import load_pack

LINES = [
    pytest.param(row["category"], row["sign"], row["context"], row["text"], id=f"{row['category']}{row['sign']}{number}")
    for number, row in enumerate(
        csv.DictReader((Path(__file__).parent / "taxonomy_lines.tsv").open(encoding="utf-8"), delimiter="\t")
    )
]
VIOLATIONS = [line for line in LINES if line.values[1] == "+"]
LOOK_ALIKES = [line for line in LINES if line.values[1] == "-"]

#: Share of the violations that the rules must find; T13, T14 and T19 also need the ledger or the account.
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
    speaker = Speaker.DEBTOR if "deb" in words else Speaker.AGENT
    channel = next((CHANNELS[word] for word in words if word in CHANNELS), Channel.CALL)
    record = case(legal_stage=stage)
    return Contact("line", channel, at=NINE, party=party, turns=(Turn(0, speaker, text),), case=record, case_id=record.id)


@cache
def chinese_pack() -> Pack:
    return compile_pack(load_pack("cn").rules)


@pytest.mark.parametrize(("category", "sign", "context", "text"), LOOK_ALIKES)
def test_a_look_alike_raises_nothing(category: str, sign: str, context: str, text: str) -> None:
    found = scan(contact(context, text), chinese_pack()).findings
    assert [(finding.rule, finding.quote) for finding in found] == []


def test_most_violations_are_found_in_their_category(capsys: pytest.CaptureFixture[str]) -> None:
    total, missed = Counter[str](), dict[str, list[str]]()
    for category, _, context, text in (line.values for line in VIOLATIONS):
        total[str(category)] += 1
        findings = scan(contact(str(context), str(text)), chinese_pack()).findings
        if category not in {finding.category for finding in findings}:
            missed.setdefault(str(category), []).append(str(text))
    with capsys.disabled():
        for category, lines in missed.items():
            print(f"\n{category}: {len(lines)} of {total[category]} missed: {' | '.join(lines)}", end="")
    judged = {category: count for category, count in total.items() if category != "T14"}  # hours are the ledger's matter
    found = {category: 1 - len(missed.get(category, ())) / count for category, count in judged.items()}
    assert {category: share for category, share in found.items() if share < LEAST_FOUND} == {}
