"""Which texts a system of record cannot hold."""

import re
from collections.abc import Iterator

from audit.errors import Problem
from audit.records import Contact

#: NUL, which PostgreSQL refuses, and halves of characters, which are left over where bytes were decoded wrongly.
_BROKEN = re.compile("[\x00\ud800-\udfff]")


def unstorable(contact: Contact) -> Problem | None:
    """Names the first field that holds such a character, and the character."""
    for name, text in _texts(contact):
        if text is not None and (found := _BROKEN.search(text)):
            return Problem(
                "store.broken_text",
                ascii(contact.key)[1:-1],
                {"field": name, "character": f"U+{ord(found.group()):04X}"},
            )
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
