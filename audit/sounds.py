"""A sign for each syllable, which no text has for anything else: what sounds is told from what is written."""

from audit.syllables import ALIKE

#: The first of a private range of Unicode.
_FIRST = 0xE000
#: Code point of a character -> the sign of its syllable.
SOUND = {ord(character): chr(_FIRST + number) for number, group in enumerate(ALIKE.split()) for character in group}
#: All of them.
SIGNS = frozenset(SOUND.values())
