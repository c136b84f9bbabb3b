"""One worker of a company, in this process: what it leaves to others, what it takes from them, and what it tells."""

import time

import pytest
from sqlalchemy import create_engine

from audit.errors import Refused
from audit.records import State
from audit.workers import Worker
from config.settings import Settings
from pipelines.adapters.memory import MemoryStore
from pipelines.bootstrap import Application
from pipelines.flow import VERSION, Flow
from pipelines.work import company as module
from pipelines.work.company import Company, Deposed, home_name
from pipelines.work.status import status_of
from tests import postgres
from tests.make import sms

LOST = 1.0


@pytest.fixture(scope="module")
def url():
    with postgres.database() as made:
        yield made


@pytest.fixture(scope="module")
def url_keys(tmp_path_factory):
    """Whoever shares a database shares the keys of what lies in it."""
    return tmp_path_factory.mktemp("keys") / "data.keys"


@pytest.fixture
def shared(url, url_keys, tmp_path, pack):
    """An installation on the server, empty of workers and schedules."""
    app = Application(
        Settings(
            _env_file=None, home=tmp_path / "home", pack=str(pack), reader="off", tries=3, retry_seconds=0.01,
            database=url, lost_seconds=LOST, data_keys_path=str(url_keys),
        )
    )  # fmt: skip
    yield app
    for one in app.store.workers():
        app.store.leave(one.worker.id)
    app.store.engine.dispose()


def other(app, version=VERSION, home=None):
    """Somebody else, who is at work in this moment."""
    worker = Worker("other", "elsewhere", 7, version, home or home_name(app.settings.home))
    app.store.beat(worker)
    return worker


def ask(app, sql):
    engine = create_engine(app.settings.database)
    with engine.begin() as connection:
        found = connection.exec_driver_sql(sql)
        rows = found.all() if found.returns_rows else []
    engine.dispose()
    return rows


def test_all_workers_see_one_folder(shared):
    other(shared, home="another folder")
    with pytest.raises(Refused, match=r"flow\.other_home"), Flow(shared):
        pytest.fail("it would look for recordings where they are not")
    time.sleep(LOST)
    with Flow(shared):
        assert len(shared.store.workers()) == 2, "who is silent is no bar"


def test_a_process_works_once_at_a_time(shared):
    with Flow(shared), pytest.raises(Refused, match=r"flow\.busy"), Flow(shared):
        pytest.fail("DBOS is there once in a process")
    assert shared.store.workers() == []


def test_the_status_tells_who_is_at_work_and_on_what(shared):
    assert not status_of(shared).working
    shared.store.put_contacts([sms("a"), sms("b")])
    told = []
    with Flow(shared) as flow:
        flow.resume(meanwhile=lambda: told.append(status_of(shared)))
    assert all(one.working and len(one.workers) == 1 for one in told)
    assert not status_of(shared).working
    assert status_of(shared).pace.judged > 0
    ask(
        shared,
        "UPDATE dbos.workflow_status SET status = 'PENDING', executor_id = 'other'"
        " WHERE workflow_uuid = (SELECT workflow_uuid FROM dbos.workflow_status WHERE name = 'process' LIMIT 1)",
    )
    other(shared)
    (run,) = status_of(shared).pace.in_hand["other"]
    assert (run.contact, run.contacts) == ("sms:a", 2)
    ask(shared, "UPDATE dbos.workflow_status SET status = 'SUCCESS'")


def test_workflows_of_another_version_are_left_to_its_workers_as_long_as_there_are_any(shared):
    (key,) = shared.store.put_contacts([sms("old")]).new
    with Flow(shared) as flow:
        flow.resume()
    shared.store.mark([key], State.TRANSCRIBED)
    ask(
        shared,
        "UPDATE dbos.workflow_status SET status = 'ENQUEUED', application_version = '3' WHERE workflow_uuid ="
        " (SELECT workflow_uuid FROM dbos.workflow_status WHERE name = 'process' ORDER BY created_at DESC LIMIT 1)",
    )
    worker, until = other(shared, version="3"), time.monotonic() + 2.5 * LOST
    waited = []

    def alive():
        if time.monotonic() < until:
            shared.store.beat(worker)
            waited.append(shared.store.state(key)[0])

    with Flow(shared) as flow:
        flow.resume(meanwhile=alive)
    assert set(waited) == {State.TRANSCRIBED}, "nobody else touches what an older worker may have in hand"
    assert shared.store.state(key)[0] is State.INDEXED, "when there is none any more, it is taken up"


def test_a_schedule_stays_while_anybody_else_is_at_work(shared):
    schedules = "SELECT schedule_name FROM dbos.workflow_schedules"
    with Flow(shared, "0 2 * * *"):
        assert len(ask(shared, schedules)) == 1
        worker = other(shared)
    with Flow(shared):
        assert len(ask(shared, schedules)) == 1, "the other one may be waiting for its time"
    shared.store.leave(worker.id)
    with Flow(shared):
        assert ask(shared, schedules) == []


class Clock:
    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(module, "time", made)
    return made


@pytest.fixture
def alone(tmp_path, clock):
    """A worker whose signs of life are given by hand."""
    del clock
    settings = Settings(_env_file=None, home=tmp_path, lost_seconds=10, tries=1, retry_seconds=0.001)
    made = Company(MemoryStore(), settings, VERSION)
    made._go = lambda _: None
    made.join()
    return made


def live(company, clock, *steps):
    for seconds in steps:
        clock.now += seconds
        company._live()


@pytest.mark.parametrize(
    ("steps", "may"),
    [
        ([2] * 5, False),
        ([2] * 6, True),
        ([2] * 6 + [11], False),
        ([2] * 6 + [11, 2, 2, 2, 2], False),
        ([2] * 6 + [11, 2, 2, 2, 2, 2, 2], True),
    ],
    ids=[
        "just come",
        "heard all the time",
        "the server was away",
        "and is back for too short a time",
        "and long enough",
    ],
)
def test_only_who_was_heard_himself_gives_others_up(alone, clock, steps, may):
    live(alone, clock, *steps)
    assert alone._may_judge() is may
    clock.now += 5
    assert not alone._may_judge(), "its own sign of life is late"


def test_who_feeds_stops_when_others_may_have_given_it_up(alone, clock):
    with alone.turn() as mine:
        assert mine
        live(alone, clock, 2, 2)
        alone._check()
        clock.now += 7
        with pytest.raises(Deposed):
            alone._check()
    with alone.turn() as mine:
        assert mine
        live(alone, clock, 2)
        alone._store.give_up(-1)
        alone._store.beat(Worker("b", "host", 7, VERSION, "home"))
        assert alone._store.feed_alone("b")
        live(alone, clock, 2)
        with pytest.raises(Deposed):
            alone._check()
    with alone.turn() as mine:
        assert not mine
    assert alone._store.workers()[0].feeds, "it does not end the other one's turn"
