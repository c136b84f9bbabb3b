"""The corpus: labelled lines of several authors, one file each; a line is one message or one turn of talk."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audit.reading import Spoken
from audit.records import Channel, Party
from audit.text import normalise

CORPUS = Path(__file__).resolve().parent / "corpus"
#: Those that words alone can show; T14 is a matter of times.
CATEGORIES = tuple(f"T{number:02}" for number in range(1, 24) if number != 14)
OTHERS = frozenset(("third_party", "contact"))


@dataclass(frozen=True, slots=True)
class Line:
    author: str
    labels: frozenset[str]
    #: Categories that are neither demanded nor wrong.
    may: frozenset[str]
    channel: str
    party: str
    speaker: str
    stage: str
    source: str
    #: Normalised as the scan does it.
    text: str

    @property
    def spoken(self) -> Spoken:
        return Spoken(self.text, Channel(self.channel), Party(self.party))

    def judged(self, category: str) -> bool:
        """Whether this line teaches or tests anything about the category: a reader's rule would concern it."""
        if category in self.may - self.labels or self.speaker != "agent":
            return False
        if category == "T09":
            return self.party in OTHERS
        if category == "T08":
            return self.party not in OTHERS
        return category != "T06" or self.stage == "none"


def read_lines(folder: Path = CORPUS) -> Iterator[Line]:
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                yield _line(path.stem, line)


def _line(author: str, line: str) -> Line:
    labels, may, where, text = line.split("\t")
    channel, *rest = where.split(",")
    given = dict(part.split("=") for part in rest if "=" in part)
    party = next((part for part in rest if "=" not in part), "debtor")
    return Line(
        author=author,
        labels=_categories(labels),
        may=_categories(may),
        channel=channel,
        party=party,
        speaker=given.get("speaker", "agent"),
        stage=given.get("stage", "none"),
        source=text,
        text=normalise(text).text,
    )


def _categories(cell: str) -> frozenset[str]:
    return frozenset() if cell == "-" else frozenset(cell.split(","))
