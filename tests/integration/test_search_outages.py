"""A cluster that loses a node, or goes away altogether in the middle of an import."""

import os
import threading
from collections import Counter
from datetime import timedelta

import pytest

from audit.ports import Query
from audit.query import parse_query
from audit.records import State
from config.settings import Settings
from pipelines.adapters.search import elastic_writing
from pipelines.bootstrap import Application
from pipelines.flow import Flow
from tests.make import NINE, sms
from tests.nodes import Node

pytestmark = pytest.mark.skipif(
    "FAIRDIAL_TEST_ES_HOME" not in os.environ, reason="no Elasticsearch to start is at hand"
)

#: A full minute is tried by hand.
AWAY_S = float(os.environ.get("FAIRDIAL_TEST_OUTAGE_S", "2"))


@pytest.fixture(scope="module")
def pair():
    """A node that may be master and one that only holds data: of two that may be master, none is without the other."""
    first = Node("first", **{"cluster.initial_master_nodes": "first", "node.roles": "master,data"})
    second = Node("second", **{"discovery.seed_hosts": f"127.0.0.1:{first.transport}", "node.roles": "data"})
    try:
        first.start()
        second.start()
        first.wait(nodes=2)
        yield first, second
    finally:
        first.forget()
        second.forget()


@pytest.fixture
def installed(tmp_path, pack):
    """An installation on the nodes at these addresses."""
    made = []

    def install(*nodes, **settings):
        urls = ",".join(node.url for node in nodes)
        values = {"elasticsearch": urls, "tries": 12, "retry_seconds": 0.2, "chunk_rows": 40, **settings}
        app = Application(Settings(_env_file=None, home=tmp_path, pack=str(pack), reader="off", **values))
        made.append(app)
        return app

    yield install
    for app in made:
        app.index.close()
        app.store.engine.dispose()


def messages(first, past):
    return [
        sms(f"{number:04}", ("请还款", "通讯录"), at=NINE + timedelta(days=number % 50))
        for number in range(first, past)
    ]


def work(app):
    with Flow(app) as flow:
        flow.resume()


def assert_whole(app, count):
    states = Counter(app.store.state(change.contact)[0] for change in app.store.changes(limit=10_000))
    assert states == {State.INDEXED: count}
    hits = [(hit.contact, hit.turn) for hit in app.index.walk(Query())]
    assert len(hits) == len(set(hits)) == app.index.search(Query()).total == 2 * count


def test_of_two_nodes_one_is_killed_and_search_goes_on(pair, installed):
    first, second = pair
    app = installed(second, first)
    app.store.put_contacts(messages(0, 60))
    work(app)
    first.wait(nodes=2, status="green")
    before = app.index.search(parse_query("通讯录"), 100)
    second.kill()
    assert app.index.search(parse_query("通讯录"), 100) == before
    assert before.total == 60
    app.store.put_contacts(messages(60, 90))
    work(app)
    assert_whole(app, 90)


def test_a_cluster_that_is_away_for_a_while_misses_nothing_and_doubles_nothing(pair, installed, monkeypatch):
    """Killed when a part of one put is acknowledged; back some seconds later, while the import waits for it."""
    first, _ = pair
    app = installed(first, elasticsearch_alias="outage")
    bulk, killed = elastic_writing.streaming_bulk, threading.Event()

    def falling(*arguments, **named):
        for number, answer in enumerate(bulk(*arguments, **{**named, "chunk_size": 20})):
            yield answer
            if number == 50 and not killed.is_set():
                killed.set()
                first.kill()
                threading.Timer(AWAY_S, first.start).start()

    app.store.put_contacts(messages(0, 30))
    work(app)
    monkeypatch.setattr(elastic_writing, "streaming_bulk", falling)
    app.store.put_contacts(messages(30, 200))
    work(app)
    assert killed.is_set()
    assert_whole(app, 200)
