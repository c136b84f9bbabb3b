"""Review from the command line: a verdict leaves a test row for the rule's author, and a transcript can be corrected."""

import json

import pytest
import yaml
from typer.testing import CliRunner

from audit.errors import Refused
from audit.findings import Scan
from audit.missed import Missed
from audit.ports import Filter
from audit.records import Channel, Contact, Speaker, State, Transcript, Turn
from config.settings import DATABASE
from pipelines.adapters.sql.engine import connect
from pipelines.adapters.sql.review import SqlReview
from pipelines.adapters.sql.store import SqlStore
from pipelines.cli import cli
from tests.make import NINE, finding, sms

ONE = sms("1", ("再不还就上门。我的电话13800000000", "别怪我没提醒"), agent_id="A-1")


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("FAIRDIAL_HOME", str(tmp_path))
    monkeypatch.setenv("FAIRDIAL_LANG", "en")
    engine = connect(f"sqlite:///{tmp_path / DATABASE}")
    store = SqlStore(engine)
    store.put_contacts([ONE])
    store.put_scans([Scan(ONE.key, (finding(ONE, "就上门"),))], "cn")
    yield store
    engine.dispose()


def run(*arguments):
    done = CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_rejection_and_a_miss_become_rows_that_their_author_settles(store):
    (incident,) = store.incidents(Filter())
    for wrong in (("--as", "withdrawn"), ("--as", "true", "--reason", "because")):
        with pytest.raises(Refused, match=r"verdict\.unknown"):
            run("incidents", "judge", incident.id, "--by", "甲", *wrong)
    assert store.incident(incident.id).status == "open", "nothing was claimed"
    run("incidents", "judge", incident.id, "--as", "false", "--by", "甲", "--reason", "quoted")
    with pytest.raises(Refused, match=r"review\.illegal_step"):
        run("incidents", "judge", incident.id, "--as", "true", "--by", "乙")
    SqlReview(store.engine).put_missed(Missed(ONE.key, 1, 0, 3, "别怪我", "agent", "T01", "甲", NINE, "cn.test.rule"))
    told = run("rules", "offers", "cn.test.rule")
    assert yaml.safe_load(told)["tests"] == {
        "must": [{"text": "别怪我没提醒", "quote": "别怪我"}],
        "must_not": [{"text": "再不还就上门。我的电话138****0000", "because": "quoted"}],
    }
    lines = [json.loads(line) for line in run("rules", "offers", "--json").splitlines()]
    assert {(line["kind"], line["rule"], line["category"]) for line in lines} == {
        ("must", "cn.test.rule", "T01"),
        ("must_not", "cn.test.rule", "T01"),
    }
    ids = [line["id"] for line in lines]
    run("rules", "settle", *ids, "--as", "taken", "--by", "作者")
    assert "No test row" in run("rules", "offers")
    assert ids[0] in run("rules", "offers", "--status", "taken")
    with pytest.raises(Refused, match=r"offers\.unknown"):
        run("rules", "settle", "unknown", "--as", "taken", "--by", "作者")
    with pytest.raises(Refused, match=r"offers\.not_yours"):
        run("rules", "settle", ids[0], "--as", "withdrawn", "--by", "作者")


def test_a_corrected_transcript_stands_beside_the_old_one_and_waits_to_be_judged(store):
    store.put_contacts([Contact("7", Channel.CALL, NINE)])
    heard = Transcript((Turn(0, Speaker.AGENT, "打断你的推", 0.0, 2.0),), "vendor:json", "m", {})
    store.put_transcript("call:7", heard)
    store.put_scans([Scan("call:7")], "cn")
    run("correct", "7", "--turn", 0, "--text", "打断你的腿", "--by", "甲", "--no-wait")
    assert [(one.origin, one.turns[0].text) for one in store.transcripts("call:7")] == [
        ("vendor:json", "打断你的推"),
        ("corrected", "打断你的腿"),
    ]
    assert store.state("call:7") == (State.TRANSCRIBED, None)
    with pytest.raises(Refused, match=r"correction\.no_turn"):
        run("correct", "7", "--turn", 5, "--text", "x", "--by", "甲", "--no-wait")
    with pytest.raises(Refused, match=r"correction\.no_transcript"):
        run("correct", ONE.key, "--turn", 0, "--text", "x", "--by", "甲", "--no-wait")
