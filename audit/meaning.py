"""Where a rule holds in what was meant, though it was written down with other characters of the same sound."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from audit.heard import Heard, Spot
from audit.hearing import Hearing, hit_at
from audit.locate import EXACT
from audit.misheard import Meant
from audit.pack import Compiled
from audit.records import Contact
from audit.text import Normal

#: Of words that were not written as they are spelt, before the recogniser's own doubt.
CONFIDENCE = round(0.7 * EXACT, 3)


def meanings(compiled: Compiled, contact: Contact, heard: Sequence[Heard]) -> Iterator[Spot]:
    """Places that the rule would not hold at but for a guess. Exemptions apply to what was written and to what was meant."""
    for place, turn in enumerate(heard):
        for guess in turn.meant:
            if guess.number in compiled.matchers:
                yield from _spots(compiled, contact, heard, place, guess)


def _spots(compiled: Compiled, contact: Contact, heard: Sequence[Heard], place: int, guess: Meant) -> Iterator[Spot]:
    known = {guess.number: compiled.matchers[guess.number]}
    meant = replace(heard[place], normal=Normal(guess.text, heard[place].normal.stages), open=known)
    turns = [meant if number == place else replace(turn, open={}) for number, turn in enumerate(heard)]
    speakers = compiled.rule.who.speakers
    for spot in Hearing(compiled, contact, turns, (guess.number,), speakers, accuses=True, again=True).spots():
        guessed = any(spot.match.start <= at < spot.match.end for at in guess.changed)
        if guessed and not _exempt(compiled, contact, heard[place], spot):
            yield spot


def _exempt(compiled: Compiled, contact: Contact, heard: Heard, spot: Spot) -> bool:
    hit = hit_at(compiled.rule, contact, heard, spot.match)
    hit = replace(hit, words=(hit.quote,))
    return any(exempt(hit) for exempt in compiled.exemptions)
