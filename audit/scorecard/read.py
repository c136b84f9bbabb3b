"""A scorecard file becomes a Scorecard, or Refused with every fault of it."""

from audit.records import Channel, Party
from audit.rules.conversation import read_reach
from audit.rules.fields import Fields, choice, each, number, one_of, some, text, whole
from audit.rules.model import Phrase, Unit
from audit.rules.node import Node
from audit.rules.pattern import read_pattern
from audit.rules.words import Words
from audit.scorecard.model import Criterion, Scorecard
from audit.taxonomy import CATEGORIES

AREAS = ("courtesy", "patience", "options", "education", "identity")
_NOTHING = Phrase("", "")


def read_scorecard(node: Node, words: Words) -> Scorecard:
    fields = Fields(node, ["id", "criteria", "auto_fail", "least_turns"])
    categories, severity = fields.read("auto_fail", _auto_fail, (frozenset[str](), 4))
    card = Scorecard(
        id=fields.read("id", text, ""),
        criteria=fields.read("criteria", each(lambda value: _criterion(value, words)), ()),
        auto_fail=categories,
        auto_fail_severity=severity,
        least_turns=fields.read("least_turns", whole, 1),
    )
    seen = set[str]()
    for criterion in card.criteria:
        if criterion.id in seen:
            fields.fault("scorecard.doubled", fields.at("criteria"), id=criterion.id)
        seen.add(criterion.id)
    fields.done()
    return card


def _auto_fail(node: Node) -> tuple[frozenset[str], int]:
    fields = Fields(node, ["categories", "severity"])
    found = fields.read("categories", each(one_of(CATEGORIES)), ()), fields.read("severity", whole, 4)
    fields.done()
    return frozenset(found[0]), found[1]


def _criterion(node: Node, words: Words) -> Criterion:
    fields = Fields(node, ["id", "title", "area", "weight"], ["channel", "party", "say", "within", "when", "avoid"])
    criterion = Criterion(
        id=fields.read("id", text, ""),
        title=fields.read("title", _title, {}),
        area=fields.read("area", one_of(AREAS), AREAS[0]),
        weight=fields.read("weight", number, 1.0),
        channels=fields.read("channel", some(choice(Channel)), frozenset()),
        parties=fields.read("party", some(choice(Party)), frozenset()),
        say=fields.read("say", lambda value: read_pattern(value, words), None),
        reach=fields.read("within", lambda value: read_reach(value, Unit.TURNS), None),
        when=fields.read("when", lambda value: read_pattern(value, words), None),
        avoid=frozenset(fields.read("avoid", each(one_of(CATEGORIES)), ())),
    )
    if criterion.say is None and not criterion.avoid:
        fields.fault("scorecard.asks_nothing", node, id=criterion.id)
    if criterion.weight <= 0:
        fields.fault("rules.not_a_number", fields.at("weight"), value=criterion.weight)
    fields.done()
    return criterion


def _title(node: Node) -> dict[str, str]:
    fields = Fields(node, ["zh", "en"])
    title = {language: fields.read(language, text, "") for language in ("zh", "en")}
    fields.done()
    return title
