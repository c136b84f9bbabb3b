"""PostgreSQL for tests: a database of one's own on the server at hand, or a server of one's own that may be stopped."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine

PG_URL = os.environ.get("FAIRDIAL_TEST_PG_URL")


@contextmanager
def database() -> Iterator[str]:
    """The address of an empty database."""
    if not PG_URL:
        pytest.skip("no PostgreSQL is at hand")
    name = f"test_{uuid4().hex}"
    admin = create_engine(PG_URL, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield admin.url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


@contextmanager
def schema() -> Iterator[str]:
    """The address of an empty schema of one's own, which is made sooner than a database."""
    name = f"test_{uuid4().hex}"
    admin = create_engine(PG_URL or "", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    yield f"{PG_URL}{'&' if '?' in (PG_URL or '') else '?'}options=-csearch_path%3D{name}"
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
    admin.dispose()


class Server:
    """In a folder of its own; as the user postgres where we are root, which it refuses to be."""

    def __init__(self, folder: Path) -> None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found:
            if os.environ.get("CI") == "true":
                pytest.fail("with CI=true every test runs, but PostgreSQL's programs are absent; .ci/run installs them")
            pytest.skip("PostgreSQL's programs are absent")
        self._programs = found[-1].parent
        self._data = folder / "pg"
        self._data.mkdir()
        self._user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._user:
            shutil.chown(self._data, "postgres")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = f"postgresql+psycopg://fairdial@127.0.0.1:{self._port}/postgres"
        self._run("initdb", "-A", "trust", "-U", "fairdial", "--locale=C.UTF-8", "--no-sync")

    def start(self) -> None:
        options = f"-p {self._port} -k {self._data} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=16MB"
        self._run("pg_ctl", "-l", str(self._data / "log"), "-w", "-o", options, "start")

    def stop(self) -> None:
        """At once, as if the machine had lost its power; what was committed stays."""
        self._run("pg_ctl", "-m", "immediate", "-w", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._user, str(self._programs / program), "-D", str(self._data), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


@contextmanager
def server() -> Iterator[Server]:
    folder = Path(subprocess.run(["mktemp", "-d"], check=True, capture_output=True, text=True).stdout.strip())
    folder.chmod(0o755)
    own = Server(folder)
    own.start()
    try:
        yield own
    finally:
        own.stop()
        shutil.rmtree(folder)
