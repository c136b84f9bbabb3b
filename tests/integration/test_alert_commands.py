"""Alerts from the command line, and the looks that no incident asks for; over a real store, by a clock that tests move."""

import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from audit.alert_ports import AlertQuery, BookText
from audit.alerts.delivery import LEASE, TRIES, failed
from audit.alerts.model import Kind, State
from audit.alerts.notices import Delivered
from audit.errors import Refused
from audit.findings import LedgerScan, Scan
from audit.incidents import incident_id
from audit.triage import Act, ActKind
from config.settings import Settings
from pipelines.alerts.alarm import Alarm
from pipelines.alerts.desk import AlertDesk
from pipelines.bootstrap import Application
from pipelines.cli import cli
from pipelines.metrics import Stored
from tests.alerting import Hook
from tests.make import NINE, case, finding, sms

RULES = """\
targets: {managers: zh}
rules:
  - id: zero
    title: {zh: 零容忍, en: Zero tolerance}
    when: {kind: severity, at_least: 4}
    to: [managers]
    escalate: [{after: 30m, to: [managers]}]
  - {id: late, title: {zh: 超时, en: Late}, when: {kind: overdue, after: 2h, at_least: 3}, to: [managers]}
  - {id: still, title: {zh: 停滞, en: Still}, when: {kind: stalled, after: 30m}, to: [managers], wait: 0s}
  - {id: jump, title: {zh: 突增, en: Jump}, when: {kind: jump, factor: 2, least: 5}, to: [managers]}
  - {id: again, title: {zh: 屡犯, en: Again}, when: {kind: repeat, count: 3, days: 7}, to: [managers], group: agent}
"""


@pytest.fixture
def clock():
    return [NINE]


@pytest.fixture
def app(tmp_path, clock, monkeypatch):
    (tmp_path / "alerts.yml").write_text(RULES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FAIRDIAL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FAIRDIAL_LANG", "en")
    monkeypatch.setenv("FAIRDIAL_ALERTS", str(tmp_path / "alerts.yml"))
    made = Application(Settings())
    made.store.clock = lambda: clock[0]
    yield made
    made.store.engine.dispose()


def found(app, *numbers, severity=4, at=NINE, agency="宜诚", hit=True):
    """Messages, each with an incident or with none."""
    made = [
        sms(f"{at:%d%H}-{n}", f"第{n}次,出门小心点", case_id="c1", agency=agency, agent_id="A-07", at=at)
        for n in numbers
    ]
    app.store.put_cases([case("c1")])
    app.store.put_contacts(made)
    scans = [Scan(one.key, (finding(one, "出门小心点", severity=severity),) if hit else ()) for one in made]
    app.store.put_scans(scans, "cn")
    app.store.mark_indexed(app.store.revisions([one.key for one in made]))
    for due in app.store.due_ledgers():
        app.store.put_ledgers([(due, LedgerScan(due.ledger.account))], "cn")
    return [incident_id(one.key, "T01") for one in made]


def subjects(app, rule):
    return [one.subject for one in app.alerts.alerts(AlertQuery(rule=rule))]


def run(*arguments, code=0):
    done = CliRunner().invoke(cli, list(arguments), catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def test_reviews_that_are_late_are_told_of_once(app, clock):
    desk = AlertDesk(app, lambda: clock[0])
    early, decided = found(app, 1, 2, severity=3)
    app.review.act(Act(decided, ActKind.CLAIM, "lead", NINE, until=NINE + timedelta(hours=9)))
    app.review.act(Act(decided, ActKind.DECIDE, "lead", NINE, reason="confirmed", decision="true"))
    for hours, expected in ((1, []), (2, [early]), (3, [early])):
        clock[0] = NINE + timedelta(hours=hours)
        desk.round()
        assert subjects(app, "late") == expected


def test_a_pipeline_that_stands_still_is_told_of_and_again_when_it_stops_anew(app, clock):
    desk = AlertDesk(app, lambda: clock[0])

    def rounds(minutes):
        clock[0] += timedelta(minutes=minutes)
        desk.round()
        return len(subjects(app, "still"))

    assert rounds(0) == 0
    app.store.put_contacts([sms("waits", "您好")])
    assert rounds(1) == 0
    assert rounds(29) == 0
    assert rounds(1) == 1
    assert rounds(60) == 1, "the same standstill"
    app.store.put_contacts([sms("waits-too", "您好")])
    assert rounds(1) == 1, "something moved"
    assert rounds(31) == 2, "and stopped again"


def test_an_agency_whose_rate_jumps_is_told_of(app, clock):
    for day in range(1, 11):
        before = NINE - timedelta(days=day)
        found(app, *range(50), at=before, hit=False)
        found(app, 99, at=before - timedelta(hours=1), severity=2)
    found(app, *range(12), at=NINE - timedelta(hours=2), severity=2)
    found(app, *range(20, 30), at=NINE - timedelta(hours=2), hit=False)
    found(app, *range(9), at=NINE - timedelta(hours=3), hit=False, agency="众安")
    AlertDesk(app, lambda: clock[0]).round()
    (one,) = app.alerts.alerts(AlertQuery(rule="jump"))
    assert (one.facts.kind, one.facts.agency, one.group) == (Kind.JUMP, "宜诚", "宜诚")


def test_an_agent_is_told_of_at_the_third_time(app, clock):
    desk = AlertDesk(app, lambda: clock[0])
    found(app, 1, 2, severity=2)
    desk.round()
    assert subjects(app, "again") == []
    found(app, 3, 4, severity=2)
    desk.round()
    (one,) = app.alerts.alerts(AlertQuery(rule="again"))
    assert (one.facts.agent, one.facts.values["days"]) == ("A-07", "7")


def test_turned_off_nothing_happens_and_nothing_is_lost(app, clock, monkeypatch):
    found(app, 1)
    monkeypatch.setenv("FAIRDIAL_ALERTS", "off")
    off = Application(Settings())
    AlertDesk(off, lambda: clock[0]).round(flush=True)
    off.store.engine.dispose()
    assert app.alerts.counts().events == 1
    AlertDesk(app, lambda: clock[0]).round(flush=True)
    assert app.alerts.counts().events == 0


def test_rules_of_the_console_that_no_longer_hold_leave_the_file_in_force(app, clock):
    app.alerts.put_book_text(BookText("rules: 1", "admin", NINE))
    found(app, 1)
    AlertDesk(app, lambda: clock[0]).round(flush=True)
    assert subjects(app, "zero")
    assert "console" in run("alerts", "rules", "check", code=1)


def test_the_list_tells_state_and_reason_and_one_is_acknowledged_once(app, clock):
    found(app, *range(12))
    AlertDesk(app, lambda: clock[0]).round(flush=True)
    listed = [json.loads(line) for line in run("alerts", "list", "--json").splitlines()]
    assert {(one["state"], one["reason"]) for one in listed if one["rule"] == "zero"} == {
        ("told", None),
        ("suppressed", "full"),
    }
    assert "its notice was full" in run("alerts", "list", "--state", "suppressed")
    one = next(line["alert"] for line in listed if line["state"] == "told" and line["rule"] == "zero")
    run("alerts", "escalate", one)
    AlertDesk(app, lambda: clock[0]).round()
    assert app.alerts.alert(one).level == 1
    run("alerts", "ack", one, "--note", "handled")
    kept = app.alerts.alert(one)
    assert (kept.state, kept.note, kept.by.partition(":")[0]) == (State.ACKNOWLEDGED, "handled", "operator")
    for command in ("ack", "escalate"):
        with pytest.raises(Refused, match=r"alerts\.acknowledged"):
            run("alerts", command, one)
        with pytest.raises(Refused, match=r"alerts\.unknown"):
            run("alerts", command, "nothing")
    assert [link.act.detail for link in app.acts.links()] == [{"step": "escalate"}, {"step": "acknowledge"}]


def test_dead_letters_are_listed_and_sent_again(app, clock, monkeypatch):
    monkeypatch.setenv("FAIRDIAL_ALERT_TARGETS", json.dumps({"managers": "signed+http://key@127.0.0.1:1/"}))
    found(app, 1)
    addressed = Application(Settings())
    AlertDesk(addressed, lambda: clock[0]).round(flush=True)
    for lost in range(TRIES - 1):
        delivery, _, _ = app.alerts.take("managers", NINE + (lost + 1) * LEASE)
    app.alerts.settle(failed(delivery, NINE, "alerts.no_answer"))
    assert delivery.id in run("alerts", "list", "--dead")
    (line,) = [json.loads(one) for one in run("alerts", "list", "--dead", "--json").splitlines()]
    assert (line["delivery"], line["target"], line["tries"]) == (delivery.id, "managers", TRIES)
    gauges = {
        (family.name, *sample.labels.values()): sample.value
        for family in Stored(app).collect()
        for sample in family.samples
    }
    assert gauges["fairdial_alert_deliveries", "dead"] == 1
    assert gauges["fairdial_alerts", "told"] == 1
    assert gauges["fairdial_alert_outbox",] == 0
    run("alerts", "retry", delivery.id)
    assert app.alerts.deliveries(Delivered.DEAD) == []
    with pytest.raises(Refused, match=r"alerts\.not_dead"):
        run("alerts", "retry", delivery.id)
    assert "No alerts." in run("alerts", "list", "--dead")
    addressed.store.engine.dispose()


def test_a_target_is_tried_and_its_fault_is_told(app, monkeypatch):
    with Hook() as hook:
        monkeypatch.setenv("FAIRDIAL_ALERT_TARGETS", json.dumps({"managers": hook.address}))
        assert "Sent to managers" in run("alerts", "test", "managers")
        assert [record["kind"] for record in hook.records] == ["test"]
        with pytest.raises(Refused, match=r"alerts\.unknown_target"):
            run("alerts", "test", "nobody")
    with pytest.raises(Refused, match=r"alerts\.undelivered"):
        run("alerts", "test", "managers")
    monkeypatch.delenv("FAIRDIAL_ALERT_TARGETS")
    with pytest.raises(Refused, match=r"alerts\.target_unset"):
        run("alerts", "test", "managers")
    assert [link.act.of for link in app.acts.links()] == ["managers"] * 2


def test_rules_and_addresses_are_checked(app, tmp_path, monkeypatch):
    del app
    assert "5 rules" in run("alerts", "rules", "check")
    (tmp_path / "other.yml").write_text(RULES.replace("at_least: 4", "at_least: 9"), encoding="utf-8")
    with pytest.raises(Refused, match=r"other\.yml:5"):
        run("alerts", "rules", "check", "other.yml")
    with pytest.raises(Refused, match=r"config\.unreadable"):
        run("alerts", "rules", "check", "absent.yml")
    monkeypatch.setenv("FAIRDIAL_ALERT_TARGETS", json.dumps({"managers": "nosuch://secret-key"}))
    said = run("alerts", "rules", "check", code=1)
    assert "managers" in said
    assert "secret-key" not in said


def test_a_round_that_fails_is_told_once_and_made_up_for(app, clock, caplog, monkeypatch):
    found(app, 1)
    alarm, broken = Alarm(app, lambda: clock[0], every=0.01), [True]
    known = type(app.alerts).news

    def news(self, *arguments):
        if broken[0]:
            raise OSError(28, "No space left on device")
        return known(self, *arguments)

    monkeypatch.setattr(type(app.alerts), "news", news)
    alarm.last_round()
    alarm.last_round()
    assert len([one for one in caplog.records if one.message == "a round of alerting"]) == 1
    broken[0] = False
    alarm.start()
    alarm.last_round()
    alarm.stop()
    assert subjects(app, "zero")
