"""vCon containers go through the store and back, and bad ones wait in the rejects file."""

import csv
import json

import pytest

from audit.errors import Refused
from audit.records import Channel, Contact, Disposition, Message, Speaker, State, Transcript, Turn
from audit.redaction.model import Redaction
from config.settings import Settings
from pipelines import containers
from pipelines.bootstrap import Application
from pipelines.containers import container_of
from pipelines.ingest import ingest
from tests.make import NINE, case, sms
from tests.reviewed import MASKED_SOUND, SOUND, turns

NUMBER = "10012345678"


@pytest.fixture
def homes(tmp_path):
    made = [Application(Settings(_env_file=None, home=tmp_path / name, reader="off")) for name in ("one", "other")]
    yield made
    for one in made:
        one.store.engine.dispose()


def fill(app):
    call = Contact(
        "1",
        Channel.CALL,
        NINE,
        answered_at=NINE,
        ended_at=NINE,
        disposition=Disposition.CONNECTED,
        recording="1.wav",
        audio=app.blobs.put(SOUND),
        number=NUMBER,
        agent_id="A-07",
        agency="宜诚服务",
        case_id="c1",
        channels=(Speaker.AGENT, Speaker.DEBTOR),
    )
    app.store.put_cases([case("c1", debtor_name="王小明")])
    app.store.put_contacts([call, sms("7", f"请回我电话{NUMBER}", number=NUMBER, case_id="c1")])
    app.store.put_transcript(call.key, Transcript(turns(), "faster-whisper", "tiny@1", {}, 30.0, call.audio))
    lines = [("m1", Speaker.AGENT, "在吗"), ("m2", Speaker.DEBTOR, "在")]
    app.store.put_messages([Message("t1", one, NINE, who, text, "c1", "A-07", "宜诚服务") for one, who, text in lines])
    return ("call:1", "sms:7", "chat:t1")


def exported(app, keys, folder, *, original=True):
    folder.mkdir()
    for key in keys:
        (folder / f"{key.replace(':', '-')}.vcon").write_bytes(container_of(app, key, NINE, original=original))
    return folder


def test_what_leaves_one_installation_arrives_in_another(homes, tmp_path):
    here, there = homes
    keys = fill(here)
    there.store.put_cases([case("c1", debtor_name="王小明")])
    folder = exported(here, keys, tmp_path / "out")
    done = ingest(there, "vcon", folder)
    assert (done.received, done.stored, done.duplicates, done.rejected) == (3, 3, 0, 0)
    for before, after in zip(here.store.contacts(keys), there.store.contacts(keys), strict=True):
        assert after == before
    assert there.blobs.get(there.store.contacts(["call:1"])[0].audio) == SOUND
    assert there.store.messages("chat:t1") == here.store.messages("chat:t1")
    assert there.store.transcript("call:1").origin == "vendor:vcon"
    assert there.store.state("sms:7")[0] is State.TRANSCRIBED
    again = ingest(there, "vcon", folder)
    assert (again.stored, again.duplicates, again.rejected) == (0, 3, 0)


def test_bad_ones_wait_with_their_reasons_and_the_rest_goes_in(homes, tmp_path):
    here, there = homes
    folder = exported(here, fill(here), tmp_path / "out")
    whole = json.loads((folder / "call-1.vcon").read_text(encoding="utf-8"))
    whole["dialog"][0]["content_hash"] = "sha512-AAAA"
    (folder / "bad.vcon").write_text(json.dumps(whole), encoding="utf-8")
    (folder / "no.json").write_text("{", encoding="utf-8")
    done = ingest(there, "vcon", folder)
    assert (done.received, done.stored, done.rejected) == (5, 3, 2)
    with done.rejects_file.open(encoding="utf-8-sig", newline="") as file:
        _, *rows = csv.reader(file)
    assert [row[0] for row in rows] == ["bad.vcon", "no.json"]
    assert "dialog[0].content_hash" in rows[0][2]
    assert "重新导出" in rows[0][2]


def test_the_same_id_with_other_content_is_refused(homes, tmp_path):
    here, there = homes
    folder = exported(here, fill(here), tmp_path / "out")
    ingest(there, "vcon", folder)
    path = folder / "sms-7.vcon"
    path.write_text(path.read_text(encoding="utf-8").replace("请回我电话", "请回拨电话"), encoding="utf-8")
    done = ingest(there, "vcon", path)
    assert (done.stored, done.rejected) == (0, 1)
    assert there.store.contacts(["sms:7"])[0].turns == (Turn(0, Speaker.AGENT, f"请回我电话{NUMBER}"),)


def test_masked_it_shows_nobody_and_the_masked_copy_only(homes, tmp_path):
    here, there = homes
    keys = fill(here)
    (call,) = here.store.contacts(["call:1"])
    plain = exported(here, keys, tmp_path / "plain", original=False)
    text = "".join(path.read_text(encoding="utf-8") for path in plain.iterdir())
    assert NUMBER not in text
    assert "content_hash" not in text, "without a masked copy no sound at all"
    here.store.put_redaction(Redaction("call:1", "r", call.audio, here.blobs.put(MASKED_SOUND), (), {}, 1))
    folder = exported(here, ["call:1"], tmp_path / "copy", original=False)
    ingest(there, "vcon", folder)
    assert there.blobs.get(there.store.contacts(["call:1"])[0].audio) == MASKED_SOUND


def test_what_is_gone_or_too_large_is_refused(homes, tmp_path, monkeypatch):
    here, there = homes
    fill(here)
    folder = exported(here, ["call:1"], tmp_path / "out")
    monkeypatch.setattr(containers, "LARGEST", 100)
    assert ingest(there, "vcon", folder).rejected == 1
    monkeypatch.setattr(type(here.blobs), "get", lambda _, digest: {}[digest])
    with pytest.raises(Refused, match=r"call:1: vcon\.recording_gone"):
        container_of(here, "call:1", NINE, original=True)


def test_a_folder_without_any_is_refused(homes, tmp_path):
    (tmp_path / "none").mkdir()
    with pytest.raises(Refused, match=r"vcon\.empty_folder"):
        ingest(homes[0], "vcon", tmp_path / "none")
    assert ingest(homes[0], "vcon", tmp_path / "absent.vcon").rejected == 1
