"""What a deployment sets: environment variables `FAIRDIAL_*` or a `.env` file, checked once at start."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
#: The database's name in the home folder.
DATABASE = "fairdial.sqlite"


class Settings(BaseSettings):
    """Every setting has a default that works on one machine without any server."""

    model_config = SettingsConfigDict(env_prefix="FAIRDIAL_", env_file=".env", frozen=True, extra="ignore")

    #: All state of an embedded installation: database, search index, recordings, rejects files.
    home: Path = Path("var")
    #: Language of messages and summaries: zh or en.
    lang: str = Field(default="zh", pattern="^(zh|en)$")
    #: Rule pack by name under config/packs, or the path of a pack folder.
    pack: str = "cn"
    #: The learned second reader: `on` for the shipped one, `off`, or the path of other weights.
    reader: str = "on"
    #: A local language model behind the OpenAI protocol, e.g. `http://127.0.0.1:8000/v1`; empty: none is asked.
    llm_url: str = ""
    llm_model: str = ""
    #: Seconds that one turn may take it.
    llm_timeout: float = Field(default=30, gt=0, le=600)
    #: Any Whisper model: a folder in CTranslate2 form or a name known to faster-whisper.
    whisper_model: str = str(ROOT / "models" / "demo-zh")
    #: `cpu`, `cuda` or `auto`.
    whisper_device: str = "cpu"
    #: Threads of speech recognition; 0 leaves the choice to the engine.
    cpu_threads: int = Field(default=0, ge=0, le=256)
    #: What telephone systems must show to stream calls to `fairdial serve`; empty: no call is heard live.
    live_token: SecretStr = SecretStr("")
    #: Minutes after which a session that is not used ends, and hours after which every session does.
    session_idle_minutes: int = Field(default=60, ge=1, le=1440)
    session_hours: int = Field(default=12, ge=1, le=168)
    #: A provider of OpenID Connect at which people may sign in, e.g. `https://id.example/realm`; empty: passwords only.
    oidc_issuer: str = Field(default="", pattern="^(https?://.+)?$")
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    #: The claim of the provider that is compared with names of accounts at the first sign-in.
    oidc_claim: str = Field(default="preferred_username", min_length=1)
    #: The Ed25519 key that signs acts, anchors and evidence packages, as PKCS#8 in PEM on one line or several; empty: the home
    #: folder makes and keeps one. Where several machines share a database, all are given the same.
    signing_key: SecretStr = SecretStr("")
    #: How often a step is tried when what stopped it may pass: a full disk, a busy database, a decoder that died.
    tries: int = Field(default=5, ge=1, le=20)
    #: Seconds before the second try; each further wait is three times as long.
    retry_seconds: float = Field(default=2, gt=0, le=600)
    #: Seconds after which a worker on PostgreSQL that is not heard of counts as dead, and others take up its work.
    lost_seconds: float = Field(default=15, ge=1, le=3600)
    #: Seconds for which a file in a watched folder must stay as it is before it counts as whole.
    settle_seconds: float = Field(default=10, ge=0, le=3600)
    #: The clock of schedules, as an IANA name.
    timezone: str = "Asia/Shanghai"
    #: Rows that are stored, scanned and indexed together.
    chunk_rows: int = Field(default=10_000, ge=1, le=100_000)

    #: Years for which a kind of data is kept longer than `config/retention.yml` says, e.g. `{"recording": 7}`; never shorter.
    retention: dict[str, int] = Field(default_factory=dict)

    #: Days in which an agent may appeal after a decision, and in which an appeal is to be ruled on.
    appeal_days: int = Field(default=14, ge=1, le=365)

    #: Whether anybody may complain at `/complain` without signing in: `on` or `off`.
    complaint_form: str = Field(default="on", pattern="^(on|off)$")
    #: The alert rules: `on` for config/alerts.yml, `off`, or the path of another file.
    alerts: str = Field(default="on", min_length=1)
    #: Where the targets of alert rules are, by their names, as JSON: an Apprise address, or `signed+https://SECRET@host/path`.
    alert_targets: dict[str, SecretStr] = Field(default_factory=dict)
    #: The address at which people open the console; links in alerts begin with it.
    public_url: str = Field(default="http://127.0.0.1:8080", pattern="^https?://.+")
    #: Kinds of reports that `fairdial serve` prepares when their period has ended, e.g. `monthly quarterly yearly`.
    reports: str = Field(default="", pattern="^((monthly|quarterly|yearly)( (monthly|quarterly|yearly))*)?$")

    #: PostgreSQL in place of the home folder's database, e.g. `postgresql+psycopg://fairdial@127.0.0.1/fairdial`.
    database: str = ""
    #: The keys of names and numbers where they come from a vault rather than a file: what `keys/data.keys` would hold.
    data_keys: SecretStr = SecretStr("")
    #: Where the file of the keys lies; empty: `keys/data.keys` in the home folder.
    data_keys_path: str = ""
    #: An Elasticsearch cluster in place of the home folder's index, e.g. `http://127.0.0.1:9200`, and the alias there.
    elasticsearch: str = ""
    elasticsearch_alias: str = Field(default="fairdial", pattern="^[a-z0-9][a-z0-9_.-]{0,99}$")
    #: Primary shards of the index of one month: one holds some tens of gigabytes well. Takes effect with `fairdial reindex`.
    elasticsearch_shards: int = Field(default=1, ge=1, le=100)

    #: A bucket of S3-compatible storage in place of the home folder's recordings, e.g. `s3://bucket/prefix`; its address and
    #: keys are those of the environment (`AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`).
    blobs: str = Field(default="", pattern=r"^(s3://[^/\s]+(/\S*)?)?$")

    #: What the program writes about its work to standard error: `json` for collectors, a line for every command, step and
    #: request; `text` only warnings and errors.
    log: str = Field(default="text", pattern="^(text|json)$")

    @property
    def reader_weights(self) -> Path | None:
        """None where no learned reader takes part."""
        if self.reader == "off":
            return None
        return ROOT / "models" / "reader" / "reader.npz" if self.reader == "on" else Path(self.reader)

    @property
    def signs_weights(self) -> Path | None:
        """What tells signs of risk and whether they are taken up; it takes part beside our own reader."""
        return ROOT / "models" / "signs" / "signs.npz" if self.reader == "on" else None

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.home.resolve() / DATABASE}"

    @property
    def shared(self) -> bool:
        """Whether many workers may share the records: on a database server."""
        return self.database.startswith("postgresql")

    @property
    def workflows_url(self) -> str:
        """On a database server the log of workflows is a schema beside the records."""
        if self.shared:
            return self.database
        return f"sqlite:///{self.home.resolve() / 'workflows.sqlite'}"

    @property
    def keys_file(self) -> Path:
        return Path(self.data_keys_path) if self.data_keys_path else self.home / "keys" / "data.keys"

    @property
    def keys_place(self) -> str:
        """Where the keys of names and numbers come from, for messages."""
        return "FAIRDIAL_DATA_KEYS" if self.data_keys.get_secret_value() else str(self.keys_file)

    @property
    def index_folder(self) -> Path:
        return self.home / "index"

    @property
    def blobs_folder(self) -> Path:
        return self.home / "blobs"

    @property
    def rejects_folder(self) -> Path:
        return self.home / "rejects"
