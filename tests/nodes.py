"""Elasticsearch nodes of a test's own, from the program folder that FAIRDIAL_TEST_ES_HOME names: they may be killed."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

#: Seconds in which a node begins to answer, on a machine that does other things as well.
PATIENCE = 90


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Node:
    """One process group. `settings` go to the node as they are."""

    def __init__(self, name, **settings):
        self._folder = Path(tempfile.mkdtemp(prefix="fairdial-node-"))
        self._program = Path(os.environ["FAIRDIAL_TEST_ES_HOME"])
        self._user = "nobody" if os.geteuid() == 0 else None  # it refuses to run as root
        shutil.copytree(self._program / "config", self._folder / "config")
        for path in ("data", "logs", "tmp"):
            (self._folder / path).mkdir()
        if self._user:
            for path in (self._folder, *self._folder.rglob("*")):
                shutil.chown(path, self._user)
        self.port, self.transport = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._settings = {
            "node.name": name,
            "http.port": self.port,
            "transport.port": self.transport,
            "path.data": self._folder / "data",
            "path.logs": self._folder / "logs",
            "xpack.security.enabled": "false",
            "cluster.routing.allocation.disk.threshold_enabled": "false",
            **settings,
        }
        self._process = None

    def start(self):
        """Returns at once; `wait` for it."""
        options = [part for key, value in self._settings.items() for part in ("-E", f"{key}={value}")]
        with (self._folder / "out.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._program / "bin" / "elasticsearch", *options],
                stdout=log,
                stderr=log,
                cwd=self._folder,
                start_new_session=True,
                user=self._user,
                env={
                    **os.environ,
                    "ES_PATH_CONF": str(self._folder / "config"),
                    "ES_TMPDIR": str(self._folder / "tmp"),
                    "ES_JAVA_OPTS": "-Xms320m -Xmx320m -XX:TieredStopAtLevel=1",
                },
            )
        return self

    def wait(self, nodes=1, status="yellow"):
        asked = f"{self.url}/_cluster/health?wait_for_status={status}&wait_for_nodes={nodes}&timeout=1s"
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(asked, timeout=5):
                    return self
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                assert self._process.poll() is None, (self._folder / "out.log").read_text()[-3000:]
                time.sleep(0.2)
        raise AssertionError((self._folder / "out.log").read_text()[-3000:])

    def kill(self):
        """At once, with all that it started: nothing is flushed."""
        if self._process:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def forget(self):
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)
