"""Evidence from the command line: packages, keys, the verifier alone, and containers; each is an act."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audit.errors import Refused
from audit.findings import Scan
from audit.ports import Filter
from config.settings import DATABASE
from pipelines.adapters.sql.engine import connect
from pipelines.adapters.sql.store import SqlStore
from pipelines.cli import cli
from pipelines.evidence import verify_evidence
from tests.make import finding, sms
from tests.unit.rules import packs

ONE, TWO = (sms(name, "再不还就上门。回我电话10012345678") for name in "12")


@pytest.fixture
def home(tmp_path, monkeypatch):
    pack = packs.config(tmp_path / "config", blast=packs.GOOD) / "packs" / "cn"
    for name, value in {"HOME": tmp_path / "home", "LANG": "en", "PACK": pack, "READER": "off"}.items():
        monkeypatch.setenv(f"FAIRDIAL_{name}", str(value))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "home").mkdir()
    engine = connect(f"sqlite:///{tmp_path / 'home' / DATABASE}")
    store = SqlStore(engine)
    store.put_contacts([ONE, TWO])
    store.put_scans([Scan(one.key, (finding(one, "就上门"),)) for one in (ONE, TWO)], "cn")
    yield store
    engine.dispose()


def run(*arguments, code=0):
    done = CliRunner().invoke(cli, [str(argument) for argument in arguments], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def lines(text):
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def acts(path):
    with closing(sqlite3.connect(path / "home" / DATABASE)) as file:
        return [
            (verb, of, json.loads(detail)) for verb, of, detail in file.execute("SELECT verb, of, detail FROM acts")
        ]


def test_a_package_of_several_incidents_is_made_verified_and_known(home, tmp_path):
    ids = [one.id for one in home.incidents(Filter())]
    (made,) = lines(run("evidence", "export", *ids, "--reason", "regulator", "-o", "p.zip", "--json"))
    assert (made["incidents"], made["path"]) == (2, "p.zip")
    (good,) = lines(run("evidence", "verify", "p.zip", "--json"))
    assert (good["good"], good["own_key"], good["faults"]) == (True, True, [])
    assert "Signed with a key of this installation" in run("evidence", "verify", "p.zip", "--key", good["key"])
    entered = [(of, detail.get("step")) for verb, of, detail in acts(tmp_path) if verb == "evidence"]
    assert entered == [(ids[0], None), (ids[1], None), (made["package"], "done")]


def test_what_was_changed_is_named(home, tmp_path):
    (one, _) = home.incidents(Filter())
    run("evidence", "export", one.id, "--reason", "regulator", "-o", "p.zip")
    data = bytearray((tmp_path / "p.zip").read_bytes())
    data[data.index(b'"version"') + 12] ^= 1
    (tmp_path / "p.zip").write_bytes(data)
    (bad,) = lines(run("evidence", "verify", "p.zip", "--json", code=1))
    assert [fault["code"] for fault in bad["faults"]] == ["changed"]
    assert "was changed" in run("evidence", "verify", "p.zip", code=1)


def test_without_a_reason_or_an_incident_nothing_is_made(home, tmp_path):
    (one, _) = home.incidents(Filter())
    with pytest.raises(Refused, match=r"evidence\.reason"):
        run("evidence", "export", one.id, "--reason", " ", "-o", "p.zip")
    with pytest.raises(Refused, match=r"incident\.unknown"):
        run("evidence", "export", "none", "--reason", "regulator", "-o", "p.zip")
    with pytest.raises(Refused, match=r"evidence\.unreadable"):
        run("evidence", "export", one.id, "--reason", "regulator", "-o", "no/such/p.zip")
    with pytest.raises(Refused, match=r"evidence\.unreadable"):
        run("evidence", "verify", "absent.zip")
    assert not (tmp_path / "p.zip").exists()


@pytest.mark.usefixtures("home")
def test_the_verifier_stands_alone(tmp_path):
    run("evidence", "verifier", "-o", "v.py")
    assert (tmp_path / "v.py").read_bytes() == Path(verify_evidence.__file__).read_bytes()


def test_keys_are_changed_and_old_packages_still_verify(home):
    (one, _) = home.incidents(Filter())
    run("evidence", "export", one.id, "--reason", "regulator", "-o", "p.zip")
    (before,) = lines(run("evidence", "keys", "--json"))
    run("evidence", "rotate")
    now, old = lines(run("evidence", "keys", "--json"))
    assert (now["state"], old) == ("now", {**before, "state": "before"})
    assert before["fingerprint"] in run("evidence", "verify", "p.zip")
    assert "hold together" in run("audit", "verify"), "acts of both keys are known"


def test_a_contact_leaves_as_a_container_and_comes_back(home, tmp_path):
    run("evidence", "vcon", "export", "sms:1", "-o", "c.vcon")
    assert "10012345678" not in (tmp_path / "c.vcon").read_text(encoding="utf-8")
    with pytest.raises(Refused, match=r"evidence\.reason"):
        run("evidence", "vcon", "export", "sms:1", "--original")
    run("evidence", "vcon", "export", "sms:1", "--original", "--reason", "regulator", "-o", "c.vcon")
    assert lines(run("ingest", "vcon", "c.vcon", "--no-wait", "--json"))[-1]["duplicates"] == 1
    assert {verb for verb, *_ in acts(tmp_path)} == {"export", "ingest"}
    assert home.contacts(["sms:1"])[0].turns == ONE.turns


def test_tampering_is_named_by_the_command(home, tmp_path):
    del home
    run("evidence", "vcon", "export", "sms:1", "-o", "c.vcon")
    run("audit", "anchor")
    run("evidence", "vcon", "export", "sms:2", "-o", "c.vcon")
    assert "hold together" in run("audit", "verify")
    with closing(sqlite3.connect(tmp_path / "home" / DATABASE)) as file, file:
        file.execute("DELETE FROM acts WHERE no = (SELECT max(no) FROM acts)")
    assert "ends with entry 1" in run("audit", "verify", code=1)
