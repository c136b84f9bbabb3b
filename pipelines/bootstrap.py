"""Settings -> wired application. The only module that names adapters; nothing connects before it is used."""

from functools import cached_property
from typing import TYPE_CHECKING

import portalocker

from audit.errors import Problem, Refused
from audit.pack import Pack, compile_pack
from audit.ports import Blobs, Clipper, Decoder, Masker, Reader, SearchIndex, Store, Transcriber, Voices
from config.loader import load_pack
from config.settings import DATABASE, Settings

if TYPE_CHECKING:
    from pipelines.adapters.sql.moving import Mover


def reader_of(settings: Settings) -> Reader | None:
    """The learned reader and the language model that the settings ask for. Raises Refused (`reader.*`)."""
    readers: list[Reader] = []
    if settings.reader_weights:
        from pipelines.adapters.nlp import LearnedReader

        readers.append(LearnedReader.load(settings.reader_weights))
    if settings.llm_url:
        from pipelines.adapters.llm import LanguageModel

        readers.append(LanguageModel(settings.llm_url, settings.llm_model, settings.llm_timeout))
    if len(readers) < 2:
        return readers[0] if readers else None
    from pipelines.adapters.readers import Readers

    return Readers(tuple(readers))


class Application:
    """The parts of one installation, each made when first asked for."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        settings.home.mkdir(parents=True, exist_ok=True)

    @cached_property
    def pack(self) -> Pack:
        return compile_pack(load_pack(self.settings.pack).rules)

    @cached_property
    def reader(self) -> Reader | None:
        return reader_of(self.settings)

    @cached_property
    def store(self) -> Store:
        from pipelines.adapters.sql.engine import connect
        from pipelines.adapters.sql.store import SqlStore

        # Two processes that make the same new database at once would refuse one another.
        with portalocker.Lock(self.settings.home / "open.lock", timeout=60):
            return SqlStore(connect(self.settings.database_url))

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

    @cached_property
    def index(self) -> SearchIndex:
        if self.settings.elasticsearch:
            from pipelines.adapters.search.elastic import ElasticIndex

            return ElasticIndex(self.settings.elasticsearch, self.settings.elasticsearch_alias)
        from pipelines.adapters.search.embedded import TantivyIndex

        return TantivyIndex(self.settings.index_folder, shared=self.settings.shared)

    @cached_property
    def blobs(self) -> Blobs:
        from pipelines.adapters.blobs import FolderBlobs

        return FolderBlobs(self.settings.blobs_folder)

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
