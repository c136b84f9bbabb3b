"""The corpus: what debtors and others say, each with the agent's next turn; and agents' first turns. One file an author."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audit.reading import ANSWER, SIGN, STEPS, Spoken
from audit.records import Channel, Party, Speaker
from audit.text import normalise

CORPUS, OPENINGS = (Path(__file__).resolve().parent / name for name in ("corpus", "openings"))
CATEGORIES = (SIGN, ANSWER, *sorted(STEPS))
#: What a sign may be of.
KINDS = frozenset(
    "self_harm illness minor deceased lawyer dispute fraud stop complaint hardship".split(),  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Line:
    """One turn of either side."""

    author: str
    labels: frozenset[str]
    spoken: Spoken
    #: Of a turn of the other side what it is a sign of.
    kinds: frozenset[str] = frozenset()
    #: Whether it was said at the beginning of a call.
    opening: bool = False

    @property
    def may(self) -> frozenset[str]:
        return frozenset()

    def judged(self, category: str) -> bool:
        if category in STEPS or self.opening:
            return category in STEPS and self.opening
        return (category == ANSWER) is (self.spoken.speaker is Speaker.AGENT)


def read_lines(folder: Path = CORPUS) -> Iterator[Line]:
    """Answers to what is no sign take nothing up, whatever they offer: that is how agents' other turns sound."""
    for author, cells in _rows(folder):
        yield from _pair(author, cells)


def read_openings(folder: Path = OPENINGS) -> Iterator[Line]:
    for author, (steps, text) in _rows(folder):
        spoken = _spoken(text, "call", Party.DEBTOR, Speaker.AGENT)
        yield Line(author, frozenset() if steps == "-" else frozenset(steps.split(",")), spoken, opening=True)


def _rows(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Author and cells of each row."""
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                yield path.stem, line.split("\t")


def _pair(author: str, cells: list[str]) -> Iterator[Line]:
    sign, where, said, answer, reacts = cells
    channel, *rest = where.split(",")
    kinds = frozenset() if sign == "-" else frozenset(sign.split(","))
    party = Party(rest[0]) if rest else Party.DEBTOR
    speaker = Speaker.THIRD_PARTY if rest else Speaker.DEBTOR
    yield Line(author, frozenset((SIGN,)) if kinds else frozenset(), _spoken(said, channel, party, speaker), kinds)
    taken_up = frozenset((ANSWER,)) if reacts == "yes" else frozenset[str]()
    yield Line(author, taken_up, _spoken(answer, channel, party, Speaker.AGENT))


def _spoken(text: str, channel: str, party: Party, speaker: Speaker) -> Spoken:
    return Spoken(normalise(text).text, Channel(channel), party, speaker, alone=False)
