"""Which texts a system of record cannot hold."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields

from audit.errors import Problem
from audit.records import Complaint, Contact, Message

#: NUL, which PostgreSQL refuses, and halves of characters, which are left over where bytes were decoded wrongly.
_BROKEN = re.compile("[\x00\ud800-\udfff]")


def unstorable(contact: Contact) -> Problem | None:
    """Names the first field that holds such a character, and the character."""
    return _broken(contact.key, _texts(contact))


def unstorable_row(row: Message | Complaint) -> Problem | None:
    """The same of a message or a complaint."""
    key = row.key if isinstance(row, Message) else row.id
    named = ((field.name, getattr(row, field.name)) for field in fields(row))
    texts = [(name, value) for name, value in named if isinstance(value, str)]
    texts += [(name, text) for name, value in row.extra.items() for text in (name, value)]
    return _broken(key, texts)


def _broken(key: str, texts: Iterable[tuple[str, str | None]]) -> Problem | None:
    for name, text in texts:
        if text is not None and (found := _BROKEN.search(text)):
            values = {"field": name, "character": f"U+{ord(found.group()):04X}"}
            return Problem("store.broken_text", ascii(key)[1:-1], values)
    return None


def _texts(contact: Contact) -> Iterator[tuple[str, str | None]]:
    for name in ("id", "case_id", "number", "agent_id", "agency", "recording", "audio"):
        yield name, getattr(contact, name)
    for turn in contact.turns:
        yield f"turn {turn.index}", turn.text
        for word in turn.words:
            yield f"turn {turn.index}", word.text
    for name, value in contact.extra.items():
        yield name, name
        yield name, value
