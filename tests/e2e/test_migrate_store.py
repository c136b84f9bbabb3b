"""An embedded installation moves to PostgreSQL and Elasticsearch, killed on the way, and answers as before."""

import csv
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine

from tests.e2e.conftest import DEMO, Program, Ran
from tests.elastic import forget

PG_URL, ES_URL = os.environ.get("FAIRDIAL_TEST_PG_URL"), os.environ.get("FAIRDIAL_TEST_ES_URL")


@pytest.fixture
def servers() -> Iterator[dict[str, str]]:
    """Settings that name an empty database and an alias of their own."""
    if not (PG_URL and ES_URL):
        pytest.skip("no PostgreSQL and Elasticsearch are at hand")
    name = f"test_{uuid4().hex}"
    admin = create_engine(PG_URL, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    url = admin.url.set(database=name).render_as_string(hide_password=False)
    yield {"FAIRDIAL_DATABASE": url, "FAIRDIAL_ELASTICSEARCH": ES_URL, "FAIRDIAL_ELASTICSEARCH_ALIAS": name}
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()
    forget(ES_URL, name)


def answers(program: Program, **variables: str) -> list[object]:
    """What people see of an installation."""
    asked = (
        ("incidents", "list", "--json", "--limit", "1000"),
        ("incidents", "list", "--not-assessed", "--json"),
        ("search", "还款", "--json"),
        ("search", "severity>=3", "--json", "--limit", "500"),
        ("scorecard", "list", "--by", "agency", "--json"),
    )
    return [program(*one, **variables).lines for one in asked]


def some_of_the_demo(folder: Path) -> None:
    """The first messages, and those in which something was planted."""
    with (DEMO / "sms_planted.csv").open(encoding="utf-8") as file:
        planted = {row["sms_id"] for row in csv.DictReader(file)}
    lines = (DEMO / "sms.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for number, line in enumerate(lines) if number <= 200 or line.partition(",")[0] in planted]
    # Of no case: what rules need of one cannot be known.
    kept.append("SMS-X,2026-10-02T10:00:00+08:00,,10031875525,debtor,outbound,,,法院已经立案,delivered\n")
    (folder / "sms.csv").write_text("".join(kept), encoding="utf-8")


def test_killed_on_the_way_it_goes_on_and_ends_equal(servers: dict[str, str], program: Program, tmp_path: Path) -> None:
    some_of_the_demo(tmp_path)
    assert program("ingest", "cases", DEMO / "cases.csv", "--no-wait").code == 0
    assert program("ingest", "sms", tmp_path / "sms.csv").code == 0
    before = answers(program)
    assert all(before), "there is something to compare"

    killed = program.killed_after(2, "migrate-store", "--json", **servers)
    assert killed.code == -signal.SIGKILL
    assert "digest" not in killed.out, "it was still moving"

    moved = program("migrate-store", "--json", **servers)
    assert moved.code == 0, moved.err
    tables = [line for line in moved.lines if "digest" in line]
    assert len(tables) > 10
    assert all(line["equal"] and line["rows"] == line["rows_there"] for line in tables)
    assert sum(line["rows"] for line in tables) > 1000
    assert answers(program, **servers) == before

    again = program("migrate-store", "--json", **servers)
    assert not [line for line in again.lines if line.get("moved")], "nothing is left to move"
    more = program("ingest", "complaints", DEMO / "complaints.csv", "--no-wait", "--json", **servers)
    assert more.lines[-1]["stored"] == 3, "the new installation takes new rows"


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({}, "FAIRDIAL_DATABASE"),
        ({"FAIRDIAL_DATABASE": "postgresql+psycopg://nobody@127.0.0.1:1/none"}, "fairdial.sqlite"),
    ],
    ids=["no server is named", "there is nothing here"],
)
def test_what_cannot_be_moved_is_refused(fairdial: Callable[..., Ran], variables: dict[str, str], said: str) -> None:
    ran = fairdial("migrate-store", **variables)
    assert ran.code == 2
    assert said in ran.err + ran.out
