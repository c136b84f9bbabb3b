"""What the log of acts ended with, line by line in a file beside the database."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from audit.chain import Anchor
from audit.errors import Problem, Refused


class FileAnchors:
    """`audit.access_ports.Anchors`. The operator copies the file, or its last line, to where nobody can change it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, anchor: Anchor) -> None:
        values = {"number": anchor.number, "digest": anchor.digest, "at": anchor.at.isoformat()}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(values) + "\n")

    def anchors(self) -> Sequence[Anchor]:
        """Raises Refused (`acts.broken_anchor`) for a line that is none."""
        if not self._path.is_file():
            return ()
        lines = self._path.read_text(encoding="utf-8").splitlines()
        return [self._anchor(number, line) for number, line in enumerate(lines, 1)]

    def _anchor(self, number: int, line: str) -> Anchor:
        try:
            values = json.loads(line)
            return Anchor(int(values["number"]), str(values["digest"]), datetime.fromisoformat(values["at"]))
        except (ValueError, KeyError, TypeError) as error:
            raise Refused(Problem("acts.broken_anchor", f"{self._path}:{number}")) from error
