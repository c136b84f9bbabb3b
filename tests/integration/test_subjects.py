"""What a person is given of all that is kept, and how it is set right."""

import hashlib
import json
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

from audit.errors import Refused
from audit.findings import Scan
from audit.records import Channel, Complaint, RegisteredContact
from audit.rights import Verb
from config.settings import Settings
from pipelines.bootstrap import Application
from pipelines.commands.subject import cli
from tests.make import NINE, case, finding, sms

NAME, PHONE, KIN = "钱多余", "10013570001", "10013570002"


@pytest.fixture
def app(tmp_path, monkeypatch):
    home = tmp_path / "home"
    monkeypatch.setenv("FAIRDIAL_HOME", str(home))
    monkeypatch.setenv("FAIRDIAL_READER", "off")
    made = Application(Settings(_env_file=None, home=home, reader="off"))
    monkeypatch.chdir(home)
    kin = (RegisteredContact("孙无有", "friend", KIN),)
    mine = [case("c1", debtor_id="D1", debtor_name=NAME, debtor_phones=(PHONE,), registered_contacts=kin)]
    mine += [case("c2", debtor_id="D1", institution="乙方小贷", debtor_name=NAME), case("c3")]
    sound = made.blobs.put(b"RIFF")
    call = sms("1", "您好", channel=Channel.CALL, audio=sound, case_id="c1", number=PHONE)
    contacts = [
        sms("1", "小心点", case_id="c1", number=PHONE),
        call,
        sms("2", "还款", case_id="c2"),
        sms("3", case_id="c3"),
    ]
    made.store.put_cases(mine)
    made.store.put_contacts(contacts)
    made.store.put_scans([Scan("sms:1", (finding(contacts[0], "小心点"),))], "cn")
    made.store.put_complaints([Complaint("k1", NINE, f"总打{PHONE}", case_id="c1"), Complaint("k2", NINE, "别人的")])
    yield made
    made.store.engine.dispose()


def run(*arguments):
    ran = CliRunner().invoke(cli, [*map(str, arguments), "--json"])
    if ran.exception:
        raise ran.exception
    return json.loads(ran.stdout)


def read(path):
    with ZipFile(path) as made:
        return {name: made.read(name) for name in made.namelist()}


def test_everything_about_one_person_and_nothing_of_others(app, tmp_path):
    told = run("export", "D1", "--to", tmp_path / "d1.zip")
    files = read(tmp_path / "d1.zip")
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["files"] == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    assert (told["files"], manifest["institutions"]) == (len(files), ["乙方小贷", "甲方消费金融"])
    found = {name: json.loads(data) for name, data in files.items() if name.endswith(".json")}
    assert [one["id"] for one in found["cases.json"]] == ["c2", "c1"]
    assert found["cases.json"][1]["registered_contacts"][0]["phone"] == KIN
    contacts = {one["key"]: one for one in found["contacts.json"]}
    assert set(contacts) == {"sms:1", "call:1", "sms:2"}
    assert contacts["call:1"]["number"] == PHONE
    assert files[contacts["sms:1"]["text"]].decode() == "agent: 小心点\n"
    assert files[contacts["call:1"]["sound"]] == b"RIFF"
    assert [one["id"] for one in found["complaints.json"]] == ["k1"]
    (incident,) = found["incidents.json"]
    assert incident["findings"][0]["quote"] == "小心点"
    (act,) = (link.act for link in app.acts.links() if link.act.verb == Verb.SUBJECT)
    assert (act.of, dict(act.detail)) == ("D1", {"what": "export"})


@pytest.mark.usefixtures("app")
def test_of_one_institution_and_without_recordings(tmp_path):
    run("export", "D1", "--to", tmp_path / "one.zip", "--institution", "甲方消费金融", "--no-recordings")
    files = read(tmp_path / "one.zip")
    assert {one["key"] for one in json.loads(files["contacts.json"])} == {"sms:1", "call:1"}
    assert not [name for name in files if name.startswith("recordings/")]
    with pytest.raises(Refused, match=r"subject\.unknown"):
        run("export", "D9", "--to", tmp_path / "none.zip")
    assert not (tmp_path / "none.zip").exists()


def test_what_is_wrong_is_set_right_and_the_mistake_stays_on_record(app, tmp_path):
    run("correct", "c1", "name", "--from", NAME, "--to", "钱正", "--reason", "身份证核实")
    assert app.store.cases(["c1"])["c1"].debtor_name == "钱正"
    run("export", "D1", "--to", tmp_path / "d1.zip")
    (kept,) = json.loads(read(tmp_path / "d1.zip")["corrections.json"])
    assert (kept["before"], kept["after"], kept["reason"]) == (NAME, "钱正", "身份证核实")
    acts = [link.act for link in app.acts.links() if link.act.detail.get("what") == "correct"]
    assert [(act.of, dict(act.detail)) for act in acts] == [("c1", {"what": "correct", "field": "name"})]
    for wrong, code in (
        (("c1", "name", "--from", NAME, "--to", "x", "--reason", "y"), "subject.not_there"),
        (("c9", "name", "--from", NAME, "--to", "x", "--reason", "y"), "subject.no_case"),
        (("c1", "name", "--from", "钱正", "--to", "x", "--reason", " "), "subject.no_reason"),
        (("c1", "name", "--from", "钱正", "--to", "钱正", "--reason", "y"), "subject.no_change"),
    ):
        with pytest.raises(Refused, match=code.replace(".", r"\.")):
            run("correct", *wrong)
