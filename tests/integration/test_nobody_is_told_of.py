"""What leaves an installation that holds the demo for other eyes tells of none of its people."""

import io
import json
import logging
import sqlite3
import zipfile
from contextlib import closing
from datetime import date
from zoneinfo import ZoneInfo

import pytest
import structlog
from pypdfium2 import PdfDocument
from starlette.testclient import TestClient

from audit.alert_ports import AlertQuery
from audit.alerts.notices import Delivery, Notice, NoticeKind
from audit.findings import Scan
from audit.ports import Filter
from audit.records import State
from audit.reports.record import Kind, Period
from audit.reports.release import State as Stands
from audit.reports.release import Step, take
from audit.rights import Role
from audit.scope import EVERYTHING
from config.settings import Settings
from pipelines.alerts.books import alerts_file, rules_held
from pipelines.alerts.desk import AlertDesk
from pipelines.alerts.wording import Wording
from pipelines.evidence.acting import Request
from pipelines.ingest import ingest
from pipelines.logs import LogLines, configure, log
from pipelines.metrics import exposition, measured
from pipelines.reports.files import Format, write
from pipelines.reports.gathering import Wanted
from pipelines.reports.releasing import draft
from pipelines.steps.index import index_contacts
from tests import people
from tests.console import ConsoleHome
from tests.furnished import Nobody
from tests.make import finding, sms

TABLES = ("cases", "sms", "dials", "complaints")
#: Rows of each that are taken.
SOME = 400


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The console of an installation with a part of the demo, and messages that name people outright."""
    folder = tmp_path_factory.mktemp("demo")
    home = ConsoleHome(Settings(_env_file=None, home=folder / "home", reader="off"))
    app = home.application
    with TestClient(home.app):
        for table in TABLES:
            rows = (people.DEMO / f"{table}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
            (folder / f"{table}.csv").write_text("".join(rows[: SOME + 1]), encoding="utf-8")
            ingest(app, "calls" if table == "dials" else table, folder / f"{table}.csv")
        name, number = _debtor(app)
        spoken = [
            f"{name},你不还钱就等着。打{number}找我",
            f"{name}先生,请还款,号码{number[:3]}-{number[3:7]}-{number[7:]}",
        ]
        outright = [sms(f"x{n}", said, case_id="CASE-0001", number=number) for n, said in enumerate(spoken)]
        app.store.put_contacts(outright)
        _judge(app, outright)
        yield home
    app.store.engine.dispose()


def _debtor(app):
    known = app.store.cases(["CASE-0001"])["CASE-0001"]
    return known.debtor_name, known.debtor_phones[0]


def _judge(app, outright):
    keys = app.store.keys_in(State.TRANSCRIBED)
    accused = {one.key: finding(one, one.turns[0].text, category="T01") for one in outright}
    app.store.put_scans([Scan(key, (accused[key],) if key in accused else ()) for key in keys], "cn")
    index_contacts(app.store, app.index, keys, "zh")
    app.index.close()


def _faults(name, number):
    """Programs fail with rows in their mouths."""
    for fault in (ValueError(f"row of {name}: {number}"), KeyError(number)):
        with pytest.raises(type(fault)), measured("scan"):
            raise fault
        try:
            raise fault
        except (ValueError, KeyError):
            log().exception("failed", name=name, number=number, contact=f"sms:{number}")


def exported(home, path):
    answer = home.client(Role.MANAGER).post(path)
    assert answer.status_code == 200, answer.text
    return answer.content.decode("utf-8-sig")


LEAVING = {
    "figures": lambda home: exposition(home.application).decode(),
    "hits": lambda home: exported(home, "/exports/search?q=channel:sms"),
    "incidents": lambda home: exported(home, "/exports/incidents?view=all"),
    "log of acts": lambda home: "\n".join(map(repr, home.application.acts.links())),
    "queue": lambda home: home.client(Role.LEAD).get("/queue?view=all").text,
    "search": lambda home: home.client(Role.LEAD).get("/search?q=channel:sms").text,
    "programs": lambda home: home.client(Role.LEAD).get("/api/v1/search?q=case:CASE-0001").text,
    "dashboard": lambda home: home.client(Role.MANAGER).get("/dashboard").text,
    "contact": lambda home: home.client(Role.LEAD).get("/contacts/sms:x0").text,
}


#: Of what leaves, that in which the messages are that name people.
WITH_THEM = ("hits", "incidents", "programs", "contact")


@pytest.mark.parametrize("what", LEAVING)
def test_what_leaves_tells_of_nobody(demo, what):
    text = LEAVING[what](demo)
    assert len(text) > 200, "there is something to look at"
    assert what not in WITH_THEM or "sms:x0" in text, "and what names them is in it"
    assert people.told(text) == []


@pytest.fixture
def written(capsys):
    """What the program writes about its work, in the form that collectors read."""
    root = logging.getLogger()
    level, ours = root.level, logging.getLogger("fairdial").level
    configure("json")
    yield lambda: capsys.readouterr().err
    for one in [one for one in root.handlers if isinstance(one, LogLines)]:
        root.removeHandler(one)
    root.setLevel(level)
    logging.getLogger("fairdial").setLevel(ours)
    structlog.reset_defaults()


def test_log_lines_tell_of_nobody(demo, written):
    _faults(*_debtor(demo.application))
    lines = written()
    assert lines.count("\n") >= 4
    assert people.told(lines) == []


def test_no_sealed_column_of_the_file_tells_of_anybody(demo):
    with closing(sqlite3.connect(demo.settings.home / "fairdial.sqlite")) as raw:
        columns = ("cases.body", "cases.digest", "contacts.number", "contacts.number_index", "contacts.digest")
        columns += (
            "contacts.extra",
            "contacts.recording",
            "complaints.text",
            "complaints.extra",
            "ledger_findings.body",
        )
        for column in columns:
            table, name = column.split(".")
            told = "\n".join(str(value) for (value,) in raw.execute(f"SELECT {name} FROM {table}"))
            assert people.told(told) == [], column


def test_who_is_told_of_is_found():
    """So that the tests above can fail."""
    name, number = min(people.names()), min(people.numbers())
    assert people.told(f"致{name}:请回{number[:3]} {number[3:7]} {number[7:]}") == sorted([name, number])
    assert people.told(f"{number[:3]}****{number[7:]}") == []
    assert len(people.names()) > 100 < len(people.numbers())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_alerts_tell_of_nobody(demo, language):
    app, zone = demo.application, ZoneInfo(demo.settings.timezone)
    AlertDesk(app, demo.clock, Nobody()).round(flush=True)
    raised = app.alerts.alerts(AlertQuery(), limit=1000)
    assert any("等着" in one.facts.quote for one in raised), "what names people was alerted"
    book = rules_held(app.alerts, alerts_file("on")).book
    for one in raised:
        notice = Notice(one.rule, one.group, NoticeKind.NEW, demo.clock(), ("managers",), (one.id,))
        delivery = Delivery(notice.id, "managers")
        said = Wording("http://here", zone).message(delivery, notice, [one], book.rule(one.rule), language)
        assert people.told(f"{said.title}\n{said.body}\n{json.dumps(said.record, ensure_ascii=False)}") == []


@pytest.mark.parametrize("kind", [Format.JSON, Format.CSV, Format.PDF])
def test_reports_tell_of_nobody(demo, kind):
    app = demo.application
    period = Period(date(2020, 1, 1), date(2030, 12, 31), demo.settings.timezone)
    kept, report = draft(app, Wanted(Kind.AD_HOC, period, EVERYTHING, "manager", demo.clock()))
    app.reports.settle(take(kept, Step(Stands.WITHDRAWN, "manager", demo.clock(), "试做")))
    data = write(kept, report, kind, "zh")
    if kind is Format.PDF:
        with closing(PdfDocument(data)) as document:
            text = "\n".join(page.get_textpage().get_text_range() for page in document)
    else:
        text = data.decode("utf-8-sig")
    assert len(text) > 2000
    assert people.told(text) == []


def test_masked_evidence_tells_of_nobody(demo):
    app = demo.application
    named = next(one for one in app.store.incidents(Filter(), limit=None) if one.contact.key == "sms:x0")
    _, data = Request("manager", "监管调阅", False, demo.clock).package(app, [named])
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        files = {name: package.read(name) for name in package.namelist()}
    text = "\n".join(found.decode() for found in files.values())
    assert "等着" in text
    assert people.told(text) == []
