"""The keys of personal data, which lie apart from the database: a file that only its owner reads, or the environment."""

import os
import re
import secrets
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from pathlib import Path

from audit.errors import Problem, Refused
from pipelines.adapters.sql.seals import Keys, Sealer

_INDEX, _DATA = 32, 64
_LINE = re.compile(r"^\s*(index|data)\s+(\S+)\s*$", re.MULTILINE)
_HEAD = "# Keys of names and numbers: without them nobody reads these. Keep a copy apart from the database and its backups.\n"


def new_keys() -> Keys:
    return Keys(secrets.token_bytes(_INDEX), (secrets.token_bytes(_DATA),))


def with_new_key(keys: Keys) -> Keys:
    """Seals with a new one from now on; the old ones open what they sealed."""
    return Keys(keys.index, (secrets.token_bytes(_DATA), *keys.data))


def written(keys: Keys) -> str:
    """`index` once, `data` for each key, the current one first."""
    lines = [("index", keys.index), *(("data", key) for key in keys.data)]
    return _HEAD + "".join(f"{name} {b64encode(key).decode()}\n" for name, key in lines)


def parsed(text: str, where: str) -> Keys:
    """Raises Refused (`keys.unreadable`)."""
    try:
        found = [(name, b64decode(key, validate=True)) for name, key in _LINE.findall(text.replace(";", "\n"))]
    except NotBase64 as error:
        raise Refused(Problem("keys.unreadable", where)) from error
    index = [key for name, key in found if name == "index"]
    data = [key for name, key in found if name == "data"]
    if len(index) != 1 or not data or {len(one) for one in index} != {_INDEX} or {len(one) for one in data} != {_DATA}:
        raise Refused(Problem("keys.unreadable", where))
    return Keys(index[0], tuple(dict.fromkeys(data)))


class KeyFile:
    """Readable by its owner alone; replaced as a whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def there(self) -> bool:
        return self.path.is_file()

    def read(self) -> Keys:
        try:
            return parsed(self.path.read_text(encoding="ascii"), str(self.path))
        except (OSError, UnicodeDecodeError) as error:
            raise Refused(Problem("keys.unreadable", str(self.path))) from error

    def write(self, keys: Keys) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = self.path.with_suffix(".part")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(written(keys))
            file.flush()
            os.fsync(file.fileno())
        half.replace(self.path)

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)

    def stamp(self) -> object:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns, found.st_size


class GivenKeys:
    """As the environment gives them: changed by whoever sets it, never from here."""

    def __init__(self, text: str, where: str) -> None:
        self._keys = parsed(text, where)
        self.where = where

    there = True

    def read(self) -> Keys:
        return self._keys

    def write(self, keys: Keys) -> None:
        raise Refused(Problem("keys.given", self.where, {"names": " ".join(keys.names)}))

    def remove(self) -> None:
        """They are not ours."""

    def stamp(self) -> object:
        return ()


KeySource = KeyFile | GivenKeys


def sealer(source: KeySource) -> Sealer:
    read: Callable[[], Keys] = source.read
    return Sealer(read, source.stamp)
