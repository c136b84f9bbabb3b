"""Three hundred recordings through a worker that is killed again and again while disks fill up and decoders die."""

import csv
import os
import random
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from audit.ports import Filter
from audit.query import parse_query
from audit.records import State
from config.settings import Settings
from pipelines.bootstrap import Application
from pipelines.ingest import ingest
from tests.integration.mortal_decoder import DELICATE, POISON
from tests.sounds import FORMATS, call, encode, in_memory
from tests.unit.rules import packs

ROOT = Path(__file__).resolve().parents[2]
SEED = 7
RECORDINGS = 300
#: Four of each 150.
SPOILT = 8
KILLS = 25
HEADER = ["call_id", "started_at", "ended_at", "number", "direction", "disposition", "party_role", "recording"]


def recording(number, folder):
    """Name and bytes: most are whole; some are cut, empty, no audio, or kill their decoder."""
    sound = in_memory(call(16000, 2, 0.5, seed=number))
    spoilt = {
        3: ("cut.wav", sound[: len(sound) // 2]),
        13: ("empty.wav", b""),
        23: ("letter.mp3", b"this is a letter, not a recording" * 9),
        33: (f"{POISON}.wav", sound),
        **dict.fromkeys((8, 68), (f"{DELICATE}.wav", sound)),
    }
    name, data = spoilt.get(number % 150, ("whole.wav", sound))
    if number % 10 == 1:
        kind = FORMATS[("flac", "opus", "mp3", "m4a", "wav-ulaw")[number // 10 % 5]]
        name, data = f"whole.{kind.suffix}", encode(kind, folder, call(kind.rate, kind.channels, 0.5, seed=number))
    return f"{number}-{name}", data


@pytest.fixture(scope="module")
def received(tmp_path_factory):
    """The settings of a home folder into which the log and its recordings came."""
    folder = tmp_path_factory.mktemp("received")
    (folder / "recordings").mkdir()
    with (folder / "calls.csv").open("w", encoding="utf-8", newline="") as file:
        log = csv.writer(file)
        log.writerow(HEADER)
        for number in range(RECORDINGS):
            name, data = recording(number, folder)
            (folder / "recordings" / name).write_bytes(data)
            at = f"2026-03-02T10:{number // 60:02d}:{number % 60:02d}+08:00"
            log.writerow([f"C-{number:03d}", at, at, "10012345678", "outbound", "connected", "debtor", name])
    pack = packs.config(folder / "config", blast=packs.GOOD) / "packs" / "cn"
    app = Application(at_home(folder / "home", pack))
    assert ingest(app, "calls", folder / "calls.csv").stored == RECORDINGS
    app.store.engine.dispose()
    return app.settings


def at_home(home, pack):
    return Settings(
        _env_file=None, home=home, pack=str(pack), reader="off", tries=5, retry_seconds=0.02, chunk_rows=100
    )


@contextmanager
def workers(settings):
    """A process that forks workers for these settings, and what comes out of it."""
    names = ("home", "pack", "reader", "tries", "retry_seconds", "chunk_rows")
    own = {f"FAIRDIAL_{name.upper()}": str(getattr(settings, name)) for name in names}
    process = subprocess.Popen(
        [sys.executable, "-c", "from tests.integration.faulty_worker import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **own, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
    )
    try:
        yield process
    finally:
        process.stdin.close()
        process.wait(30)
        process.stdout.close()


def run(process, seed, faults, kill_after=None):
    """One worker: how it ended, how many commits it told of, how many faults it met."""
    process.stdin.write(f"{seed} {'faults' if faults else 'calm'}\n".encode())
    process.stdin.flush()
    worker = int(process.stdout.readline().split()[1])
    commits = met = 0
    for line in process.stdout:
        commits += line == b".\n"
        met += line == b"F\n"
        if line.startswith(b"ended"):
            return int(line.split()[1]), commits, met
        if commits == kill_after:
            os.kill(worker, signal.SIGKILL)
            kill_after = None
    pytest.fail("the process that forks workers is gone")


def outcome(settings):
    """Everything that a person could see."""
    app = Application(settings)
    keys = app.store.keys_in(*State)
    hits = app.index.search(parse_query("通讯录"), limit=1000)
    seen = {
        "states": {key: app.store.state(key) for key in keys},
        "turns": {contact.key: contact.turns for contact in app.store.contacts(keys)},
        "versions": {key: app.store.transcripts(key) for key in keys},
        "findings": app.store.findings(keys),
        "incidents": [incident.id for incident in app.store.incidents(Filter(), limit=None)],
        "hits": (hits.total, hits.hits),
    }
    app.index.close()
    app.store.engine.dispose()
    return seen


@pytest.mark.timeout(300)
def test_a_run_full_of_faults_ends_like_a_calm_one(received, tmp_path):
    calm, rough = (received.model_copy(update={"home": tmp_path / name}) for name in ("calm", "rough"))
    for settings in (calm, rough):
        shutil.copytree(received.home, settings.home)
    with workers(calm) as process:
        code, commits, _ = run(process, 0, faults=False)
        assert code == 0
    expected = outcome(calm)

    chance = random.Random(SEED)
    killed = met = lives = 0
    with workers(rough) as process:
        while killed < KILLS:
            lives += 1
            assert lives < 2 * KILLS, "a worker may find no room to begin, but not so often"
            code, _, faults = run(process, lives, faults=True, kill_after=chance.randint(1, commits // KILLS))
            killed += code == -signal.SIGKILL
            met += faults
        _, _, faults = run(process, 0, faults=True)
        assert met + faults > 0
        assert run(process, 0, faults=False)[0] == 0

    found = outcome(rough)
    for part, as_in_calm in expected.items():
        assert found[part] == as_in_calm, part
    states = [state for state, _ in found["states"].values()]
    assert states.count(State.INDEXED) == RECORDINGS - SPOILT
    assert states.count(State.FAILED) == SPOILT
    assert all(reason for state, reason in found["states"].values() if state is State.FAILED)
    assert len(set(found["incidents"])) == len(found["incidents"]) > 30
    assert all(len(versions) <= 1 for versions in found["versions"].values())
