"""Incidents as one signed package."""

from collections.abc import Sequence

from audit.ports import Incident
from audit.scope import EVERYTHING, Scope
from config.messages import LANGUAGES, words
from pipelines.bootstrap import Application
from pipelines.evidence.contents import Contents
from pipelines.evidence.packing import Cover, pack


def export(app: Application, cover: Cover, incidents: Sequence[Incident], scope: Scope = EVERYTHING) -> bytes:
    """A folder for each incident. Whoever asks has entered into the log of acts what is done here."""
    files = {"README.txt": "\n\n".join(words("evidence.readme", language) for language in LANGUAGES).encode()}
    for one in incidents:
        found = Contents(app, one, cover.original, scope).files()
        files |= {f"{one.id}/{name}": data for name, data in found.items()}
    return pack(cover, files, app.signer)
