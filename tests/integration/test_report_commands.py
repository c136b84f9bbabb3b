"""Reports from the command line: two accounts, files, and what the schedule prepares."""

import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from audit.access import Account
from audit.errors import Refused
from audit.findings import Scan
from audit.rights import Role, Verb
from audit.scope import Scope
from config.settings import Settings
from pipelines.bootstrap import Application
from pipelines.cli import cli
from pipelines.reports import releasing
from pipelines.reports.files import Format, name_of, write
from tests.make import case, finding, sms
from tests.unit.rules import packs


@pytest.fixture
def app(tmp_path, monkeypatch):
    """Few rules, two managers, one of whom sees one agency; PDFs are left to the tests of files."""
    pack = packs.config(tmp_path / "config", blast=packs.GOOD) / "packs" / "cn"
    values = {"HOME": tmp_path / "home", "LANG": "en", "PACK": pack, "READER": "off"}
    for name, value in values.items():
        monkeypatch.setenv(f"FAIRDIAL_{name}", str(value))
    made = Application(Settings(_env_file=None))
    made.store.put_cases([case("c1")])
    one, other = sms("1", "再拖我就爆你通讯录", case_id="c1", agency="甲方"), sms("2", agency="乙方")
    made.store.put_contacts([one, other])
    made.store.put_scans([Scan(one.key, (finding(one, "爆你通讯录", category="T08"),)), Scan(other.key)], "cn")
    for name, role, scope in (
        ("li", Role.MANAGER, Scope()),
        ("wang", Role.MANAGER, Scope(agencies=frozenset({"甲方"}))),
        ("zhao", Role.LEAD, Scope()),
    ):
        made.accounts.put_account(Account(name, name, frozenset({role}), scope))
    monkeypatch.setattr(
        releasing, "every_file", lambda *of: [(name_of(Format.JSON, "zh"), write(*of, Format.JSON, "zh"))]
    )
    yield made
    made.store.engine.dispose()


def run(*arguments):
    done = CliRunner().invoke(cli, ["report", *map(str, arguments)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_from_draft_to_release(app, tmp_path):
    made = json.loads(run("make", "2026-03", "--by", "li", "--agency", "甲方", "--json"))
    assert (made["kind"], made["state"], made["scope"]["agencies"]) == ("monthly", "draft", ["甲方"])
    with pytest.raises(Refused, match=r"report\.own"):
        run("release", made["id"], "--by", "li")
    assert "released" in run("release", made["id"], "--by", "wang")
    assert json.loads(run("list", "--json"))["state"] == "released"
    assert "2026-03" in run("list")
    file = tmp_path / "report.json"
    assert str(file) in run("show", made["id"], "--to", file).replace("\n", "")
    told = json.loads(file.read_text(encoding="utf-8"))
    assert told["figures_sha256"] == made["figures_sha256"]
    manifest = json.loads(run("show", made["id"], "--as", "manifest"))
    assert (manifest["vouched_by"], manifest["released_by"], manifest["scope"][1]) == ("li", "wang", ["甲方"])
    assert json.loads(run("show", made["id"], "--as", "signature"))["key"] in app.signer.known()
    steps = [link.act.detail["step"] for link in app.acts.links() if link.act.verb == Verb.MAKE_REPORT]
    assert steps == ["make", "release"]


def test_a_draft_is_withdrawn_with_a_reason_that_names_nobody(app):
    made = json.loads(run("make", "2026-03-01..2026-03-02", "--by", "li", "--json"))
    run("withdraw", made["id"], "--by", "li", "--note", "数字有误,问 13800000000")
    kept, _ = app.reports.report(made["id"])
    assert kept.steps[-1].note == "数字有误,问 138****0000"
    assert "There are" not in run("list")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("make", "2026-03", "--by", "nobody"), "report.who"),  # no such account
        (("make", "2026-03", "--by", "zhao"), "report.who"),  # reads reports, makes none
        (("make", "2026-03", "--by", "wang"), "report.outside"),  # of everything
        (("make", "2026-03", "--by", "wang", "--agency", "乙方"), "report.outside"),
        (("make", "march", "--by", "li"), "report.period"),
        (("make", "2026", "--by", "li", "--agency", "甲方", "--agency", "乙方"), "report.one_agency"),
        (("show", "none"), "report.unknown"),
        (("release", "none", "--by", "li"), "report.unknown"),
    ],
)
@pytest.mark.usefixtures("app")
def test_what_is_refused(arguments, code):
    with pytest.raises(Refused, match=code.replace(".", r"\.")):
        run(*arguments)
    assert "There are no reports" in run("list")


def test_what_has_ended_is_prepared_for_people(app, monkeypatch):
    monkeypatch.setenv("FAIRDIAL_REPORTS", "yearly")
    moved = sms("3", agency="甲方", at=_last_year())
    app.store.put_contacts([moved])
    app.store.put_scans([Scan(moved.key)], "cn")
    made = json.loads(run("due", "--json"))
    assert (made["kind"], made["state"], made["scope"]["agencies"]) == ("yearly", "prepared", ["甲方"])
    assert "No report is due" in run("due")
    run("vouch", made["id"], "--by", "li")
    assert app.reports.report(made["id"])[0].vouched_by == "li"


def _last_year():
    return datetime(datetime.now(UTC).year - 1, 6, 1, tzinfo=UTC)
