"""JSON of a container to checked values. Each fault names its place in the container."""

import base64
import binascii
import hashlib
import hmac
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from audit.errors import Problem

E = TypeVar("E", bound=StrEnum)
LONGEST_NAME, LONGEST_TEXT, MOST_DIALOGS = 128, 1 << 20, 100_000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]").search
#: As in `audit.storable`.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]").search
_HASHES: Mapping[str, Callable[[bytes], Any]] = {"sha512": hashlib.sha512, "sha256": hashlib.sha256}


class Fault(Exception):
    """One thing that is wrong, at a place such as `dialog[2].start`."""

    def __init__(self, code: str, place: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.place, self.values = code, place, values

    def at(self, file: str) -> Problem:
        return Problem(f"vcon.{self.code}", f"{file}: {self.place}" if self.place else file, self.values)


@dataclass(frozen=True, slots=True)
class Node:
    """A value and where it stands."""

    value: Any
    place: str

    def get(self, key: str) -> "Node | None":
        """None for what is not there, or null."""
        found = self.mapping.get(key)
        return None if found is None else Node(found, f"{self.place}.{key}" if self.place else key)

    @property
    def mapping(self) -> Mapping[str, Any]:
        if not isinstance(self.value, dict):
            raise Fault("not_an_object", self.place)
        return self.value

    def items(self) -> list["Node"]:
        if not isinstance(self.value, list) or len(self.value) > MOST_DIALOGS:
            raise Fault("not_a_list", self.place, most=MOST_DIALOGS)
        return [Node(one, f"{self.place}[{number}]") for number, one in enumerate(self.value)]

    def text(self) -> str:
        """What was said, as it is."""
        if not isinstance(self.value, str) or not self.value.strip():
            raise Fault("not_text", self.place)
        if len(self.value) > LONGEST_TEXT:
            raise Fault("too_long", self.place, most=LONGEST_TEXT)
        if _UNSTORABLE(self.value):
            raise Fault("broken_text", self.place)
        return self.value

    def name(self) -> str:
        """An identity: one line of at most 128 characters."""
        found = self.text().strip()
        if len(found) > LONGEST_NAME:
            raise Fault("too_long", self.place, most=LONGEST_NAME)
        if _CONTROL(found):
            raise Fault("broken_text", self.place)
        return found

    def moment(self) -> datetime:
        try:
            found = datetime.fromisoformat(self.value if isinstance(self.value, str) else "")
        except ValueError:
            found = None
        if found is None or found.tzinfo is None:
            raise Fault("not_a_time", self.place, value=ascii(self.value)[:40])
        return found

    def seconds(self) -> float:
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e7 or math.isnan(value):
            raise Fault("not_seconds", self.place, value=ascii(value)[:40])
        return float(value)

    def choice(self, kind: type[E]) -> E:
        try:
            return kind(self.value)
        except ValueError:
            known = ", ".join(kind)
            raise Fault("unknown_word", self.place, value=ascii(self.value)[:40], known=known) from None

    def texts(self) -> dict[str, str]:
        return {
            Node(key, self.place).name(): Node(one, f"{self.place}.{key}").text() for key, one in self.mapping.items()
        }


def parsed(data: bytes) -> Node:
    """The container itself. Signed and encrypted ones are not ours to open."""
    try:
        value = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Fault("not_json", "", reason=str(error)[:120] or type(error).__name__) from None
    root = Node(value, "")
    for key, code in (("payload", "signed"), ("ciphertext", "encrypted")):
        if key in root.mapping:
            raise Fault(code, key)
    return root


def listed(node: Node, key: str) -> list[Node]:
    """Nothing where it is not there."""
    found = node.get(key)
    return found.items() if found else []


def content(dialog: Node) -> bytes | None:
    """What is in it, checked against its hash; None where nothing is. What lies elsewhere is not fetched."""
    body, encoding, url = dialog.get("body"), dialog.get("encoding"), dialog.get("url")
    if body is None:
        if url is not None:
            raise Fault("external", url.place)
        return None
    word = encoding.value if encoding else "none"
    if word == "base64url":
        data = _decoded(body)
    elif word in {"none", "json"}:
        data = (
            body.value.encode(errors="surrogatepass")
            if isinstance(body.value, str)
            else json.dumps(body.value).encode()
        )
    else:
        raise Fault("unknown_word", f"{dialog.place}.encoding", value=ascii(word)[:40], known="base64url, json, none")
    if (wanted := dialog.get("content_hash")) is not None:
        _compare(data, wanted)
    return data


def _decoded(body: Node) -> bytes:
    text = body.value if isinstance(body.value, str) else "?"
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Fault("not_base64", body.place) from None


def _compare(data: bytes, wanted: Node) -> None:
    every = [wanted] if isinstance(wanted.value, str) else wanted.items()
    known = [one for one in every if str(one.value).partition("-")[0] in _HASHES]
    if not known:
        raise Fault("unknown_hash", wanted.place, known=", ".join(_HASHES))
    for one in known:
        name, _, told = str(one.value).partition("-")
        made = base64.urlsafe_b64encode(_HASHES[name](data).digest()).rstrip(b"=")
        if not hmac.compare_digest(made, told.rstrip("=").encode(errors="replace")):
            raise Fault("wrong_hash", one.place, hash=name)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        message = "a key is there twice"
        raise ValueError(message)
    return found


def _no_number(name: str) -> float:
    raise ValueError(name)
