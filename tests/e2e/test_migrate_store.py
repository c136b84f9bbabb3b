"""An embedded installation moves to PostgreSQL and Elasticsearch, killed on the way, and answers as before."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine

from tests.e2e.conftest import DEMO, ROOT, Ran
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


def answers(fairdial: Callable[..., Ran], **variables: str) -> list[object]:
    """What people see of an installation."""
    asked = (
        ("incidents", "list", "--json", "--limit", "1000"),
        ("incidents", "list", "--not-assessed", "--json"),
        ("search", "还款", "--json"),
        ("search", "severity>=3", "--json", "--limit", "500"),
        ("scorecard", "list", "--by", "agency", "--json"),
    )
    return [fairdial(*one, **variables).lines for one in asked]


@pytest.mark.timeout(300)
def test_killed_on_the_way_it_goes_on_and_ends_equal(
    servers: dict[str, str], fairdial: Callable[..., Ran], environment: dict[str, str], tmp_path: Path
) -> None:
    for kind in ("cases", "sms"):
        assert fairdial("ingest", kind, DEMO / f"{kind}.csv").code in (0, 1)
    before = answers(fairdial)
    assert all(before), "there is something to compare"

    command = [sys.executable, "-m", "pipelines.cli", "migrate-store", "--json"]
    going = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        env={**environment, **servers, "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
    )
    assert going.stdout
    going.stdout.readline()
    going.stdout.readline()
    going.send_signal(signal.SIGKILL)
    going.wait()
    going.stdout.close()

    moved = fairdial("migrate-store", "--json", **servers)
    assert moved.code == 0, moved.err
    tables = [line for line in moved.lines if "digest" in line]
    assert len(tables) > 10
    assert all(line["equal"] and line["rows"] == line["rows_there"] for line in tables)
    assert sum(line["rows"] for line in tables) > 1000
    assert answers(fairdial, **servers) == before

    again = fairdial("migrate-store", "--json", **servers)
    assert not [line for line in again.lines if line.get("moved")], "nothing is left to move"
    more = fairdial("ingest", "complaints", DEMO / "complaints.csv", **servers)
    assert more.code in (0, 1), "the new installation takes new rows"


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
