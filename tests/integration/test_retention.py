"""An installation in which things are past their time: deleted by two people's word, out of the index and the blobs, too."""

import json
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from typer.testing import CliRunner

from audit.alert_ports import AlertQuery
from audit.chain import verify
from audit.errors import Refused
from audit.findings import Scan
from audit.query import parse_query
from audit.records import Channel, State, Transcript
from audit.retention.classes import Kind
from audit.retention.holds import Side
from audit.retention.requests import State as Step
from audit.rights import Verb
from config.retention import retention
from config.settings import Settings
from pipelines.alerts.desk import AlertDesk
from pipelines.bootstrap import Application
from pipelines.commands.retention import cli
from pipelines.found import found
from pipelines.retention import Retention, sweep
from pipelines.steps.index import index_contacts, reindex
from tests.furnished import Nobody
from tests.make import NINE, case, finding, sms, spoken

YEAR = timedelta(days=365)
NOW = NINE + 6 * YEAR
WORD = parse_query("还款")


@pytest.fixture
def old(tmp_path):
    """Messages, and two calls with one and the same recording, all six years old; one message is new."""
    app = Application(Settings(_env_file=None, home=tmp_path / "home", reader="off"))
    sound, waves = app.blobs.put(b"RIFF"), app.blobs.put(b"{}")
    calls = [
        replace(sms(n, (), audio=sound, case_id=f"c{n}"), channel=Channel.CALL, recording="a.wav") for n in ("1", "2")
    ]
    messages = [sms("1", "小心点,请还款", case_id="c1"), sms("2", case_id="c2"), sms("3", at=NOW)]
    app.store.put_cases([case("c1"), case("c2")])
    app.store.put_contacts([*calls, *messages])
    heard = Transcript((spoken(0.0, 1.0, "请还款"),), "asr", "m", {"recording": {"waveform": waves}}, 1.0, sound)
    for call in calls:
        app.store.put_transcript(call.key, heard)
    keys = app.store.keys_in(*State)
    scans = [Scan(key, (finding(messages[0], "小心点"),) if key == "sms:1" else ()) for key in keys]
    app.store.put_scans(scans, "cn")
    index_contacts(app.store, app.index, keys, "zh")
    yield app
    app.index.close()
    app.store.engine.dispose()


SECONDS = count()


def now():
    """Later each time it is asked."""
    return NOW + timedelta(seconds=next(SECONDS))


def people(app):
    return [Retention(app.retention, retention({}), app.acts, by, now) for by in ("甲", "乙")]


def delete(app, kind):
    first, second = people(app)
    asked = first.ask(kind, "到期")
    second.rule(asked.id, Step.APPROVED)
    return second.run(asked.id)


def hits(app):
    return {one.contact for one in app.index.search(WORD).hits}


def test_an_alert_about_what_is_deleted_keeps_no_words(old):
    AlertDesk(old, now, Nobody()).round(flush=True)
    about = [one for one in old.alerts.alerts(AlertQuery()) if one.facts.quote]
    assert about
    delete(old, Kind.SMS)
    after = [old.alerts.alert(one.id) for one in about]
    assert [(one.subject, one.facts.quote) for one in after] == [(one.subject, "") for one in about]


def test_what_is_deleted_is_gone_everywhere_and_what_is_held_stays(old):
    first, second = people(old)
    (held,) = first.hold(Side.CASE, "c2", "(2032)甲01民初1号")
    (sound, waves) = sorted(old.blobs.digests(), key=lambda one: old.blobs.get(one) != b"RIFF")
    assert first.preview()[Kind.CALL].held == 1
    assert [delete(old, kind).deleted for kind in (Kind.CALL, Kind.SMS)] == [1, 1]
    shown = {one.contact.key for one in found(old.store, WORD, old.index.search(WORD).hits)}
    assert shown == {"call:2", "sms:2", "sms:3"}, "the index still has them, and they are not shown"
    assert len(hits(old)) == 5
    assert sweep(old.retention, old.index, old.blobs) == 2
    assert hits(old) == {"call:2", "sms:2", "sms:3"}
    assert set(old.blobs.digests()) == {sound, waves}, "the other call has the same recording"
    second.lift(held.id, "案结")
    assert delete(old, Kind.CALL).deleted == 1
    sweep(old.retention, old.index, old.blobs)
    assert list(old.blobs.digests()) == []
    assert [one.of for one in old.retention.tombstones()] == ["call:1", "sms:1", "call:2"]
    assert list(verify(old.acts.links)) == []
    told = [(link.act.by, link.act.detail["step"]) for link in old.acts.links() if link.act.verb == Verb.RETENTION]
    assert told[:4] == [("甲", "requested"), ("乙", "approved"), ("乙", "running"), ("乙", "done")]
    assert [link.act.detail["step"] for link in old.acts.links() if link.act.verb == Verb.HOLD] == ["hold", "lift"]


def test_a_recording_that_another_call_needs_stays(old):
    people(old)[0].hold(Side.CONTACT, "call:2", "诉讼")
    assert delete(old, Kind.RECORDING).deleted == 1
    sweep(old.retention, old.index, old.blobs)
    assert len(list(old.blobs.digests())) == 2
    assert hits(old) == {"call:1", "call:2", "sms:1", "sms:2", "sms:3"}, "the words are still there"
    people(old)[0].lift(old.retention.holds()[0].id, "案结")
    delete(old, Kind.RECORDING)
    sweep(old.retention, old.index, old.blobs)
    assert list(old.blobs.digests()) == []


def test_an_index_that_is_built_meanwhile_has_none_of_them(old):
    class Between:
        """An index that hears of a deletion after all was read and before it answers."""

        def __init__(self, made):
            self.put, self._made = made.put, made

        def swap(self, catch_up):
            delete(old, Kind.SMS)
            sweep(old.retention, old.index, old.blobs)
            self._made.swap(catch_up)

    class Index:
        @contextmanager
        def rebuild(self):
            with old.index.rebuild() as made:
                yield Between(made)

    reindex(old.store, Index(), 2, "zh")
    assert hits(old) == {"call:1", "call:2", "sms:3"}


def test_nothing_is_left_of_the_words_in_the_file(old):
    said = "小心点,请还款".encode()
    old.store.engine.dispose()
    database = old.settings.home / "fairdial.sqlite"
    assert said in database.read_bytes()
    delete(old, Kind.SMS)
    old.store.engine.dispose()
    assert said not in database.read_bytes()


def test_a_run_that_was_cut_off_goes_on(old, monkeypatch):
    monkeypatch.setattr("pipelines.retention.TOGETHER", 1)
    first, second = people(old)
    asked = first.ask(Kind.SMS, "到期")
    with pytest.raises(Refused, match=r"retention\.illegal_step"):
        second.run(asked.id)
    second.rule(asked.id, Step.APPROVED)

    def killed(_count):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        second.run(asked.id, killed)
    assert [one.state for one in second.approved()] == [Step.RUNNING]
    assert second.run(asked.id).deleted == 2
    assert [one.of for one in old.retention.tombstones()] == ["sms:1", "sms:2"]


@pytest.fixture
def say(old, monkeypatch):
    monkeypatch.setenv("FAIRDIAL_HOME", str(old.settings.home))
    monkeypatch.setenv("FAIRDIAL_READER", "off")
    monkeypatch.chdir(old.settings.home)
    old.index.close()

    def run(*arguments, by="operator"):
        monkeypatch.setattr("getpass.getuser", lambda: by)
        ran = CliRunner().invoke(cli, [*arguments, "--json"])
        if ran.exception and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        return [json.loads(line) for line in ran.stdout.splitlines()]

    return run


def test_commands(say, monkeypatch):
    monkeypatch.setattr(
        "pipelines.commands.retention.datetime", type("Then", (), {"now": staticmethod(lambda _: now())})
    )
    kinds = {line["kind"]: line["years"] for line in say("classes")}
    assert (kinds["recording"], kinds["act"]) == (5, None)
    counts = {line["kind"]: (line["due"], line["held"]) for line in say("preview")}
    assert (counts["sms"], counts["call"], counts["recording"], counts["case"]) == ((2, 0), (2, 0), (2, 0), (0, 0))
    (held,) = say("hold", "debtor", "d-c2", "--reason", "诉讼")
    assert [line["hold"] for line in say("holds")] == [held["hold"]]
    (asked,) = say("request", "sms", "--reason", "到期")
    assert (asked["due"], asked["held"], asked["state"]) == (1, 1, "requested")
    with pytest.raises(Refused, match=r"retention\.own"):
        say("approve", asked["request"])
    assert say("approve", asked["request"], by="another")[0]["settled_by"] == "operator:another"
    done, swept = say("run")
    assert (done["state"], done["deleted"], swept) == ("done", 1, {"swept": 1})
    assert say("lift", held["hold"], "--reason", "案结")[0]["lifted_by"] == "operator:operator"
    (other,) = say("request", "call", "--reason", "到期")
    assert say("reject", other["request"], "--reason", "再等", by="another")[0]["state"] == "rejected"
    (third,) = say("request", "call", "--reason", "到期")
    assert say("withdraw", third["request"])[0]["state"] == "withdrawn"
    assert [line["state"] for line in say("list")] == ["withdrawn", "rejected", "done"]
    assert say("holds", "--lifted")[0]["why"] == "案结"
