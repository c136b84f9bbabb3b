"""An installation into a folder and back: equal row by row, whatever goes on meanwhile and whatever is killed."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from pydantic import SecretStr

from audit.errors import Refused
from audit.findings import Scan
from audit.query import parse_query
from audit.records import Channel, Complaint, Contact, State
from audit.review import Decision, Verdict
from config.settings import Settings
from pipelines.adapters.keys import written
from pipelines.adapters.sql.engine import connect, writing
from pipelines.adapters.sql.migrate import migrate
from pipelines.adapters.sql.moving import Mover
from pipelines.adapters.sql.seals import Keys
from pipelines.backup.manifest import NAME
from pipelines.backup.restoring import check, restore
from pipelines.backup.saving import back_up, missing
from pipelines.bootstrap import RESTORING, Application
from pipelines.steps.index import index_contacts
from tests.make import NINE, case, finding, sms
from tests.postgres import PG_URL, schema
from tests.s3 import make_bucket, s3_server

ROOT = Path(__file__).resolve().parents[2]
FORMS = ["sqlite", *(["postgresql"] if PG_URL else [])]
#: What formats of files give a meaning of their own.
ODD = '还款\t制表\n换行 \\N \\. \\t "引号" 😀 \u2028 ,;'
SOUNDS = [b"", b"RIFF first", b"RIFF second" * 1000]


#: Of an installation and of what is restored from its backup: no backup holds them.
KEYS = SecretStr(written(Keys(bytes(32), (bytes(64),))))


@contextmanager
def installation(form, home, **settings):
    """With nothing in it."""
    settings = {"data_keys": KEYS, **settings}
    if form == "sqlite":
        app = Application(Settings(_env_file=None, home=home, **settings), restoring=True)
        yield app
    else:
        with schema() as url:
            app = Application(Settings(_env_file=None, home=home, database=url, **settings), restoring=True)
            yield app
            if "store" in app.__dict__:
                app.store.engine.dispose()
    if "store" in app.__dict__:
        app.store.engine.dispose()
        app.index.close()


def furnish(app):
    store = app.store
    store.put_cases([case("c1"), case("c2")])
    calls = [
        Contact(
            id=f"k{number}", channel=Channel.CALL, at=NINE, case_id="c1", recording="a.wav", audio=app.blobs.put(sound)
        )
        for number, sound in enumerate(SOUNDS)
    ]
    texts = [sms(f"s{number}", ("我要爆你通讯录", ODD), case_id="c2") for number in range(30)]
    store.put_contacts([*calls, *texts])
    store.put_complaints([Complaint(id="p1", received_at=NINE, text=ODD, case_id="c1")])
    store.put_scans([Scan(one.key, (finding(one, "爆你通讯录"),)) for one in texts], "cn")
    store.put_verdicts([verdict(texts[0])])
    index_contacts(store, app.index, [one.key for one in texts], "zh")
    app.index.close()
    app.settings.rejects_folder.mkdir()
    (app.settings.rejects_folder / "sms.csv.rejects.csv").write_text("第 3 行", encoding="utf-8")


def verdict(contact):
    return Verdict(finding(contact, "爆你通讯录").id, contact.key, Decision.TRUE, "confirmed", "赵审", NINE, ODD)


def hits(app):
    return app.index.search(parse_query("通讯录"), limit=50)


def same(app, other):
    return all(table.equal for table in Mover(app.store.engine, other.store.engine).compare())


@pytest.fixture(params=FORMS)
def form(request):
    return request.param


@pytest.fixture
def app(form, tmp_path):
    with installation(form, tmp_path / "home") as made:
        furnish(made)
        yield made


def test_an_installation_comes_back_as_it_was(app, form, tmp_path):
    made = back_up(app, tmp_path / "backup", keep=7)
    assert made.manifest.blobs == made.copied == len(SOUNDS)
    assert made.manifest.database.tables["turns"].rows == 60
    with installation(form, tmp_path / "other") as other:
        done = restore(other, tmp_path / "backup", None)
        assert (done.copied, done.indexed) == (len(SOUNDS), 30)
        assert same(app, other)
        assert list(other.blobs.digests()) == list(app.blobs.digests())
        assert hits(other) == hits(app)
        assert hits(other).total == 30
        rejects = other.settings.rejects_folder / "sms.csv.rejects.csv"
        assert rejects.read_text(encoding="utf-8") == "第 3 行"
        assert not (other.settings.home / RESTORING).exists()
        # Rows are numbered from behind those that came with their numbers.
        other.store.put_verdicts([verdict(sms("s1", "我要爆你通讯录"))])
        assert other.store.put_contacts([sms("after")]).new == ("sms:after",)
        assert len(other.store.verdicts()) == 2


def test_recordings_go_from_a_bucket_into_a_folder_and_from_there_into_another_bucket(tmp_path, monkeypatch):
    with s3_server() as service:
        for name, value in service.items():
            monkeypatch.setenv(name, value)
        first, second = make_bucket("calls-first") + "/here", make_bucket("calls-second")
        with (
            installation("sqlite", tmp_path / "home", blobs=first) as app,
            installation("sqlite", tmp_path / "other", blobs=second) as other,
        ):
            furnish(app)
            assert back_up(app, tmp_path / "backup", keep=7).copied == len(SOUNDS)
            assert restore(other, tmp_path / "backup", None).copied == len(SOUNDS)
            assert list(other.blobs.digests()) == list(app.blobs.digests())
            assert not (tmp_path / "home" / "blobs").exists()


def test_what_was_copied_before_is_not_copied_again(app, tmp_path):
    folder = tmp_path / "backup"
    assert [back_up(app, folder, keep=7).copied for _ in range(2)] == [len(SOUNDS), 0]
    app.blobs.put(b"one more")
    made = back_up(app, folder, keep=7)
    assert (made.copied, made.manifest.blobs) == (1, len(SOUNDS) + 1)


def test_only_so_many_backups_stay(app, tmp_path):
    folder = tmp_path / "backup"
    names = [back_up(app, folder, keep=2).folder.name for _ in range(4)]
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith("2")) == names[2:]
    assert check(app, folder, names[2]).blobs == len(SOUNDS)


def test_a_backup_is_of_one_moment_while_others_write(app, form, tmp_path):
    """Batches of 50, each as a whole or not at all, and every contact with its turns."""
    stop, started = Event(), Event()
    store = Application(app.settings).store

    def write():
        batch = 0
        while not stop.is_set():
            store.put_contacts([sms(f"{batch}-{number}", ("您好", "再见")) for number in range(50)])
            batch += 1
            started.set()

    writer = Thread(target=write)
    writer.start()
    try:
        started.wait()
        made = [back_up(app, tmp_path / "backup", keep=7) for _ in range(2)]
    finally:
        stop.set()
        writer.join()
        store.engine.dispose()
    counts = [one.manifest.database.tables["contacts"].rows for one in made]
    assert counts[0] <= counts[1] <= store.last()
    with installation(form, tmp_path / "other") as other:
        restore(other, tmp_path / "backup", made[0].folder.name)
        keys = [key for key in other.store.keys_in(State.TRANSCRIBED) if "-" in key]
        assert keys
        assert len(keys) % 50 == 0
        assert all(len(contact.turns) == 2 for contact in other.store.contacts(keys))


@pytest.fixture(scope="module")
def mortal():
    """Runs one act in a process of its own, and tells how it ended."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.mortal_backup"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "FAIRDIAL_DATA_KEYS": KEYS.get_secret_value()},
    )

    def run(act, app, folder, touch):
        given = {"home": str(app.settings.home), "database": app.settings.database}
        process.stdin.write(json.dumps({"act": act, "folder": str(folder), "settings": given, "touch": touch}) + "\n")
        process.stdin.flush()
        return process.stdout.readline().strip()

    yield run
    process.stdin.close()
    process.wait()
    process.stdout.close()


#: Not every write of a process is its last one in these tests, but every so manieth: a whole sweep takes a minute.
STRIDE = {"sqlite": 3, "postgresql": 8}


def test_a_backup_killed_anywhere_goes_on_and_ends_equal(app, form, mortal, tmp_path):
    killed = 0
    for touch in range(1, 1000, STRIDE[form]):
        folder = tmp_path / f"backup-{touch}"
        if (ended := mortal("save", app, folder, touch)) == "done":
            break
        assert ended == "killed"
        killed += 1
        assert mortal("save", app, folder, 0) == "done"
        assert check(app, folder, None).blobs == len(SOUNDS)
        assert len([path for path in folder.iterdir() if path.name.startswith("2")]) == 1, "no half one is left"
    assert killed > 3
    with installation(form, tmp_path / "other") as other:
        restore(other, tmp_path / "backup-1", None)
        assert same(app, other)


def test_a_backup_killed_anywhere_leaves_the_one_before_as_it_was(app, form, mortal, tmp_path):
    folder = tmp_path / "backup"
    before = back_up(app, folder, keep=1).manifest
    app.store.put_contacts([sms("later")])
    app.blobs.put(b"later")
    killed = 0
    for touch in range(1, 1000, STRIDE[form]):
        if (ended := mortal("save", app, folder, touch)) == "done":
            break
        assert ended == "killed"
        killed += 1
        found = check(app, folder, None)
        assert found == before or found.blobs == len(SOUNDS) + 1, "the old one, or the new one as a whole"
    assert killed > 3
    assert check(app, folder, None).blobs == len(SOUNDS) + 1


def test_a_restore_killed_anywhere_goes_on_and_ends_equal(app, form, mortal, tmp_path):
    folder, begun = tmp_path / "backup", 0
    back_up(app, folder, keep=7)
    for touch in range(1, 1000, STRIDE[form]):
        with installation(form, tmp_path / f"other-{touch}") as other:
            if (ended := mortal("load", other, folder, touch)) == "done":
                break
            assert ended == "killed"
            if (other.settings.home / RESTORING).exists():
                begun += 1
                with pytest.raises(Refused, match=r"restore\.unfinished"):
                    _ = Application(other.settings).store
            assert mortal("load", other, folder, 0) == "done"
            assert same(app, other)
            assert list(other.blobs.digests()) == list(app.blobs.digests())
            assert hits(other) == hits(app)
    assert begun > 2


def tree(folder):
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and "sqlite" not in path.name}


def empty(app):
    with app.dump() as dump:
        return dump.empty()


def spoil_file(moment):
    (path,) = [path for path in moment.iterdir() if path.name in ("fairdial.sqlite", "turns.copy.gz")]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def lose_file(moment):
    (moment / "blobs.txt").unlink()


def blob_of(moment):
    return next(path for path in sorted((moment.parent / "blobs").rglob("*")) if path.is_file() and path.stat().st_size)


def spoil_recording(moment):
    blob_of(moment).write_bytes(b"other")


def lose_recording(moment):
    blob_of(moment).unlink()


def cut_manifest(moment):
    path = moment / NAME
    path.write_text(path.read_text(encoding="utf-8")[:100], encoding="utf-8")


def edit(moment, change):
    path = moment / NAME
    found = json.loads(path.read_text(encoding="utf-8"))
    change(found)
    path.write_text(json.dumps(found), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (spoil_file, r"restore\.damaged"),
        (lose_file, r"restore\.missing"),
        (spoil_recording, r"restore\.damaged"),
        (lose_recording, r"restore\.missing"),
        (cut_manifest, r"restore\.damaged"),
        (lambda moment: edit(moment, lambda found: found.pop("files")), r"restore\.damaged"),
        (lambda moment: edit(moment, lambda found: found.update(format=99)), r"restore\.newer"),
        (lambda moment: edit(moment, lambda found: found["database"].update(revision="9999")), r"store\.newer"),
        (lambda moment: (moment / NAME).unlink(), r"restore\.none"),
    ],
    ids=["bit", "list", "recording", "no recording", "cut", "no files", "format", "schema", "no manifest"],
)
def test_a_damaged_backup_touches_nothing(app, form, tmp_path, spoil, code):
    spoil(back_up(app, tmp_path / "backup", keep=7).folder)
    with installation(form, tmp_path / "other") as other:
        with pytest.raises(Refused, match=code):
            restore(other, tmp_path / "backup", None)
        assert not tree(other.settings.home)
        assert empty(other)


def test_every_fault_of_a_backup_is_told_at_once(app, tmp_path):
    moment = back_up(app, tmp_path / "backup", keep=7).folder
    spoil_file(moment)
    spoil_recording(moment)
    with pytest.raises(Refused) as refused:
        check(app, tmp_path / "backup", None)
    assert len(refused.value.problems) == 2


def test_a_recording_that_is_damaged_here_is_told_and_the_rest_is_kept(app, form, tmp_path):
    (path,) = (app.settings.home / "blobs").rglob(app.blobs.put(SOUNDS[2]))
    path.write_bytes(b"something else")
    made = back_up(app, tmp_path / "backup", keep=7)
    assert made.manifest.damaged == (path.name,)
    with installation(form, tmp_path / "other") as other:
        restore(other, tmp_path / "backup", None)
        assert len(list(other.blobs.digests())) == len(SOUNDS) - 1
        assert same(app, other)


def test_nothing_is_restored_over_something(app, form, tmp_path):
    back_up(app, tmp_path / "backup", keep=7)
    with installation(form, tmp_path / "other") as other:
        other.store.put_contacts([sms("mine")])
        with pytest.raises(Refused, match=r"restore\.not_empty"):
            restore(other, tmp_path / "backup", None)
        assert other.store.keys_in(State.TRANSCRIBED) == ["sms:mine"]
        assert not (other.settings.home / RESTORING).exists()


def test_an_installation_that_was_only_looked_at_is_empty(app, form, tmp_path):
    back_up(app, tmp_path / "backup", keep=7)
    with installation(form, tmp_path / "other") as other:
        looked = Application(other.settings)
        assert looked.store.last() == 0
        looked.store.engine.dispose()
        restore(other, tmp_path / "backup", None)
        assert same(app, other)


def test_another_backup_does_not_go_on_with_what_one_began(app, form, tmp_path):
    back_up(app, tmp_path / "backup", keep=7)
    with installation(form, tmp_path / "other") as other:
        (other.settings.home / RESTORING).write_text("0" * 64, encoding="ascii")
        with pytest.raises(Refused, match=r"restore\.other_begun"):
            restore(other, tmp_path / "backup", None)
        assert empty(other)


@pytest.mark.skipif(not PG_URL, reason="no PostgreSQL is at hand")
def test_a_backup_goes_into_the_kind_of_database_that_it_is_of(app, form, tmp_path):
    back_up(app, tmp_path / "backup", keep=7)
    another = {"sqlite": "postgresql", "postgresql": "sqlite"}[form]
    with installation(another, tmp_path / "other") as other, pytest.raises(Refused, match=r"restore\.other_form"):
        restore(other, tmp_path / "backup", None)


def test_a_database_of_an_older_version_is_backed_up_as_it_is_and_brought_up_to_date_when_restored(form, tmp_path):
    with installation(form, tmp_path / "home") as old, installation(form, tmp_path / "other") as other:
        engine = connect(old.settings.database_url)
        migrate(engine, "0006")
        with writing(engine) as connection:
            connection.exec_driver_sql("INSERT INTO packs (no, name) VALUES (7, 'cn@1')")
        made = back_up(old, tmp_path / "backup", keep=7)
        assert made.manifest.database.revision == "0006"
        assert "redactions" not in made.manifest.database.tables
        restore(other, tmp_path / "backup", None)
        assert same(old, other), "the old one is brought up to date by being opened"
        with other.dump() as dump:
            assert dump.rows()["packs"] == 1
        engine.dispose()


@pytest.mark.parametrize("folder", ["home", "documents"])
def test_what_cannot_be_backed_up_is_refused(form, tmp_path, folder):
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "letter.txt").write_text("mine", encoding="utf-8")
    with installation(form, tmp_path / "empty") as app:
        code = {"home": r"backup\.nothing", "documents": r"backup\.not_ours"}[folder]
        with pytest.raises(Refused, match=code):
            back_up(app, tmp_path / folder, keep=7)
    assert (tmp_path / "documents" / "letter.txt").exists()


def test_no_address_and_no_key_gets_into_a_backup(tmp_path):
    secrets = {
        "live_token": SecretStr("token-of-the-exchange"),
        "elasticsearch": "http://elastic:word-of-elastic@127.0.0.1:9",
        "llm_url": "http://127.0.0.1:9/v1?key=key-of-the-model",
    }
    with installation("sqlite", tmp_path / "home") as app:
        furnish(app)
        told = Application(app.settings.model_copy(update=secrets), restoring=True)
        written = (back_up(told, tmp_path / "backup", keep=7).folder / NAME).read_text(encoding="utf-8")
    assert "127.0.0.1" not in written
    assert not [word for word in ("token-of", "word-of", "key-of") if word in written]
    assert json.loads(written)["settings"]["pack"] == "cn"


@pytest.mark.parametrize(
    ("here", "there", "found"),
    [
        ("", "abc", ""),
        ("abc", "", "a- b- c-"),
        ("abc", "abc", "a+ b+ c+"),
        ("bdf", "abcdeg", "b+ d+ f-"),
        ("ag", "bcdef", "a- g-"),
    ],
)
def test_what_is_missing_there(here, there, found):
    assert " ".join(f"{one}{'-+'[known]}" for one, known in missing(iter(here), iter(there))) == found
