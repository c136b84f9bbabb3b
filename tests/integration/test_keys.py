"""Names and numbers in the database: unreadable without the keys, sealed anew while others write, and never lost."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from threading import Event, Thread

import pytest
from sqlalchemy import text

from audit.errors import Refused
from audit.findings import Account
from audit.ports import About
from audit.records import Channel, Complaint, RegisteredContact
from config.settings import Settings
from pipelines.adapters.keyring import Keyring
from pipelines.adapters.keys import KeyFile, new_keys, sealer
from pipelines.adapters.sql.engine import connect, writing
from pipelines.adapters.sql.key_names import take
from pipelines.adapters.sql.store import SqlStore
from pipelines.bootstrap import Application
from tests.make import NINE, case, sms
from tests.postgres import PG_URL, schema

NAME, OTHER = "钱多余", "孙无有"
PHONE, KIN, CALLED = "10013570001", "10013570002", "+86 100-1357-0003"


@pytest.fixture(params=["sqlite", *(["postgresql"] if PG_URL else [])])
def url(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/store.sqlite"
    else:
        with schema() as made:
            yield made


def opened(url, file):
    """A process of its own: its connections, its keys."""
    store = SqlStore(connect(url, sealer(file)))
    with writing(store.engine) as connection:
        take(connection, file.read(), "here")
    return store


@pytest.fixture
def file(tmp_path):
    made = KeyFile(tmp_path / "keys" / "data.keys")
    made.write(new_keys())
    return made


@pytest.fixture
def store(url, file):
    made = opened(url, file)
    yield made
    made.engine.dispose()


def person(n=0, **fields):
    kin = RegisteredContact(OTHER, "friend", KIN)
    return case(f"c{n}", debtor_name=NAME, debtor_phones=(PHONE,), registered_contacts=(kin,), **fields)


def message(n=0, **fields):
    return sms(str(n), number=CALLED, case_id="c0", **fields)


def complaint(n=0):
    return Complaint(f"k{n}", NINE, f"{NAME}说一直打{PHONE}", extra={"phone": KIN})


def fill(store):
    store.put_cases([person()])
    store.put_contacts([message(), replace(message(), channel=Channel.CALL), sms("9", case_id="c0")])
    store.put_complaints([complaint()])


def test_everything_reads_back_and_the_same_again_is_known(store):
    fill(store)
    assert store.cases(["c0"])["c0"] == person()
    assert [one.number for one in store.contacts(["sms:0", "call:0", "sms:9"])] == [CALLED, CALLED, None]
    assert store.complaints() == [complaint()]
    ledger = store.ledger(Account("甲方消费金融", "d-c0"))
    assert [event.number for event in ledger.events] == [CALLED, CALLED, None]
    assert store.put_contacts([message(), sms("9", case_id="c0")]).duplicates == ("sms:0", "sms:9")
    assert store.put_contacts([replace(message(), number=KIN)]).conflicts == (0,)
    assert store.put_cases([person()]).duplicates == ("c0",)
    assert store.put_complaints([complaint()]).duplicates == ("k0",)
    assert store.put_complaints([replace(complaint(), text="别的")]).conflicts == (0,)
    about = About(NINE, NINE, numbers=["10013570003"])
    assert [one.key for one in store.contacts_about(about)] == ["sms:0", "call:0"]


def columns(connection):
    """All that is stored, but for what people said."""
    asked = {
        "cases": "id, institution, debtor_id, digest, body",
        "contacts": "key, id, number, number_index, digest, extra",
        "complaints": "id, text, extra",
        "case_corrections": "before, after",
        "data_keys": "name, role",
    }
    return "\n".join(
        repr(tuple(row))
        for table, names in asked.items()
        for row in connection.execute(text(f"SELECT {names} FROM {table}"))
    )


SECRETS = (NAME, OTHER, PHONE, KIN, "13570003", "1357-0003")


def test_no_column_tells_who_it_is_about(store):
    fill(store)
    with store.engine.connect() as connection:
        told = columns(connection)
    assert "甲方消费金融" in told
    assert [secret for secret in SECRETS if secret in told] == []


def before(store):
    """As an older version stored the same rows."""
    plain = SqlStore(connect(store.engine.url.render_as_string(hide_password=False)))
    fill(plain)
    with writing(plain.engine) as connection:
        connection.execute(text("UPDATE contacts SET number_index = NULL"))
    plain.engine.dispose()


def test_rows_of_before_are_read_and_then_sealed(store, file):
    before(store)
    ring = Keyring(store.engine, file, "here")
    assert ring.stale() == {"contacts": 2, "cases": 1, "complaints": 1}
    test_everything_reads_back_and_the_same_again_is_known(store)
    assert dict(ring.reseal()) == {"contacts": 2, "cases": 1, "complaints": 1}
    assert ring.stale() == {}
    test_everything_reads_back_and_the_same_again_is_known(store)
    test_no_column_tells_who_it_is_about(store)


def test_nothing_of_before_is_left_in_the_file(tmp_path, file):
    store = opened(f"sqlite:///{tmp_path}/store.sqlite", file)
    before(store)
    list(Keyring(store.engine, file, "here").reseal())
    store.engine.dispose()
    raw = (tmp_path / "store.sqlite").read_bytes()
    assert "甲方消费金融".encode() in raw
    assert [secret for secret in SECRETS if secret.encode() in raw] == []
    assert not (tmp_path / "store.sqlite-wal").exists()


def test_a_key_is_changed_while_others_write_and_nothing_is_lost(store, url, file, monkeypatch):
    monkeypatch.setattr("pipelines.adapters.sql.resealing.PAGE", 7)
    store.put_cases([person(n) for n in range(40)])
    store.put_contacts([message(n) for n in range(40)])
    store.put_complaints([complaint(n) for n in range(10)])
    ring, other = Keyring(store.engine, file, "here"), opened(url, file)
    began, faults, wrote = Event(), [], []

    def write():
        for n in range(40, 100):
            try:
                other.put_cases([person(n), person(n - 40, due_amount=float(n))])
                other.put_contacts([message(n)])
                assert other.contacts([f"sms:{n - 40}"])[0].number == CALLED
            except Exception as fault:
                faults.append(fault)
                raise
            wrote.append(n)
            began.set()

    thread = Thread(target=write)
    thread.start()
    began.wait()
    old, new = ring.names[0], ring.renew()
    resealed = sum(count for _, count in ring.reseal())
    thread.join()
    assert (faults, len(wrote), ring.names) == ([], 60, (new, old))
    assert resealed >= 40
    assert ring.stale() == {}, "whoever wrote behind the walk sealed with the new key"
    assert ring.forget() == (old,)
    fresh = opened(url, file)
    assert [one.number for one in fresh.contacts([f"sms:{n}" for n in range(100)])] == [CALLED] * 100
    known = fresh.cases([f"c{n}" for n in range(100)])
    assert {(one.debtor_name, one.debtor_phones, one.registered_contacts[0].name) for one in known.values()} == {
        (NAME, (PHONE,), OTHER)
    }
    assert len(known) == 100
    assert fresh.complaints() == [complaint(n) for n in sorted(range(10), key=lambda n: f"k{n}")]
    assert fresh.put_contacts([message(n) for n in range(100)]).new == ()
    for one in (fresh, other):
        one.engine.dispose()


def test_a_change_that_was_cut_off_goes_on(store, file, monkeypatch):
    monkeypatch.setattr("pipelines.adapters.sql.resealing.PAGE", 3)
    store.put_contacts([message(n) for n in range(10)])
    ring = Keyring(store.engine, file, "here")
    ring.renew()
    with pytest.raises(Refused, match=r"keys\.needed"):
        ring.forget()
    walk = ring.reseal()
    assert next(walk) == ("contacts", 3)
    walk.close()
    assert ring.stale() == {"contacts": 7}
    assert sum(count for _, count in ring.reseal()) == 7
    assert [one.number for one in store.contacts([f"sms:{n}" for n in range(10)])] == [CALLED] * 10


def test_an_installation_makes_its_keys_and_will_have_no_others(tmp_path):
    home = Settings(_env_file=None, home=tmp_path / "home", reader="off")
    app = Application(home)
    app.store.put_contacts([message()])
    app.store.engine.dispose()
    kept = home.keys_file.read_text(encoding="ascii")
    with closing(sqlite3.connect(tmp_path / "home" / "fairdial.sqlite")) as raw:
        assert raw.execute("SELECT number FROM contacts").fetchone()[0].startswith("~")
    home.keys_file.unlink()
    with pytest.raises(Refused, match=r"keys\.others"):
        _ = Application(home).store
    assert not home.keys_file.exists(), "none are left there that open nothing"
    home.keys_file.write_text(kept, encoding="ascii")
    again = Application(home)
    assert again.store.contacts(["sms:0"]) == [message()]
    again.store.engine.dispose()
