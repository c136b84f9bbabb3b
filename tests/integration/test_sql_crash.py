"""The system of record under several writers at once, and when one is killed."""

import os
import signal
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from audit.findings import Scan
from audit.records import State
from pipelines.adapters.sql.engine import connect
from pipelines.adapters.sql.store import SqlStore
from tests.make import sms


def test_writers_wait_for_one_another_and_nothing_is_stored_twice(tmp_path):
    url = f"sqlite:///{tmp_path}/store.sqlite"
    engines = [connect(url) for _ in range(4)]
    stores = [SqlStore(engine) for engine in engines]

    def work(number):
        new = []
        for batch in range(10):
            keys = range(batch * 20 + number * 5, batch * 20 + number * 5 + 20)
            new += stores[number].put_contacts([sms(str(key)) for key in keys]).new
            stores[number].put_scans([Scan(f"sms:{key}") for key in keys], "cn")
        return new

    with ThreadPoolExecutor(4) as pool:
        new = [key for keys in pool.map(work, range(4)) for key in keys]
    assert len(new) == len(set(new)) == 215
    assert sorted(stores[0].keys_in(State.SCANNED)) == sorted(new)
    for engine in engines:
        engine.dispose()


def test_a_killed_writer_leaves_whole_batches(tmp_path):
    script = textwrap.dedent(f"""
        from pipelines.adapters.sql.engine import connect
        from pipelines.adapters.sql.store import SqlStore
        from tests.make import sms
        store = SqlStore(connect("sqlite:///{tmp_path}/store.sqlite"))
        for batch in range(100_000):
            store.put_contacts([sms(f"{{batch}}-{{number}}", ("您好", "再见")) for number in range(50)])
            print(batch, flush=True)
    """)
    root = Path(__file__).parents[2]
    env = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}
    worker = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=root, env=env)
    assert worker.stdout is not None
    for _ in range(12):
        stored = int(worker.stdout.readline()) + 1
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    engine = connect(f"sqlite:///{tmp_path}/store.sqlite")
    store = SqlStore(engine)
    keys = store.keys_in(State.TRANSCRIBED)
    assert len(keys) >= stored * 50
    assert len(keys) % 50 == 0, "a batch is stored as a whole or not at all"
    assert all(len(contact.turns) == 2 for contact in store.contacts(keys))
    assert store.put_contacts([sms("after")]).new == ("sms:after",)
    engine.dispose()
