"""Several people at once on one database; and databases from before review."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import event

from audit.errors import Refused
from audit.findings import Scan
from audit.incidents import group
from audit.ports import Filter
from audit.queue import QueueQuery, View, rank, weight
from audit.review import Decision, Verdict
from audit.triage import LEASE, Act, ActKind
from pipelines.adapters.sql import migrate as module
from pipelines.adapters.sql.engine import connect, writing
from pipelines.adapters.sql.findings import finding_row
from pipelines.adapters.sql.records import contact_rows, to_micros
from pipelines.adapters.sql.review import SqlReview
from pipelines.adapters.sql.store import SqlStore
from pipelines.adapters.sql.tables import contacts as contacts_table
from pipelines.adapters.sql.tables import findings, packs, scans, turns
from tests.make import NINE, case, finding, sms
from tests.postgres import PG_URL, schema


@pytest.fixture(params=["sqlite", *(["postgresql"] if PG_URL else [])])
def engine(request, tmp_path):
    if request.param == "sqlite":
        made = connect(f"sqlite:///{tmp_path}/store.sqlite")
        yield made
        made.dispose()
        return
    with schema() as url:
        made = connect(url)
        yield made
        made.dispose()


def test_of_many_who_claim_at_once_exactly_one_gets_it(engine):
    store, review = SqlStore(engine), SqlReview(engine)
    contacts = [sms(str(number), "再不还就上门") for number in range(4)]
    store.put_contacts(contacts)
    store.put_scans([Scan(one.key, (finding(one, "就上门"),)) for one in contacts], "cn")
    known = [one.id for one in store.incidents(Filter())]

    def claim(who):
        won = []
        for one in known:
            try:
                review.act(Act(one, ActKind.CLAIM, who, NINE, until=NINE + LEASE))
            except Refused as refused:
                assert [problem.code for problem in refused.problems] == ["review.taken"]  # noqa: PT017 - in a thread
            else:
                won.append(one)
        return won

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(claim, "甲乙丙丁"))
    assert sorted(one for of_one in won for one in of_one) == sorted(known)
    for who, of_one in zip("甲乙丙丁", won, strict=True):
        assert all(review.work(one).assignee == who for one in of_one)
        assert all(len(review.history(one)) == 1 for one in of_one)


def test_incidents_and_verdicts_from_before_review_are_ranked_and_counted(engine):
    contacts = [
        sms(str(number), ("再不还就上门", "别怪我"), case_id="c1", agency="乙方", agent_id="A-1") for number in range(2)
    ]
    found = [
        (finding(contacts[0], "就上门", severity=3), finding(contacts[0], "别怪我", 1, severity=2, confidence=1.0)),
        (finding(contacts[1], "就上门", severity=3, confidence=0.5),),
    ]
    _at("0013", engine)
    with writing(engine) as connection:
        for contact, items in zip(contacts, found, strict=True):
            _insert_old(connection, contact, items)
    store = SqlStore(engine)
    store.put_cases([case("c1")])
    review = SqlReview(engine)
    lines = review.queue(QueueQuery("甲", NINE)).lines
    assert [line.incident.contact.key for line in lines] == ["sms:0", "sms:1"]
    assert all(line.opened == NINE for line in lines)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id, rank, agency, agent, channel FROM incidents").all()
    for row in rows:
        incident = store.incident(row.id)
        assert row.rank == pytest.approx(rank(weight(incident), NINE))
        assert (row.agency, row.agent, row.channel) == ("乙方", "A-1", "sms")
    (counted,) = review.rule_verdicts()
    assert (counted.rule, counted.true, counted.false) == ("cn.test.rule", 0, 1)


def _at(revision, engine):
    config = Config()
    config.set_main_option("script_location", str(module.__file__).replace("migrate.py", "migrations"))
    config.set_main_option("path_separator", "os")
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def _insert_old(connection, contact, items):
    """Rows as they were written before; the verdicts on the first finding are true, then false."""

    no = int(contact.id) + 1
    row, said = contact_rows(no, contact)

    def add(into, values):
        given = dict(zip((column.name for column in into.c), values, strict=True))
        for later in ("number_index", "shadow"):
            given.pop(later, None)
        connection.execute(into.insert().values(given))

    add(contacts_table, row)
    for turn in said:
        add(turns, turn)
    if no == 1:
        add(packs, (1, "cn"))
    add(scans, (no, 1, None, None))
    for n, item in enumerate(items):
        add(findings, finding_row(no, 1, n, item))
    (incident,) = group(contact, items)
    values = (incident.id, no, incident.category, incident.rule, incident.severity, "open", to_micros(contact.at), 0)
    marks = ", ".join(f"'{value}'" if isinstance(value, str) else str(value) for value in values)
    connection.exec_driver_sql(
        f"INSERT INTO incidents (id, contact, category, rule, severity, status, at_us, ledger) VALUES ({marks})"
    )
    if no == 1:
        for number, decision in enumerate((Decision.TRUE, Decision.FALSE), 1):
            one = Verdict(items[0].id, contact.key, decision, "other", "甲", NINE)
            connection.exec_driver_sql(
                'INSERT INTO verdicts (no, finding, contact, decision, reason, "by", at_us, at_offset, note) VALUES '
                f"({number}, '{one.finding}', 1, '{decision}', 'other', '甲', 0, 0, '')"
            )


def test_the_queue_is_one_walk_along_an_index(tmp_path):
    engine = connect(f"sqlite:///{tmp_path}/store.sqlite")
    SqlStore(engine)
    seen = []
    event.listen(engine, "before_cursor_execute", lambda _c, _u, sql, values, _x, _m: seen.append((sql, values)))
    review = SqlReview(engine)
    review.queue(QueueQuery("甲", NINE, View.UNASSIGNED))
    review.queue(QueueQuery("甲", NINE, View.MINE))
    walks = [(sql, values) for sql, values in seen if "FROM incidents" in sql and "ORDER BY" in sql]
    review.view_counts("甲", NINE)
    counts = [(sql, values) for sql, values in seen if "count(*)" in sql]
    with engine.connect() as connection:
        plans = [_plan(connection, *one) for one in walks]
        assert all(
            "USING INDEX incidents_work" in plan or "USING INDEX incidents_assignee" in plan for plan in plans
        ), plans
        assert "TEMP B-TREE" not in plans[0], "unassigned ones come in the order of the index"
        assert "USING COVERING INDEX incidents_" in _plan(connection, *counts[0])
    engine.dispose()


def _plan(connection, sql, values):
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all()
    return "; ".join(row[-1] for row in rows)
