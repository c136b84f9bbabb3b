"""What is done at the machine is entered into the log of acts, as what is done in the console is."""

import getpass
from datetime import UTC, datetime

from audit.chain import Act
from pipelines.bootstrap import Application

#: Records come in; no right of the console.
INGEST = "ingest"


def operator() -> str:
    """Whoever is at the machine, as the log of acts names them."""
    return f"operator:{getpass.getuser()}"


def enter(app: Application, verb: str, of: str = "", **detail: str) -> None:
    """Comes before the deed: what is not in the log is not done. Values are short and without personal data."""
    app.acts.add(Act(datetime.now(UTC), operator(), verb, of, detail))
