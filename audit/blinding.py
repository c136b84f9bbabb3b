"""What a reviewer sees who is not to know whose contact it is."""

from collections.abc import Iterable
from dataclasses import replace

from audit.records import Contact, Turn

#: Stands for each character that is hidden, so that places in a text stay true.
HIDDEN = "■"


def blinded(contact: Contact) -> Contact:
    """Without agency and agent, also where their names stand in what was said.

    A voice, or a name that is spelt otherwise than in the records, still tells: this hides what is written.
    """
    names = sorted(filter(None, (contact.agency, contact.agent_id)), key=len, reverse=True)
    return replace(contact, agency=None, agent_id=None, turns=tuple(_hidden(contact.turns, names)))


def _hidden(turns: Iterable[Turn], names: Iterable[str]) -> Iterable[Turn]:
    names = tuple(names)
    for turn in turns:
        text = turn.text
        for name in names:
            text = text.replace(name, HIDDEN * len(name))
        yield turn if text == turn.text else replace(turn, text=text)
