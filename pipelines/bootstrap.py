"""Settings -> wired application. The only module that names adapters; nothing connects before it is used."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import portalocker

from audit.access_ports import Accounts, Acts, Anchors, Sessions
from audit.action_ports import ActionStore
from audit.alert_ports import AlertStore, Notifier
from audit.chain import Anchor, Link, anchor_faults, verify
from audit.dashboard_ports import Dashboard
from audit.errors import Problem, Refused
from audit.ports import Blobs, Clipper, Decoder, Masker, Reader, SearchIndex, Store, Transcriber, Voices
from audit.retention_ports import RetentionStore
from audit.rule_ports import RuleStore
from audit.signing import Signer
from config.settings import DATABASE, Settings
from pipelines.garbage import seldom_collected

if TYPE_CHECKING:
    from audit.intake_ports import Intakes
    from audit.pack import Pack
    from audit.reports.ports import ReportFacts, ReportStore
    from audit.review_ports import ReviewStore
    from audit.rules.model import Rule
    from config.loader import LoadedPack
    from pipelines.access.door import Door
    from pipelines.adapters.keyring import Keyring
    from pipelines.adapters.keys import KeySource
    from pipelines.adapters.sql.dump import Dump
    from pipelines.adapters.sql.moving import Mover
    from pipelines.adapters.sql.seals import Sealer
    from pipelines.adapters.sql.store import SqlStore

#: Lies in the home folder from the first change that a restore makes to its end, and says which backup it is.
RESTORING = "restoring"


def reader_of(settings: Settings) -> Reader | None:
    """The learned reader and the language model that the settings ask for. Raises Refused (`reader.*`)."""
    readers: list[Reader] = []
    weights = [path for path in (settings.reader_weights, settings.signs_weights) if path]
    if weights:
        from pipelines.adapters.nlp import LearnedReader

        readers += map(LearnedReader.load, weights)
    if settings.llm_url:
        from pipelines.adapters.llm import LanguageModel

        readers.append(LanguageModel(settings.llm_url, settings.llm_model, settings.llm_timeout))
    if len(readers) < 2:
        return readers[0] if readers else None
    from pipelines.adapters.readers import Readers

    return Readers(tuple(readers))


class Application:
    """The parts of one installation, each made when first asked for."""

    def __init__(self, settings: Settings, *, restoring: bool = False) -> None:
        """`restoring` opens what a restore has not finished, too."""
        self.settings = settings
        self._restoring = restoring
        self._new_keys = False
        settings.home.mkdir(parents=True, exist_ok=True)

    @cached_property
    def loaded_pack(self) -> "LoadedPack":
        from config.loader import load_pack

        return load_pack(self.settings.pack)

    @property
    def rules(self) -> "Sequence[Rule]":
        return self.loaded_pack.rules

    @cached_property
    def pack(self) -> "Pack":
        from audit.pack import compile_pack

        with seldom_collected():
            return compile_pack(self.rules)

    @cached_property
    def shadow(self) -> "Pack | None":
        """Rules in shadow, which run beside the pack; None where there are none."""
        from audit.pack import compile_shadow

        return compile_shadow(self.rules)

    @cached_property
    def reader(self) -> Reader | None:
        return reader_of(self.settings)

    @cached_property
    def store(self) -> Store:
        return self._sql

    @cached_property
    def _sql(self) -> "SqlStore":
        """Raises Refused (`store.*`, `restore.unfinished`)."""
        from pipelines.adapters.sql.engine import connect
        from pipelines.adapters.sql.store import SqlStore

        mark = self.settings.home / RESTORING
        if mark.exists() and not self._restoring:
            raise Refused(Problem("restore.unfinished", str(mark)))
        # Two processes that make the same new database at once would refuse one another.
        with portalocker.Lock(self.settings.home / "open.lock", timeout=60):
            return self._sealed(SqlStore(connect(self.settings.database_url, self.seals)))

    def _sealed(self, store: "SqlStore") -> "SqlStore":
        """Its database was sealed with our keys, and with no others. Raises Refused (`keys.others`)."""
        from pipelines.adapters.sql.engine import writing
        from pipelines.adapters.sql.key_names import take

        try:
            with writing(store.engine) as connection:
                take(connection, self.keys.read(), self.settings.keys_place)
        except Refused:
            if self._new_keys:
                self.keys.remove()  # the right ones are to be put there
            raise
        return store

    @property
    def keys(self) -> "KeySource":
        """Of names and numbers."""
        from pipelines.adapters.keys import GivenKeys, KeyFile

        given = self.settings.data_keys.get_secret_value()
        return GivenKeys(given, self.settings.keys_place) if given else KeyFile(self.settings.keys_file)

    @property
    def key_names(self) -> tuple[str, ...]:
        """Of the keys that there are; none are made."""
        return self.keys.read().names if self.keys.there else ()

    @cached_property
    def keyring(self) -> "Keyring":
        from pipelines.adapters.keyring import Keyring

        where = self.settings.keys_place
        return Keyring(self._sql.engine, self.keys, where)

    @cached_property
    def seals(self) -> "Sealer":
        """Makes the keys of a new installation. Raises Refused (`keys.*`)."""
        from pipelines.adapters.keys import new_keys, sealer

        if not self.keys.there:
            self.keys.write(new_keys())
            self._new_keys = True
        return sealer(self.keys)

    @cached_property
    def review(self) -> "ReviewStore":
        from pipelines.adapters.sql.review import SqlReview

        return SqlReview(self._sql.engine)

    @cached_property
    def proposals(self) -> RuleStore:
        from pipelines.adapters.sql.rulebook import SqlRulebook

        return SqlRulebook(self._sql.engine)

    @cached_property
    def actions(self) -> ActionStore:
        from pipelines.adapters.sql.actions import SqlActions

        return SqlActions(self._sql.engine)

    @cached_property
    def intakes(self) -> "Intakes":
        from pipelines.adapters.sql.intake import SqlIntakes

        return SqlIntakes(self._sql.engine)

    @cached_property
    def alerts(self) -> AlertStore:
        from pipelines.adapters.sql.alerts import SqlAlerts

        return SqlAlerts(self._sql.engine)

    @cached_property
    def notifier(self) -> Notifier:
        from pipelines.adapters.notify import Targets

        return Targets(self.settings.alert_targets)

    @cached_property
    def retention(self) -> RetentionStore:
        from pipelines.adapters.sql.retention import SqlRetention

        return SqlRetention(self._sql.engine)

    @cached_property
    def dashboard(self) -> Dashboard:
        from pipelines.adapters.sql.dashboard import SqlDashboard

        return SqlDashboard(self._sql.engine)

    @cached_property
    def reports(self) -> "ReportStore":
        from pipelines.adapters.sql.reports import SqlReports

        return SqlReports(self._sql.engine)

    @cached_property
    def report_facts(self) -> "ReportFacts":
        from pipelines.adapters.sql.report_facts import SqlReportFacts

        return SqlReportFacts(self._sql.engine)

    @cached_property
    def accounts(self) -> Accounts:
        from pipelines.adapters.sql.accounts import SqlAccounts

        return SqlAccounts(self._sql.engine)

    @cached_property
    def sessions(self) -> Sessions:
        from pipelines.adapters.sql.sessions import SqlSessions

        return SqlSessions(self._sql.engine)

    @cached_property
    def acts(self) -> Acts:
        from pipelines.adapters.sql.acts import SqlActs

        def seen(one: Link) -> None:
            self.newest_acts.add(Anchor(one.number, one.digest, one.act.at))

        return SqlActs(self._sql.engine, self.signer, seen)

    @cached_property
    def signer(self) -> Signer:
        from pipelines.adapters.signing import FolderSigner

        return FolderSigner(self.settings.home / "keys", self.settings.signing_key.get_secret_value())

    def door(self, now: Callable[[], datetime]) -> "Door":
        from pipelines.access.door import Door

        idle, longest = (
            timedelta(minutes=self.settings.session_idle_minutes),
            timedelta(hours=self.settings.session_hours),
        )
        return Door(self.accounts, self.sessions, self.acts, idle, longest, now)

    @cached_property
    def anchors(self) -> Anchors:
        from pipelines.adapters.anchors import FileAnchors

        return FileAnchors(self.settings.home / "acts-anchors.jsonl")

    @cached_property
    def newest_acts(self) -> Anchors:
        """What was entered from this home folder since the last anchor: an end that is cut off is missed at once."""
        from pipelines.adapters.anchors import FileAnchors

        return FileAnchors(self.settings.home / "acts-newest.jsonl")

    def acts_faults(self) -> Iterator[Problem]:
        """Everything that was done to the log of acts and to its anchors, each with its place; reads all of it."""
        anchors, signer = self.anchors.anchors(), self.signer
        yield from anchor_faults(anchors, signer)
        yield from verify(self.acts.links, [*anchors, *self.newest_acts.anchors()], signer)

    def anchor(self, now: datetime) -> Anchor | None:
        """Sign what the log of acts ends with; None where it was signed already."""
        from pipelines.access.anchoring import anchor

        return anchor(self.acts, self.anchors, self.signer, now, self.newest_acts)

    def mover(self) -> "Mover":
        """From the home folder's database to the server's. Raises Refused (`move.*`) where one is missing."""
        from pipelines.adapters.sql.engine import connect
        from pipelines.adapters.sql.moving import Mover
        from pipelines.adapters.sql.store import SqlStore

        here = self.settings.home / DATABASE
        if not self.settings.database.startswith("postgresql"):
            raise Refused(Problem("move.no_server", "FAIRDIAL_DATABASE"))
        if not here.is_file():
            raise Refused(Problem("move.nothing_here", str(here)))
        source, target = connect(f"sqlite:///{here.resolve()}"), connect(self.settings.database)
        return Mover(SqlStore(source).engine, SqlStore(target).engine)

    @contextmanager
    def dump(self) -> Iterator["Dump"]:
        """The database as files and back, whatever schema it has."""
        from pipelines.adapters.sql.dump import Dump
        from pipelines.adapters.sql.engine import connect

        engine = connect(self.settings.database_url)
        try:
            yield Dump(engine)
        finally:
            engine.dispose()

    @cached_property
    def index(self) -> SearchIndex:
        if self.settings.elasticsearch:
            from pipelines.adapters.search.elastic import ElasticIndex

            return ElasticIndex(
                self.settings.elasticsearch, self.settings.elasticsearch_alias, self.settings.elasticsearch_shards
            )
        from pipelines.adapters.search.generations import EmbeddedIndex

        return EmbeddedIndex(self.settings.index_folder, shared=self.settings.shared)

    @cached_property
    def blobs(self) -> Blobs:
        from pipelines.adapters.blobs import BucketBlobs, FolderBlobs

        return BucketBlobs(self.settings.blobs) if self.settings.blobs else FolderBlobs(self.settings.blobs_folder)

    def blobs_in(self, folder: Path) -> Blobs:
        """Those of a backup."""
        from pipelines.adapters.blobs import FolderBlobs

        return FolderBlobs(folder)

    @cached_property
    def decoder(self) -> Decoder:
        from pipelines.adapters.audio.apart import ApartDecoder

        return ApartDecoder()

    @cached_property
    def clipper(self) -> Clipper:
        from pipelines.adapters.clips import cut

        return cut

    @cached_property
    def masker(self) -> Masker:
        from pipelines.adapters.masking import ToneMasker

        return ToneMasker()

    @cached_property
    def voices(self) -> Voices:
        from pipelines.adapters.voices import voices

        return voices

    @cached_property
    def transcriber(self) -> Transcriber:
        from pipelines.adapters.whisper import FasterWhisper

        return FasterWhisper(self.settings.whisper_model, self.settings.whisper_device, self.settings.cpu_threads)
