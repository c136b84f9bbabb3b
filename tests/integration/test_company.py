"""Several workers on one PostgreSQL: nothing is handled twice, nothing is lost, whoever dies and whatever restarts."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from audit.ports import Filter
from audit.query import parse_query
from audit.records import Channel, Contact, State
from config.settings import Settings
from pipelines.bootstrap import Application
from tests import postgres
from tests.integration.crew import POISON
from tests.make import NINE, case, sms
from tests.sounds import call, in_memory
from tests.unit.rules import packs

ROOT = Path(__file__).resolve().parents[2]
TEXTS, CALLS, DEBTORS = 120, 12, 20
#: Seconds after which a worker counts as dead.
LOST = 2.0
FIELDS = ("home", "pack", "reader", "tries", "retry_seconds", "chunk_rows", "database", "lost_seconds")


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return packs.config(tmp_path_factory.mktemp("config"), blast=packs.GOOD) / "packs" / "cn"


def settings_for(home, pack, url):
    return Settings(
        _env_file=None, home=home, pack=str(pack), reader="off", tries=5, retry_seconds=0.1, chunk_rows=15,
        database=url, lost_seconds=LOST,
    )  # fmt: skip


@pytest.fixture(scope="module")
def sounds():
    return [in_memory(call(16000, 2, 0.5, seed=number)) for number in range(CALLS)]


def filled(settings, sounds):
    """Texts and recordings of a few debtors, stored and not judged."""
    app = Application(settings)
    app.store.put_cases([case(f"c{n}", debtor_id=f"d-c{n}") for n in range(DEBTORS)])
    said = ["您好,请还款", "我要爆你通讯录"]
    app.store.put_contacts(
        [
            sms(f"{n:03d}", text=said[n % 7 == 0], case_id=f"c{n % DEBTORS}", at=NINE + timedelta(minutes=n))
            for n in range(TEXTS)
        ]
    )
    app.store.put_contacts(
        [
            Contact(
                id=f"{n:03d}", channel=Channel.CALL, at=NINE + timedelta(minutes=n), case_id=f"c{n % DEBTORS}",
                recording=f"{n}.wav", audio=app.blobs.put(sound),
            )
            for n, sound in enumerate(sounds)
        ]
    )  # fmt: skip
    app.store.engine.dispose()


class Crew:
    """Processes that work on these settings."""

    def __init__(self, process):
        self._process = process
        self.alive = []

    def start(self, count):
        for _ in range(count):
            self.alive.append(int(self._say("work")))

    def wait(self):
        """Which one ended next, and how."""
        worker, code = map(int, self._say("wait").split())
        self.alive.remove(worker)
        return worker, code

    def end(self):
        """How all of them end."""
        return dict(self.wait() for _ in list(self.alive))

    def _say(self, word):
        self._process.stdin.write(f"{word}\n".encode())
        self._process.stdin.flush()
        return self._process.stdout.readline()


@contextmanager
def crew(settings, **more):
    own = {f"FAIRDIAL_{name.upper()}": str(getattr(settings, name)) for name in FIELDS}
    process = subprocess.Popen(
        [sys.executable, "-c", "from tests.integration.crew import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **own, "PYTHONPATH": str(ROOT), **more},
        cwd=ROOT,
    )
    made = Crew(process)
    try:
        yield made
    finally:
        for worker in made.alive:
            os.kill(worker, signal.SIGKILL)
        process.stdin.close()
        process.wait(30)
        process.stdout.close()


def worked(settings, count, **more):
    """Seconds that so many workers take."""
    with crew(settings, **more) as workers:
        start = time.monotonic()
        workers.start(count)
        assert list(workers.end().values()) == [0] * count
        return time.monotonic() - start


def handled(settings):
    """How often each step was taken for each contact."""
    lines = (settings.home / "handled").read_text(encoding="utf-8").splitlines()
    return Counter(tuple(line.split()[1:]) for line in lines)


def workflows(settings):
    """Contacts in workflows, with how often each of these was taken up."""
    app = Application(settings)
    engine = create_engine(settings.database)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT status, recovery_attempts, executor_id FROM dbos.workflow_status WHERE name = 'process'"
        ).all()
    engine.dispose()
    app.store.engine.dispose()
    return rows


def outcome(settings):
    """Everything that a person could see."""
    app = Application(settings)
    keys = app.store.keys_in(*State)
    hits = app.index.search(parse_query("通讯录"), limit=1000)
    seen = {
        "states": {key: app.store.state(key) for key in keys},
        "turns": {contact.key: contact.turns for contact in app.store.contacts(keys)},
        "versions": {key: len(app.store.transcripts(key)) for key in keys},
        "findings": app.store.findings(keys),
        "incidents": [(one.id, one.status) for one in app.store.incidents(Filter(), limit=None)],
        "ledgers": [found for n in range(DEBTORS) for account in app.store.accounts(f"d-c{n}")
                    for found in app.store.ledger_findings(account)],
        "due": app.store.due_ledgers(),
        "hits": (hits.total, hits.hits),
        "workers": app.store.workers(),
    }  # fmt: skip
    app.index.close()
    app.store.engine.dispose()
    return seen


@pytest.fixture(scope="module")
def calm(tmp_path_factory, pack, sounds):
    """What one worker makes of it, and how long it takes."""
    with postgres.database() as url:
        settings = settings_for(tmp_path_factory.mktemp("calm") / "home", pack, url)
        filled(settings, sounds)
        seconds = worked(settings, 1, CREW_SLOW="0.03")
        assert set(handled(settings).values()) == {1}
        found = outcome(settings)
    assert {state for state, _ in found["states"].values()} == {State.INDEXED}
    assert len(found["states"]) == TEXTS + CALLS
    assert len(found["incidents"]) > 15
    assert found["due"] == found["workers"] == []
    return found, seconds


@pytest.fixture
def settings(tmp_path, pack, sounds):
    with postgres.database() as url:
        made = settings_for(tmp_path / "home", pack, url)
        filled(made, sounds)
        yield made


def test_four_workers_handle_everything_once(settings, calm, capsys):
    expected, alone = calm
    together = worked(settings, 4, CREW_SLOW="0.03")
    with capsys.disabled():
        print(f"\n{TEXTS + CALLS} contacts: one worker {alone:.1f} s, four {together:.1f} s")  # noqa: T201 - no limit: others use the machine
    taken = handled(settings)
    assert set(taken.values()) == {1}, "no step was taken twice"
    assert len(taken) == 2 * (TEXTS + CALLS) + CALLS
    rows = workflows(settings)
    assert {(status, times) for status, times, _ in rows} == {("SUCCESS", 1)}
    assert len({executor for _, _, executor in rows}) == 4, "each took its part"
    assert outcome(settings) == expected


def wait_for(condition, seconds=60):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it does not come"
        time.sleep(0.05)


def lines(settings):
    file = settings.home / "handled"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def test_what_a_killed_worker_ran_is_taken_up_by_others(settings, calm):
    with crew(settings, CREW_SLOW="0.1") as workers:
        workers.start(3)
        victim = workers.alive[0]
        wait_for(lambda: any(line.startswith(f"{victim} hear") for line in lines(settings)))
        os.kill(victim, signal.SIGKILL)
        codes = workers.end()
    assert codes.pop(victim) == -signal.SIGKILL
    assert set(codes.values()) == {0}
    rows = workflows(settings)
    assert {status for status, _, _ in rows} == {"SUCCESS"}
    again = [times for _, times, _ in rows if times > 1]
    assert 1 <= len(again) <= 2, "only what it had in hand"
    taken = handled(settings)
    assert sum(times - 1 for times in taken.values()) <= 2 * 15, "a step each of two chunks"
    assert outcome(settings) == calm[0]


def test_a_server_that_is_started_anew_is_waited_for(tmp_path, pack, sounds, calm):
    with postgres.server() as own:
        settings = settings_for(tmp_path / "home", pack, own.url)
        filled(settings, sounds)
        with crew(settings, CREW_SLOW="0.1") as workers:
            workers.start(2)
            wait_for(lambda: len(lines(settings)) > 60)
            own.stop()
            time.sleep(LOST)  # longer than anybody may be silent
            own.start()
            assert set(workers.end().values()) == {0}
        assert {status for status, _, _ in workflows(settings)} == {"SUCCESS"}
        assert outcome(settings) == calm[0]


def test_who_ends_in_good_order_hands_its_work_on_at_once(settings, calm):
    with crew(settings.model_copy(update={"lost_seconds": 600}), CREW_SLOW="0.3") as workers:
        workers.start(2)
        leaves = workers.alive[0]
        wait_for(lambda: any(line.startswith(f"{leaves} hear") for line in lines(settings)))
        os.kill(leaves, signal.SIGINT)
        start = time.monotonic()
        codes = workers.end()
    assert codes.pop(leaves) != 0
    assert set(codes.values()) == {0}
    assert time.monotonic() - start < 60, "nobody waited for it to be given up"
    assert outcome(settings) == calm[0]


def all_but_given_up(settings, worker):
    """What this worker just died of is in DBOS's log as if it had killed three before: the next time is one too many."""
    engine = create_engine(settings.database)
    with engine.begin() as connection:
        changed = (
            "UPDATE dbos.workflow_status SET recovery_attempts = 4 WHERE status = 'PENDING' AND executor_id LIKE %s"
        )
        assert connection.exec_driver_sql(changed, (f"%-{worker}-%",)).rowcount == 1
    engine.dispose()


def test_what_kills_worker_after_worker_is_parked(tmp_path, pack):
    with postgres.database() as url:
        settings = settings_for(tmp_path / "home", pack, url).model_copy(update={"lost_seconds": 1.0})
        app = Application(settings)
        good, poison = app.store.put_contacts([sms("good"), sms("poison", text=POISON)]).new
        with crew(settings) as workers:
            workers.start(2)
            deaths = 0
            while (ended := workers.wait())[1] != 0:
                assert ended[1] == 13
                deaths += 1
                all_but_given_up(settings, ended[0])
                workers.start(1)
            workers.end()
        assert app.store.state(poison)[0] is State.FAILED
        assert f"fairdial work --retry {poison}" in app.store.state(poison)[1]
        assert app.store.state(good)[0] is State.INDEXED
        app.store.engine.dispose()
    assert deaths == 3, "with its neighbour, alone with its neighbour, all alone"
