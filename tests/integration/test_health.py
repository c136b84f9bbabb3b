"""What a server says of itself: alive, ready or not and why, and its figures; never a secret and never a person."""

import time
import urllib.request
from datetime import UTC, datetime
from threading import Event

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from api.app import create
from audit.errors import Problem, Refused
from audit.findings import Scan
from audit.records import State
from config.settings import Settings
from pipelines.adapters.sql.engine import writing
from pipelines.bootstrap import RESTORING, Application
from pipelines.health import SILENT, Health
from pipelines.metrics import FAULTS, Stored, listen, measured
from tests.make import case, finding, sms


@pytest.fixture
def app(tmp_path):
    made = Application(Settings(_env_file=None, home=tmp_path / "home"))
    yield made
    if "store" in made.__dict__:
        made.store.engine.dispose()
    made.index.close()


@pytest.fixture
def client(app, monkeypatch):
    monkeypatch.setattr("api.app.Application", lambda _: app)
    with TestClient(create(app.settings, lambda: datetime.now(UTC))) as made:
        yield made


def figures(text):
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_all_is_well(client):
    assert client.get("/health/live").json() == {"alive": True}
    ready = client.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json() == {"ready": True, "parts": dict.fromkeys(("store", "index", "blobs"), "ready")}


def older(app):
    with writing(app.store.engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")


def newer(app):
    with writing(app.store.engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")


def half_restored(app):
    (app.settings.home / RESTORING).write_text("0" * 64, encoding="ascii")


def no_database(app):
    (app.settings.home / "fairdial.sqlite").write_bytes(b"these are not the bytes of a database" * 100)


def no_index(app):
    app.settings.index_folder.write_text("no folder", encoding="utf-8")


def no_blobs(app):
    app.__dict__["blobs"] = Away()


class Away:
    def check(self):
        raise Refused(Problem("blobs.unreachable", "s3://secret@calls", {"fault": "password=secret"}))


@pytest.mark.parametrize(
    ("spoil", "part", "said"),
    [
        (older, "store", "store.older"),
        (newer, "store", "store.newer"),
        (no_index, "index", "NotADirectoryError"),
        (no_blobs, "blobs", "blobs.unreachable"),
    ],
    ids=["older schema", "newer schema", "no index", "no storage"],
)
def test_what_is_not_ready_is_said_without_secrets(client, app, spoil, part, said):
    spoil(app)
    ready = client.get("/health/ready")
    assert ready.status_code == 503
    assert ready.json() == {
        "ready": False,
        "parts": {**dict.fromkeys(("store", "index", "blobs"), "ready"), part: said},
    }
    assert client.get("/health/live").status_code == 200


@pytest.mark.parametrize(("spoil", "said"), [(half_restored, "restore.unfinished"), (no_database, "store.unreadable")])
def test_a_server_without_a_sound_database_does_not_start(app, monkeypatch, spoil, said):
    monkeypatch.setattr("api.app.Application", lambda _: app)
    spoil(app)
    with pytest.raises(Refused) as refused, TestClient(create(app.settings, lambda: datetime.now(UTC))):
        pass
    assert refused.value.problems[0].code == said


def test_a_part_that_hangs_keeps_nobody_waiting_and_is_asked_once(app):
    go_on, asked = Event(), []

    class Hanging:
        def check(self):
            asked.append(1)
            go_on.wait()

    app.__dict__["blobs"] = Hanging()
    app.store.check()
    health, began = Health(app, patience=0.3), time.monotonic()
    assert [health.look()["blobs"] for _ in range(3)] == [SILENT] * 3
    assert time.monotonic() - began < 3
    assert len(asked) == 1
    go_on.set()
    assert health.look() == dict.fromkeys(("store", "index", "blobs"), "ready")


def test_the_figures_are_those_of_the_store(client, app):
    app.store.put_cases([case("c1")])
    threats = [sms(str(number), "爆你通讯录", case_id="c1") for number in range(3)]
    app.store.put_contacts([*threats, sms("waiting")])
    app.store.put_scans([Scan(one.key, (finding(one, "爆你通讯录", severity=3),)) for one in threats], "cn")
    app.store.mark(["sms:waiting"], State.FAILED, "赵审 13800000000")
    answer = client.get("/metrics")
    found = figures(answer.text)
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert found["fairdial_store_up",] == 1
    assert (found["fairdial_contacts", "scanned"], found["fairdial_contacts", "failed"]) == (3, 1)
    assert (found["fairdial_incidents", "3"], found["fairdial_incidents", "4"]) == (3, 0)
    assert (found["fairdial_parked",], found["fairdial_index_lag",], found["fairdial_ledgers_due",]) == (1, 3, 1)
    assert found["fairdial_workflows", "running"] == 0
    assert not [word for word in ("赵审", "13800000000", "c1", "sms:") if word in answer.text]


def test_a_store_that_is_away_is_a_figure_too(app, monkeypatch):
    monkeypatch.setattr(type(app.store), "totals", lambda _: 1 / 0)
    families = list(Stored(app).collect())
    assert [(family.name, family.samples[0].value) for family in families] == [("fairdial_store_up", 0)]


def test_requests_are_counted_by_route_and_never_by_what_was_asked_for(client):
    client.get("/health/live")
    client.get("/debtors/DEBTOR-0061?phone=10031875525")
    found = figures(client.get("/metrics").text)
    assert found["fairdial_http_seconds_count", "GET", "/health/live", "200"] >= 1
    assert found["fairdial_http_seconds_count", "GET", "other", "404"] >= 1
    assert not [key for key in found if "DEBTOR" in str(key) or "phone" in str(key)]


def test_steps_are_timed_and_their_faults_counted():
    with measured("scan"):
        pass
    before = FAULTS.labels("index", "search.unreachable")._value.get()
    with pytest.raises(Refused), measured("index"):
        raise Refused(Problem("search.unreachable", "http://127.0.0.1:1"))
    assert FAULTS.labels("index", "search.unreachable")._value.get() == before + 1


def test_a_worker_shows_its_figures_at_a_port_of_its_own():
    with measured("transcribe"):
        pass
    port = listen("127.0.0.1", 0)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        assert figures(answer.read().decode())["fairdial_step_seconds_count", "transcribe"] >= 1
