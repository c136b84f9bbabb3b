"""What the installation is set to, entered into the log of acts whenever it differs from what was entered last."""

from datetime import datetime

from pydantic import SecretStr

from audit.chain import Act
from config.loader import files_digest
from config.settings import Settings
from pipelines.bootstrap import Application

SETTINGS, BY, OF = "settings", "system", "installation"
#: Addresses may hold passwords; of these, as of secrets, only that they are set is told. Where the home folder lies is no matter.
_UNTOLD = frozenset({"database", "elasticsearch", "blobs", "llm_url"})
_LEFT_OUT = frozenset({"home"})


def note_settings(app: Application, now: datetime) -> None:
    """At the start of whoever judges or serves. A changed rule pack is a change, too."""
    told = {**_told(app.settings), "pack_files": files_digest(app.settings.pack)[:16]}
    last = app.acts.latest(BY, SETTINGS, OF)
    before = {} if last is None else {name: text for name, text in last.detail.items() if name != "changed"}
    if told != before:
        changed = sorted(name for name in told.keys() | before if told.get(name) != before.get(name))
        app.acts.add(Act(now, BY, SETTINGS, OF, {**told, "changed": ",".join(changed)}))


def _told(settings: Settings) -> dict[str, str]:
    """What is not as it is shipped."""
    told = dict[str, str]()
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        if value != field.default and name not in _LEFT_OUT:
            told[name] = "set" if isinstance(value, SecretStr) or name in _UNTOLD else str(value)
    return told
