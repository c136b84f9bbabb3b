"""Packages of evidence: what is in them, for whom, and that the log of acts knows of each."""

import io
import json
import wave
import zipfile
from datetime import timedelta

import pytest

from audit.errors import Problem, Refused
from audit.rights import Role, Verb
from audit.scope import Scope
from pipelines.evidence import contents
from pipelines.evidence.verify_evidence import check
from tests.console import NUMBER
from tests.furnished import furnished_home
from tests.reviewed import reviewed_home

WHY = {"reason": "监管调取"}
CLEAR = {**WHY, "original": "true"}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with reviewed_home(tmp_path_factory.mktemp("evidence")) as made:
        made.add("twice", {Role.MANAGER, Role.REVIEWER})
        yield made


def ask(home, incident, who=Role.MANAGER, **data):
    return home.client(who).post(f"/incidents/{incident}/evidence", data=data or WHY)


def files(answer):
    assert answer.status_code == 200, answer.text
    assert check(answer.content).faults == []
    with zipfile.ZipFile(io.BytesIO(answer.content)) as opened:
        return {name.partition("/")[2] or name: opened.read(name) for name in opened.namelist()}


def told(answer, name):
    return json.loads(files(answer)[name])


def test_a_package_holds_everything_about_the_incident(home):
    found = files(ask(home, home.call))
    assert found.keys() >= {
        "README.txt",
        "manifest.json",
        "signature.json",
        "incident.json",
        "contacts.json",
        "transcripts/1.json",
        "decisions.json",
        "custody.json",
        "provenance.json",
        "lacking.json",
        "audio/1-masked.wav",
    }
    assert "audio/1-original.wav" not in found
    with wave.open(io.BytesIO(found["audio/1-masked.wav"])) as clip:
        assert clip.getnframes() == round((13.5 - 12.0 + 4) * clip.getframerate()), "two seconds around the quote"
    assert json.loads(found["provenance.json"])["judged_by"] == ["cn-1"]
    assert json.loads(found["provenance.json"])["transcripts"][0]["model"] == "tiny@1"


def test_it_shows_no_personal_data(home):
    found = files(ask(home, home.call))
    every = b"".join(found.values()).decode("utf-8", "replace")
    assert NUMBER not in every
    assert "d-c1" not in every
    (hit,) = json.loads(found["incident.json"])["findings"]
    turns = json.loads(found["contacts.json"])[0]["turns"]
    assert turns[hit["turn"]]["text"][hit["start"] : hit["end"]] == hit["quote"]
    assert json.loads(found["manifest.json"])["original"] is False


def test_the_original_is_for_who_may_play_and_unmask(home):
    found = files(ask(home, home.call, **CLEAR))
    assert NUMBER in found["contacts.json"].decode()
    assert "audio/1-original.wav" in found
    assert found["audio/1-original.wav"] != found["audio/1-masked.wav"]
    assert json.loads(found["manifest.json"])["original"] is True


def test_a_token_without_them_gets_no_original(home):
    door, manager = home.app.state.house.door, home.application.accounts.account("manager")
    _, secret = door.make_token(manager, frozenset({Verb.EVIDENCE, Verb.VIEW}), timedelta(hours=1))
    program = home.guest()
    program.headers["authorization"] = f"Bearer {secret}"
    path = f"/api/v1/incidents/{home.call}/evidence"
    assert program.post(path, json=WHY).status_code == 200
    answer = program.post(path, json={**WHY, "original": True})
    assert (answer.status_code, answer.json()["code"]) == (403, "access.forbidden")


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.MANAGER, Role.LEAD}])
def test_others_take_nothing_away(home, role):
    assert ask(home, home.call, role).status_code == 403


def test_a_reason_is_asked_for(home):
    assert ask(home, home.call, reason="").status_code == 422
    answer = ask(home, home.call, reason="    ")
    assert answer.status_code == 400
    assert "理由" in answer.text


def test_what_lies_outside_the_scope_is_not_there(home):
    home.add("elsewhere", {Role.MANAGER}, Scope(agencies=frozenset({"别家"})))
    assert ask(home, home.call, "elsewhere").status_code == 404


def test_the_log_knows_before_and_after_and_the_package_holds_its_own_act(home):
    answer = ask(home, home.call, reason="法院调取")
    package = told(answer, "manifest.json")["package"]
    begun, done = [act for act in home.acts(Verb.EVIDENCE) if package in {act.of, act.detail.get("package")}]
    assert (begun.of, begun.by, begun.detail["reason"]) == (home.call, "manager", "法院调取")
    assert done.detail["step"] == "done"
    own = [one for one in told(answer, "custody.json") if one["act"]["detail"].get("package") == package]
    assert len(own) == 1
    assert {"number", "previous", "digest", "seal"} < own[0].keys()


def test_custody_holds_every_act_about_it_and_no_other(home):
    client = home.client(Role.REVIEWER)
    client.get(f"/incidents/{home.call}")
    client.get(f"/incidents/{home.heard}")
    acts = [one["act"] for one in told(ask(home, home.call), "custody.json")]
    assert {"view", "evidence"} <= {act["verb"] for act in acts}
    assert {act["of"] for act in acts} <= {home.call, "call:1"}


def test_what_is_lacking_is_told_with_its_reason(home):
    lacking = {one["code"]: one for one in told(ask(home, home.held), "lacking.json")}
    assert "evidence.copy_held" in lacking
    assert "rule" in lacking["evidence.rule_changed"]["en"]
    assert "audio/1-masked.wav" not in files(ask(home, home.held))
    codes = {one["code"] for one in told(ask(home, home.heard), "lacking.json")}
    assert codes == {"evidence.rule_changed"}, "a call without a recording lacks no clip"


def test_a_recording_that_is_gone_is_told(home, monkeypatch):
    monkeypatch.setattr(type(home.application.blobs), "get", lambda _, digest: {}[digest])
    answer = ask(home, home.call, **CLEAR)
    lacking = {one["code"] for one in told(answer, "lacking.json")}
    assert "evidence.recording_gone" in lacking
    assert not [name for name in files(answer) if name.startswith("audio/")]


def test_a_rule_that_cannot_be_read_is_told(home, monkeypatch):
    def unreadable(*_):
        raise Refused(Problem("config.unreadable", "x.yml", {"reason": "gone"}))

    monkeypatch.setattr(contents, "source", unreadable)
    assert "config.unreadable" in {one["code"] for one in told(ask(home, home.real), "lacking.json")}


def test_rule_and_law_are_those_of_the_pack(home):
    found = files(ask(home, home.real))
    name = "cn.contacts.blast-address-book"
    assert f"id: {name}" in found[f"rules/{name}.yml"].decode()
    law = json.loads(found[f"rules/{name}.json"])["law"]
    assert all({"instrument", "place", "force", "verified"} == one.keys() for one in law)


def test_what_a_ledger_counted_is_there_as_far_as_one_may_see(home):
    whole = files(ask(home, home.counted))
    assert len(json.loads(whole["contacts.json"])) == 4
    home.add("half", {Role.MANAGER}, Scope(agencies=frozenset({"宜诚服务"})))
    half = files(ask(home, home.counted, "half"))
    assert len(json.loads(half["contacts.json"])) == 3
    events = json.loads(half["incident.json"])["ledger"]["events"]
    assert [one["contact"] is None for one in events].count(True) == 1
    assert "众安外包" not in b"".join(half.values()).decode("utf-8", "replace")
    assert "evidence.out_of_scope" in {one["code"] for one in json.loads(half["lacking.json"])}


def test_verdicts_and_appeals_are_there(tmp_path):
    with furnished_home(tmp_path) as made:
        judged = made.there["my-appeals"]
        decisions = told(made.client(Role.MANAGER).post(f"/incidents/{judged}/evidence", data=WHY), "decisions.json")
    assert [one["decision"] for one in decisions["verdicts"]] == ["true"]
    assert decisions["appeal"]["incident"] == judged
    assert decisions["appeal"]["steps"][0]["stage"] == "filed"
    assert {"claim", "decide"} <= {one["kind"] for one in decisions["history"]}


def test_the_page_offers_it_to_who_may(home):
    manager, reviewer = (
        home.client(role).get(f"/incidents/{home.call}").text for role in (Role.MANAGER, Role.REVIEWER)
    )
    assert f'action="/incidents/{home.call}/evidence"' in manager
    assert 'name="original"' in manager
    assert "/evidence" not in reviewer
