"""Corrective actions from the command line: ordered on incidents, done with a file, verified by somebody else."""

import json

import pytest
from typer.testing import CliRunner

from audit.access import Account
from audit.errors import Refused
from audit.findings import Scan
from audit.ports import Filter
from audit.rights import Role
from config.settings import Settings
from pipelines.bootstrap import Application
from pipelines.cli import cli
from tests.make import case, finding, sms

ONE = sms("1", "再不还就上门", agent_id="A-1", agency="乙外包", case_id="c1")
ORDER = ("--kind", "warning", "--owner", "li", "--due", "2999-01-01", "--by", "wang")


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.setenv("FAIRDIAL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FAIRDIAL_LANG", "en")
    app = Application(Settings(_env_file=None))
    app.store.put_cases([case()])
    app.store.put_contacts([ONE])
    app.store.put_scans([Scan(ONE.key, (finding(ONE, "就上门"),))], "cn")
    app.accounts.put_account(Account("li", "李某", frozenset({Role.REVIEWER})))
    yield app
    app.store.engine.dispose()


def run(*arguments):
    done = CliRunner().invoke(cli, ["actions", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def lines(*arguments):
    return [json.loads(line) for line in run(*arguments, "--json").splitlines()]


def test_an_action_from_order_to_verification(app, tmp_path):
    (incident,) = app.store.incidents(Filter())
    run("add", *ORDER, "--title", "书面警告", "--incident", incident.id)
    (listed,) = lines("list")
    assert [listed[name] for name in ("kind", "state", "overdue", "agency", "agent", "rules", "incidents")] == [
        "warning",
        "open",
        False,
        "乙外包",
        "A-1",
        ["cn.test.rule"],
        [incident.id],
    ]
    file = tmp_path / "警告书.txt"
    file.write_text("已签收", encoding="utf-8")
    with pytest.raises(Refused, match=r"action\.illegal_step"):
        run("verify", listed["action"], "--by", "zhao")
    assert "somebody else" in run("done", listed["action"], "--by", "li", "--file", file)
    with pytest.raises(Refused, match=r"action\.own_matter"):
        run("verify", listed["action"], "--by", "li")
    assert "verified" in run("verify", listed["action"], "--by", "zhao")
    (shown,) = lines("show", listed["action"])
    proof = shown["steps"][1]["proof"]
    assert (proof["kind"], app.blobs.get(proof["digest"]).decode()) == ("text/plain", "已签收")
    assert shown["effect"]["verdict"] == "not_yet"
    assert "nothing after it" in run("show", listed["action"])
    run("reopen", listed["action"], "--by", "zhao", "--note", "again", "--due", "2999-02-01")
    steps = [one.act.by for one in app.acts.links() if one.act.of == listed["action"] and one.act.verb != "actions"]
    assert steps == ["wang", "li", "zhao", "zhao"]
    assert "警告" not in run("list", "--view", "verified")
    assert listed["action"] in run("list", "--view", "open", "--owner", "li")


def test_a_side_that_is_named_is_meant(app):
    (incident,) = app.store.incidents(Filter())
    run("add", *ORDER, "--title", "全机构培训", "--incident", incident.id, "--agency", "乙外包", "--category", "T01")
    (listed,) = lines("list")
    assert [listed[name] for name in ("institution", "agency", "agent", "rules", "category")] == [
        None,
        "乙外包",
        None,
        [],
        "T01",
    ]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param(("--incident", "none"), "incident.unknown", id="no such incident"),
        pytest.param(("--agency", "乙外包"), "action.nothing", id="about nothing"),
        pytest.param(("--rule", "cn.a"), "action.nobody", id="about nobody"),
        pytest.param(("--agency", "乙外包", "--rule", "cn.a", "--due", "soon"), "action.not_a_day", id="no day"),
        pytest.param(("--agency", "乙外包", "--rule", "cn.a", "--owner", "none"), "action.owner", id="no account"),
    ],
)
@pytest.mark.usefixtures("app")
def test_what_is_refused(arguments, code):
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        run("add", *ORDER, "--title", "x", *arguments)
    assert lines("list") == []


@pytest.mark.usefixtures("app")
def test_an_unknown_action():
    with pytest.raises(Refused, match=r"action\.unknown"):
        run("show", "none")
