"""A rule's own tests: every row that does not hold is named with its line."""

from pathlib import Path

import pytest

from audit.pack import compile_pack
from audit.records import Channel, LegalStage, Party, Speaker
from audit.rules.check import check, contact_of
from audit.rules.model import Rule, Status
from config.loader import load_pack
from tests.unit.rules.packs import GOOD, config, said


def rule_of(folder: Path, text: str) -> Rule:
    return load_pack("cn", config(folder, rule=text)).rules[0]


def faults(rule: Rule) -> list[tuple[str, str]]:
    return [(fault.where, fault.code) for fault in check(rule, compile_pack([rule], frozenset(Status)))]


MORE = GOOD + "  known_misses:\n    - {text: ROW, quote: 爆你}\n"
ALARM = GOOD + "  known_false_alarms:\n    - {text: ROW}\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(GOOD, [], id="all hold"),
        pytest.param(
            said("say: 气球"), [(14, "missed"), (15, "missed"), (16, "missed"), (19, "false_alarm")], id="wrong rule"
        ),
        pytest.param(
            said("say: 爆你通讯"), [(14, "other_quote"), (15, "other_quote"), (16, "other_quote")], id="quote too short"
        ),
        pytest.param(
            "case: {legal_stage: none}\n" + GOOD,
            [(15, "not_assessed"), (16, "not_assessed"), (17, "not_assessed")],
            id="no case",
        ),
        pytest.param(MORE.replace("ROW", "我要爆你手机"), [], id="still missed"),
        pytest.param(
            said("say: {regex: '爆你(?:通讯录)?'}", MORE.replace("ROW", "我要爆你手机")),
            [(22, "miss_mended")],
            id="mended",
        ),
        pytest.param(ALARM.replace("ROW", "不会爆你通讯录"), [], id="still a false alarm"),
        pytest.param(ALARM.replace("ROW", "不会的"), [(22, "false_alarm_mended")], id="silent now"),
    ],
)
def test_check(tmp_path: Path, text: str, found: list[tuple[int, str]]) -> None:
    expected = [(f"packs/cn/rule.yml:{line}", f"rules.test_{code}") for line, code in found]
    assert faults(rule_of(tmp_path, text)) == expected


def test_a_row_is_an_agents_sms_to_the_debtor_unless_it_says_otherwise(tmp_path: Path) -> None:
    row = "{text: 您好, because: x, channel: call, party: third_party, speaker: debtor, case: {legal_stage: none, due_amount: 12.5}}"
    rule = rule_of(tmp_path, GOOD.replace("{text: 您好, because: nothing said}", row))
    usual, other = contact_of(rule.tests.must[0], rule), contact_of(rule.tests.must_not[2], rule)
    assert (usual.channel, usual.party, usual.turns[0].speaker, usual.case) == (
        Channel.SMS,
        Party.DEBTOR,
        Speaker.AGENT,
        None,
    )
    assert usual.at is not None
    assert usual.at.isoformat() == "2026-03-01T10:00:00+08:00"
    assert (other.channel, other.party, other.turns[0].speaker) == (Channel.CALL, Party.THIRD_PARTY, Speaker.DEBTOR)
    assert other.case is not None
    assert (other.case.legal_stage, other.case.due_amount, other.case.overdue_days) == (LegalStage.NONE, 12.5, None)


def test_a_row_of_several_turns(tmp_path: Path) -> None:
    row = "{turns: [{speaker: debtor, text: 喂}, {speaker: agent, text: 爆你通讯录}], quote: 爆你通讯录}"
    rule = rule_of(tmp_path, GOOD.replace("{text: 我要爆你通讯录, quote: 爆你通讯录}", row))
    assert [(turn.index, turn.speaker) for turn in contact_of(rule.tests.must[0], rule).turns] == [
        (0, Speaker.DEBTOR),
        (1, Speaker.AGENT),
    ]
    assert faults(rule) == []


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        pytest.param("from: 2025-02-28", "2026-03-01", id="in force on the usual day"),
        pytest.param("from: 2027-01-01", "2027-01-01", id="begins later"),
        pytest.param("from: 2018-01-01, to: 2020-01-01", "2018-01-01", id="ended before"),
    ],
)
def test_rows_take_place_while_the_rule_is_in_force(tmp_path: Path, dates: str, day: str) -> None:
    rule = rule_of(tmp_path, GOOD.replace("from: 2025-02-28", dates))
    contact = contact_of(rule.tests.must[0], rule)
    assert contact.at is not None
    assert contact.at.date().isoformat() == day
    assert faults(rule) == []
