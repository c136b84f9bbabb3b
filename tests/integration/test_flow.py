"""The flow with real stores, index and DBOS: what goes first, how much is queued, what is parked and tried again."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from audit.errors import Problem, Refused
from audit.records import Channel, Complaint, Contact, State
from pipelines.flow import SLOTS, Flow
from pipelines.work import feeding
from pipelines.work.again import known, parked, rehear_outdated, retry
from pipelines.work.status import status_of
from pipelines.work.workflow_log import ALONE, QUEUE, Fatal
from pipelines.work.working_off import work_off
from tests.make import NINE, sms
from tests.sounds import call, in_memory

SOUND = in_memory(call(16000, 2, 0.5))


def calls(app, numbers, **fields):
    """Stored calls, each with its recording."""
    audio = app.blobs.put(SOUND)
    made = [
        Contact(
            **{"id": str(n), "channel": Channel.CALL, "at": NINE, "recording": f"{n}.wav", "audio": audio, **fields}
        )
        for n in numbers
    ]
    return app.store.put_contacts(made).new


def numbers(app):
    return [round(one * 1000) for one in app.transcriber.heard]


def resume(app, **hooks):
    with Flow(app) as flow:
        flow.resume(**hooks)


def test_what_a_complaint_is_about_goes_first(app):
    calls(app, range(1, 60))
    app.store.put_complaints([Complaint("K-1", NINE + timedelta(days=1), "他们打来骂人", about="55")])
    resume(app)
    assert sorted(numbers(app)) == list(range(1, 60))
    assert numbers(app).index(55) < SLOTS


def test_what_is_complained_of_meanwhile_goes_before_what_is_not_queued_yet(app, monkeypatch):
    monkeypatch.setattr(feeding, "QUEUED", 8)
    calls(app, range(1, 60))
    with Flow(app) as flow:

        def complain():
            if not app.store.complaints():
                app.store.put_complaints([Complaint("K-1", NINE + timedelta(days=1), "骂人", about="59")])
                flow.feeder.hurry()

        flow.resume(meanwhile=complain)
    assert len(numbers(app)) == 59, "nothing is heard twice"
    assert numbers(app).index(59) < 50


def test_only_so_much_is_queued_at_a_time(app, monkeypatch):
    monkeypatch.setattr(feeding, "QUEUED", 12)
    calls(app, range(1, 101))
    seen = []

    def look():
        with closing(sqlite3.connect(app.settings.home / "workflows.sqlite")) as connection:
            asked = "SELECT count(*) FROM workflow_status WHERE status IN ('ENQUEUED', 'PENDING')"
            seen.append(connection.execute(asked).fetchone()[0])

    resume(app, meanwhile=look)
    assert len(numbers(app)) == 100
    assert 0 < max(seen) <= 12


@pytest.mark.parametrize(
    ("faults", "state", "heard"),
    [
        ([OSError(28, "No space left on device")], State.INDEXED, 2),
        ([MemoryError()] * 2, State.INDEXED, 3),
        ([ChildProcessError("died")] * 3, State.FAILED, 3),
        ([ZeroDivisionError("never seen")], State.FAILED, 1),
    ],
    ids=["passes at once", "passes at the last try", "does not pass", "will be the same next time"],
)
def test_what_may_pass_is_tried_so_often_and_then_parked(app, faults, state, heard):
    (key,) = calls(app, [7])
    app.transcriber.faults = list(faults)
    resume(app)
    assert app.store.state(key)[0] is state
    assert len(app.transcriber.heard) == heard
    if state is State.FAILED:
        assert "fairdial work --retry call:7" in app.store.state(key)[1]
        assert retry(app.store, [known(app.store, "7")]) == 1
        resume(app)
        assert app.store.state(key) == (State.INDEXED, None)


def test_every_parked_contact_is_put_back_to_where_it_stopped(app):
    heard, unheard = calls(app, [1, 2])
    text, silent = app.store.put_contacts([sms("3"), Contact("4", Channel.CALL, at=NINE, recording="4.wav")]).new
    resume(app)
    assert app.store.state(silent)[0] is State.FAILED, "its recording has not come"
    app.store.mark([heard, text], State.FAILED, "坏了")
    app.store.put_audio(unheard, app.blobs.put(SOUND + b"\0"))
    app.store.mark([unheard], State.FAILED, "坏了")
    assert sum(retry(app.store, page) for page in parked(app.store)) == 4
    states = {key: app.store.state(key)[0] for key in (heard, unheard, text, silent)}
    assert states == {
        heard: State.TRANSCRIBED,
        unheard: State.RECEIVED,
        text: State.TRANSCRIBED,
        silent: State.RECEIVED,
    }


def test_another_model_hears_everything_again_once(app):
    calls(app, [1, 2])
    app.store.put_contacts([sms("3")])
    resume(app)
    assert rehear_outdated(app.store, app.transcriber) == 0
    app.transcriber.model = "better@sha256:1"
    assert rehear_outdated(app.store, app.transcriber) == 2
    resume(app)
    assert [one.model for one in app.store.transcripts("call:1")] == ["quick@sha256:0", "better@sha256:1"]
    assert app.store.state("call:1") == (State.INDEXED, None)
    assert rehear_outdated(app.store, app.transcriber) == 0


def test_the_status_tells_backlog_pace_and_what_is_parked(app):
    empty = status_of(app)
    assert (empty.working, empty.minutes_left, empty.parked) == (False, None, 0)
    calls(app, range(1, 31))
    app.store.put_complaints([Complaint("K-1", NINE + timedelta(days=1), "骂人", about="30")])
    app.transcriber.faults = [ZeroDivisionError("never seen")]
    assert status_of(app).backlog[State.RECEIVED] == (1, 29)
    told = []
    resume(app, meanwhile=lambda: told.append(status_of(app)))
    assert told[-1].working
    assert all(0 <= one.pace.running + one.pace.queued <= feeding.QUEUED for one in told)
    done = status_of(app)
    assert sum(map(sum, done.backlog.values())) == 0
    assert done.parked == 1
    assert "ZeroDivisionError" in done.first_parked[0][1]
    assert done.pace.heard > 0


def test_a_second_worker_waits_until_nothing_is_left_or_says_that_it_will_not(app):
    told = []
    with Flow(app):
        work_off(app, told.append, lambda _: None)
        calls(app, [1])
        with pytest.raises(Refused, match=r"flow\.busy"):
            work_off(app, told.append, lambda _: None, patience=0)
    assert [problem.code for problem in told] == ["flow.waiting"]
    work_off(app, told.append, lambda _: None)
    assert app.store.state("call:1")[0] is State.INDEXED


def give_up(app, queue):
    """The log of DBOS as it is when workers were killed so often by what is in this queue."""
    with closing(sqlite3.connect(app.settings.home / "workflows.sqlite")) as connection, connection:
        changed = "UPDATE workflow_status SET status = 'MAX_RECOVERY_ATTEMPTS_EXCEEDED', queue_name = NULL WHERE queue_name = ?"
        assert connection.execute(changed, (queue,)).rowcount > 0


def test_what_workers_die_of_is_tried_alone_and_then_parked(app):
    keys = app.store.put_contacts([sms(str(number)) for number in range(3)]).new
    calls(app, [7])
    with Flow(app) as flow:
        for queue in (QUEUE, ALONE):
            flow.feeder.put(["call:7"], hear=True, queue=queue)
            flow.feeder.put(list(keys), hear=False, queue=queue)
        flow.feeder.drain()

    app.store.mark(["call:7"], State.RECEIVED)
    give_up(app, QUEUE)
    resume(app)
    assert app.store.state("call:7") == (State.INDEXED, None), "alone it did no harm"

    app.store.mark(keys, State.TRANSCRIBED)
    app.store.mark(["call:7"], State.RECEIVED)
    give_up(app, ALONE)
    resume(app)
    state, reason = app.store.state("call:7")
    assert state is State.FAILED
    assert "8" in reason
    assert [app.store.state(key)[0] for key in keys] == [State.INDEXED] * 3, "each half may be innocent"


@pytest.mark.parametrize(
    ("keys", "alone", "parts"),
    [
        (["a"], False, [["a"]]),
        (["a", "b", "c"], False, [["a", "b", "c"]]),
        (["a", "b", "c"], True, [["a"], ["b", "c"]]),
        (["a"], True, []),
    ],
    ids=["perhaps a neighbour did it", "a chunk as well", "one half may be innocent", "nobody else was there"],
)
def test_what_is_tried_alone(keys, alone, parts):
    assert Fatal("w", keys, False, alone).parts == parts


def test_a_bad_schedule_is_refused_and_leaves_the_place_to_others(app):
    with pytest.raises(Refused, match=r"work\.bad_schedule"), Flow(app, "every night"):
        pytest.fail("it must not begin")
    calls(app, [1])
    resume(app)
    assert app.store.state("call:1")[0] is State.INDEXED


class Away:
    """An index that cannot be reached for the first few times."""

    def __init__(self, index, times):
        self._index = index
        self.times = times

    def __getattr__(self, name):
        return getattr(self._index, name)

    def put(self, *given):
        if self.times:
            self.times -= 1
            raise Refused(Problem("search.unreachable", "http://127.0.0.1:9200", {"fault": "refused"}))
        return self._index.put(*given)


@pytest.mark.parametrize(
    ("times", "states"),
    [(2, [State.INDEXED] * 3), (100, [State.FAILED] * 3)],
    ids=["it comes back in time", "it stays away, and everything waits for a person"],
)
def test_a_search_cluster_that_is_away_is_waited_for(app, times, states):
    app.__dict__["index"] = Away(app.index, times)
    keys = calls(app, range(1, 4))
    resume(app)
    found = [app.store.state(key) for key in keys]
    assert [state for state, _ in found] == states
    assert all(reason is None or "fairdial work --parked" in reason for _, reason in found)
