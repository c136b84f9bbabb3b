"""What the log of acts ended with, line by line in a file beside the database."""

import base64
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from audit.chain import Anchor
from audit.errors import Problem, Refused
from audit.signing import Signature


class FileAnchors:
    """`audit.access_ports.Anchors`. The operator copies the file, or its last line, to where nobody can change it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, anchor: Anchor) -> None:
        # One write to the end of the file: lines of several processes never mix.
        with self._path.open("ab", buffering=0) as file:
            file.write(_line(anchor))

    def anchors(self) -> Sequence[Anchor]:
        """Raises Refused (`acts.broken_anchor`) for a line that is none."""
        if not self._path.is_file():
            return ()
        lines = self._path.read_text(encoding="utf-8").splitlines()
        return [self._anchor(number, line) for number, line in enumerate(lines, 1)]

    def trim(self, number: int) -> None:
        kept = [one for one in self.anchors() if one.number > number]
        half = self._path.with_suffix(".half")
        half.write_bytes(b"".join(map(_line, kept)))
        half.replace(self._path)

    def _anchor(self, number: int, line: str) -> Anchor:
        try:
            values = json.loads(line)
            signature = Signature(*_signature(values["signature"])) if "signature" in values else None
            at = datetime.fromisoformat(values["at"])
            return Anchor(int(values["number"]), str(values["digest"]), at, signature)
        except (ValueError, KeyError, TypeError) as error:
            raise Refused(Problem("acts.broken_anchor", f"{self._path}:{number}")) from error


def _line(anchor: Anchor) -> bytes:
    values: dict[str, object] = {"number": anchor.number, "digest": anchor.digest, "at": anchor.at.isoformat()}
    if one := anchor.signature:
        parts = (base64.b64encode(part).decode() for part in (one.public, one.value))
        values["signature"] = dict(zip(("key", "public", "value"), (one.key, *parts), strict=True))
    return json.dumps(values).encode() + b"\n"


def _signature(values: Mapping[str, str]) -> tuple[str, bytes, bytes]:
    public, value = (base64.b64decode(values[name], validate=True) for name in ("public", "value"))
    return str(values["key"]), public, value
