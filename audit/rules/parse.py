"""A located mapping becomes a Rule, or Refused with every fault of it, each with file and line."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import date

from audit.exemptions import EXEMPTIONS
from audit.findings import Tier
from audit.records import Channel, Direction, Party, Speaker
from audit.rules.case import read_case
from audit.rules.conversation import read_absence, read_reach, read_say, read_unanswered
from audit.rules.fields import Fields, choice, day, each, one_of, refuse, some, text, whole
from audit.rules.ledger import BESIDE, CHECKS, read_ledger
from audit.rules.model import USUAL_TIERS, Force, Law, Reach, Recognised, Rule, Spread, Status, Unit, Verified, Who
from audit.rules.node import Node
from audit.rules.rows import NO_TESTS, read_tests
from audit.rules.sound import RECORDED, heard_nowhere, read_sound
from audit.rules.words import Words, used_groups
from audit.signs import Signal

REQUIRED = ("id", "version", "status", "title", "category", "severity", "owner", "law", "in_force", "tests")
OPTIONAL = (
    "who",
    "say",
    "unanswered",
    "absent",
    "sound",
    "unless",
    "case",
    "tiers",
    "plain",
    "signals",
    "note",
    *CHECKS,
    *BESIDE,
)
#: From this severity on, weakly verified law alone needs a note.
GRAVE = 3
#: Only rules of this severity may say that their words are plain.
GRAVEST = 4

_SINCE_EVER = date(1, 1, 1)
_WHO = Who(speakers=frozenset((Speaker.AGENT,)))
#: The ledger accuses those who reached out.
_WHOM = Who(directions=frozenset((Direction.OUTBOUND,)))


def parse_rule(node: Node, words: Words) -> Rule:
    fields = Fields(node, REQUIRED, OPTIONAL)
    counts = any(name in fields for name in CHECKS)
    valid_from, valid_to = fields.read("in_force", _in_force, (_SINCE_EVER, None))
    rule = Rule(
        id=fields.read("id", _identifier, ""),
        version=fields.read("version", _version, 1),
        status=fields.read("status", choice(Status), Status.EXPERIMENTAL),
        title=fields.read("title", _title, {}),
        category=fields.read("category", text, ""),
        severity=fields.read("severity", whole, 0),
        owner=fields.read("owner", text, ""),
        law=fields.read("law", _laws, ()),
        valid_from=valid_from,
        valid_to=valid_to,
        who=fields.read("who", _whom if counts else _who, _WHOM if counts else _WHO),
        say=fields.read("say", lambda value: read_say(value, words), None),
        absence=fields.read("absent", lambda value: read_absence(value, words), None),
        unless=() if counts else fields.read("unless", each(one_of(EXEMPTIONS)), ()),
        facts=fields.read("case", read_case, ()),
        tests=NO_TESTS if counts else fields.read("tests", read_tests, NO_TESTS),
        digest=digest(node, words),
        where=node.where,
        note=fields.read("note", text, ""),
        unanswered=fields.read("unanswered", lambda value: read_unanswered(value, words), None),
        tiers=fields.read("tiers", _tiers, USUAL_TIERS),
        plain=fields.read("plain", _yes, False),
        signals=fields.read("signals", choice(Signal), None),
        ledger=read_ledger(fields),
        sound=fields.read("sound", read_sound, None),
    )
    _check_whole(rule, fields)
    fields.done()
    return rule


def digest(node: Node, words: Words) -> str:
    """SHA-256 over the rule's own values and the words of the groups it uses; layout and comments do not count."""
    groups = {name: words.groups[name].words for name in sorted(used_groups(node)) if name in words.groups}
    canonical = json.dumps([node.plain, groups], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _check_whole(rule: Rule, fields: Fields) -> None:
    """Faults that show only when fields are seen together."""
    if sum(name in fields for name in ("say", "absent", "sound", *CHECKS)) != 1:
        fields.fault("rules.say_or_absent", fields.at("say"), known=", ".join(("say", "absent", "sound", *CHECKS)))
    if "unanswered" in fields and "say" not in fields:
        fields.fault("rules.unanswered_what", fields.at("unanswered"))
    if rule.who.reaches and ("say" not in fields or isinstance(rule.say, Recognised)):
        fields.fault("rules.reach_of_what", fields.at("who"))
    if "sound" in fields and heard_nowhere(rule.who):
        fields.fault("rules.sound_of_what", fields.at("who"), known=", ".join(sorted(RECORDED)))
    if isinstance(rule.say, Spread) and not any(_accuses(part.by, rule.who) for part in rule.say.parts):
        fields.fault("rules.nobody_accused", fields.at("say"), who=", ".join(sorted(rule.who.speakers)))
    if isinstance(rule.say, Recognised) and rule.say.category != rule.category:
        fields.fault("rules.other_category", fields.at("say"), read=rule.say.category, category=rule.category)
    if rule.plain and (rule.severity < GRAVEST or not rule.by_words_alone):
        fields.fault("rules.plain_what", fields.at("plain"), severity=GRAVEST)
    doubtful = all(law.verified in (Verified.WEAK, Verified.UNVERIFIED) for law in rule.law)
    if rule.law and doubtful and rule.severity >= GRAVE and not rule.note:
        fields.fault("rules.weak_law", fields.at("law"), severity=rule.severity)


def _accuses(by: frozenset[Speaker] | None, who: Who) -> bool:
    return by is None or not who.speakers or bool(by & who.speakers)


def _identifier(node: Node) -> str:
    if not re.fullmatch(r"[a-z]{2,8}(\.[a-z0-9]+(-[a-z0-9]+)*){2}", text(node)):
        raise refuse("rules.bad_id", node, id=node.plain)
    return text(node)


def _yes(node: Node) -> bool:
    return one_of(("yes", "no"))(node) == "yes"


def _version(node: Node) -> int:
    if whole(node) < 1:
        raise refuse("rules.not_a_number", node, value=node.plain)
    return whole(node)


def _title(node: Node) -> dict[str, str]:
    fields = Fields(node, ["zh", "en"])
    title = {language: fields.read(language, text, "") for language in ("zh", "en")}
    fields.done()
    return title


def _laws(node: Node) -> tuple[Law, ...]:
    if node.value == ():
        raise refuse("rules.no_law", node)
    return each(_law)(node)


def _law(node: Node) -> Law:
    fields = Fields(node, ["instrument", "force", "verified"], ["place"])
    law = Law(
        instrument=fields.read("instrument", text, ""),
        place=fields.read("place", text, ""),
        force=fields.read("force", choice(Force), Force.SELF),
        verified=fields.read("verified", choice(Verified), Verified.UNVERIFIED),
    )
    fields.done()
    return law


def _in_force(node: Node) -> tuple[date, date | None]:
    fields = Fields(node, ["from"], ["to"])
    start = fields.read("from", day, _SINCE_EVER)
    end = fields.read("to", day, date.max)
    if start > end:
        fields.fault("rules.from_after_to", fields.at("to"), start=start, end=end)
    fields.done()
    return start, end if "to" in fields else None


def _who(node: Node) -> Who:
    fields = Fields(node, [], ["speaker", "party", "channel", "direction", *Unit])
    who = Who(
        speakers=fields.read("speaker", some(choice(Speaker)), frozenset((Speaker.AGENT,))),
        parties=fields.read("party", some(choice(Party)), frozenset()),
        channels=fields.read("channel", some(choice(Channel)), frozenset()),
        directions=fields.read("direction", some(choice(Direction)), frozenset()),
        reaches=tuple(reach for unit in Unit if (reach := fields.read(unit, _reach(unit), None))),
    )
    fields.done()
    return who


def _whom(node: Node) -> Who:
    fields = Fields(node, [], ["party", "channel", "direction"])
    who = Who(
        parties=fields.read("party", some(choice(Party)), frozenset()),
        channels=fields.read("channel", some(choice(Channel)), frozenset()),
        directions=fields.read("direction", some(choice(Direction)), _WHOM.directions),
    )
    fields.done()
    return who


def _reach(unit: Unit) -> Callable[[Node], Reach]:
    return lambda node: read_reach(node, unit)


def _tiers(node: Node) -> frozenset[Tier]:
    tiers = some(one_of(sorted(USUAL_TIERS)))(node)
    if Tier.EXACT not in tiers:
        raise refuse("rules.never_exact", node)
    return frozenset(map(Tier, tiers))
