"""A rule author tries a change on history: what it finds, what it loses, and that a confirmed incident is not lost unnoticed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, Ran

SMS = "sms_id,sent_at,case_id,number,party_role,direction,agent_id,agency,text,status\n"
ROW = "{},2026-10-01T09:00:00+08:00,,10012345678,debtor,outbound,A-1,宜诚服务,{},sent\n"
TEXTS = ("我就带几个人去你家打你", "改天我带兄弟们登门拜访", "您好您的账单已到期", "我带一车人堵到你家门口")

RULE = """
id: cn.violence.gang-visit
version: {version}
status: live
title: {{zh: 带人上门, en: Coming with others}}
category: T01
severity: 4
owner: compliance-cn
law:
  - {{instrument: 刑法, place: 第293条, force: LAW, verified: text}}
in_force: {{from: 2021-01-01}}
say:
  any:
    - {words}
tests:
  must:
    - {{text: '{text}', quote: '{text}'}}
    - {{text: '{text}吧', quote: '{text}'}}
    - {{text: '{text}呢', quote: '{text}'}}
  must_not:
    - {{text: 您好, because: greeting}}
    - {{text: 再见, because: greeting}}
    - {{text: 谢谢, because: greeting}}
"""


@pytest.fixture(autouse=True)
def _history(tmp_path: Path, fairdial: Callable[..., Ran]) -> None:
    path = tmp_path / "log.csv"
    path.write_text(SMS + "".join(ROW.format(number, text) for number, text in enumerate(TEXTS)), encoding="utf-8")
    assert fairdial("ingest", "sms", path).code == 0


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack of one rule; incidents in the store come from the shipped pack."""
    folder = tmp_path / "cn"
    folder.mkdir()
    (folder / "rule.yml").write_text(RULE.format(version=1, words="带几个人", text="带几个人"), encoding="utf-8")
    return folder


@pytest.fixture
def change(tmp_path: Path) -> Path:
    path = tmp_path / "changed.yml"
    path.write_text(RULE.format(version=2, words="带兄弟们登门", text="带兄弟们登门"), encoding="utf-8")
    return path


def test_new_and_lost_incidents_are_listed_with_their_quotes(
    pack: Path, change: Path, fairdial: Callable[..., Ran]
) -> None:
    ran = fairdial("rules", "backtest", pack, "--change", change, "--json")
    assert (ran.code, ran.err) == (0, "")
    found = {(line["fate"], line["contact"], line["quote"]) for line in ran.lines}
    assert found == {("lost", "sms:0", "带几个人"), ("new", "sms:1", "带兄弟们登门")}


def test_the_same_rule_changes_nothing(pack: Path, fairdial: Callable[..., Ran]) -> None:
    ran = fairdial("rules", "backtest", pack, "--change", pack / "rule.yml", "--json")
    assert (ran.code, ran.out) == (0, "")


def test_losing_a_confirmed_incident_fails(change: Path, fairdial: Callable[..., Ran]) -> None:
    incident = next(
        line["incident"]
        for line in fairdial("incidents", "list", "--json").lines
        if line["contacts"] == ["0"] and line["category"] == "T01"
    )
    judged = fairdial("incidents", "judge", incident, "--as", "true", "--by", "审核员甲", "--reason", "confirmed")
    assert judged.code == 0
    shipped = ROOT / "config" / "packs" / "cn"
    harmless = fairdial("rules", "backtest", shipped, "--change", change, "--json")
    (lost,) = (line for line in harmless.lines if line["contact"] == "sms:0")
    assert lost["fate"] == "lost"
    assert lost["confirmed"]
    assert harmless.code == (0 if lost["kept"] else 1)


def test_an_unknown_reason_is_refused(fairdial: Callable[..., Ran]) -> None:
    incident = fairdial("incidents", "list", "--json").lines[0]["incident"]
    ran = fairdial("incidents", "judge", incident, "--as", "true", "--by", "甲", "--reason", "because")
    assert ran.code == 2
    assert "because" in ran.err


def test_a_rule_that_asks_the_reader_is_refused(pack: Path, tmp_path: Path, fairdial: Callable[..., Ran]) -> None:
    change = tmp_path / "reader.yml"
    rule = (ROOT / "config" / "packs" / "cn" / "reader-violence-threat.yml").read_text(encoding="utf-8")
    change.write_text(rule, encoding="utf-8")
    ran = fairdial("rules", "backtest", pack, "--change", change, "--json", FAIRDIAL_LANG="en")
    assert ran.code == 2
    assert "learned reader" in ran.err
