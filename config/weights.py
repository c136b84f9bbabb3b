"""Reads what a deployment weighs by itself: the pressure index and the scorecard of a pack."""

from pathlib import Path

from audit.errors import Problem, Refused
from audit.ledger.pressure import Weights
from audit.ledger.timeline import COUNTS
from audit.rules.fields import Fields, number, whole
from audit.rules.node import Node
from audit.rules.words import Words
from audit.scorecard.model import Scorecard
from audit.scorecard.read import read_scorecard
from config.loader import CONFIG
from config.yaml_lines import read_yaml


def load_pressure(path: Path = CONFIG / "pressure.yml") -> Weights:
    """Raises Refused with every fault of the file."""
    (node,) = read_yaml(path.read_bytes(), path.name)
    fields = Fields(node, ["events", "quiet", "severity", "days", "half"])
    weights = Weights(
        fields.read("events", _events, {}),
        fields.read("quiet", number, 1.0),
        fields.read("severity", number, 0.0),
        max(fields.read("days", whole, 1), 1),
        fields.read("half", number, 1.0),
    )
    if weights.half <= 0:
        fields.fault("rules.not_a_number", fields.at("half"), value=weights.half)
    fields.done()
    return weights


def _events(node: Node) -> dict[str, float]:
    fields = Fields(node, [], COUNTS)
    events = {name: fields.read(name, number, 0.0) for name in COUNTS if name in fields}
    fields.done()
    return events


def load_scorecard(pack: str, words: Words, root: Path = CONFIG) -> Scorecard:
    """The card of a pack, with the pack's word groups. Raises Refused."""
    path = root / "scorecards" / f"{pack}.yml"
    if not path.is_file():
        raise Refused(Problem("scorecard.missing", path.name, {"pack": pack}))
    (node,) = read_yaml(path.read_bytes(), path.name)
    return read_scorecard(node, words)
