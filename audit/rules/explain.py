"""A rule as sentences that a lawyer can check, in no language yet: config.explain gives them words."""

from collections.abc import Iterator, Sequence

from audit.exemptions import EXEMPTIONS
from audit.records import LegalStage
from audit.rules.explain_ledger import tell_exceptions, tell_ledger, tell_rows
from audit.rules.explain_say import SayTeller, speakers
from audit.rules.facts import Between, Fact, OneOf, Timed, Told
from audit.rules.model import USUAL_TIERS, Absence, Acoustic, Example, Law, Reach, Rule, ways
from audit.rules.telling import Joined, Line, Value, joined
from audit.rules.words import Words
from audit.taxonomy import CATEGORIES

#: Test rows that are shown of each kind.
ROWS = 3


def explain(rule: Rule, words: Words) -> tuple[Line, ...]:
    """Headings with their sentences below, in the order in which a reader asks."""
    teller = SayTeller(words, tuple(words.normal(text) for row in rule.tests.must for text in _texts(row)))
    sections = {
        "is": _is(rule),
        "who": _who(rule),
        "when": _when(rule, teller),
        "unless": _unless(rule),
        "case": [_fact(fact) for fact in rule.facts],
        "unknown": _unknown(rule),
        "law": [_law(law) for law in rule.law],
        "force": _force(rule),
        "examples": _examples(rule),
    }
    return tuple(Line(f"explain.section.{name}", {}, tuple(lines)) for name, lines in sections.items() if lines)


def _is(rule: Rule) -> list[Line]:
    category = CATEGORIES.get(rule.category)
    named: Value = {"zh": category.zh, "en": category.en} if category else ""
    return [
        Line("explain.title", {"title": rule.title, "id": rule.id, "version": rule.version}),
        Line("explain.category", {"category": rule.category, "name": named}),
        Line("explain.severity", {"level": rule.severity, "severity": Line(f"severity.{rule.severity}")}),
        Line("explain.status", {"status": Line(f"rule_status.{rule.status}"), "owner": rule.owner}),
        *([Line("explain.note", {"note": rule.note})] if rule.note else []),
    ]


def _who(rule: Rule) -> list[Line]:
    who = rule.who
    lines = []
    if not rule.ledger:
        heard = Line("explain.speaker", {"speakers": speakers(who.speakers)})
        lines.append(heard if who.speakers else Line("explain.any_speaker"))
    for kind, chosen in (("party", who.parties), ("channel", who.channels), ("direction", who.directions)):
        if chosen:
            lines.append(
                Line(f"explain.{kind}", {"values": joined([Line(f"{kind}.{name}") for name in sorted(chosen)])})
            )
    return lines + [Line("explain.only", {"reach": _reach(reach)}) for reach in who.reaches]


def _reach(reach: Reach) -> Line:
    return Line(f"explain.{'first' if reach.first else 'last'}_{reach.unit}", {"count": reach.count})


def _when(rule: Rule, teller: SayTeller) -> list[Line]:
    if rule.ledger:
        return [*tell_ledger(rule.ledger)]
    lines = [*teller.say(rule.say)] if rule.say else _absence(rule.absence, teller) if rule.absence else []
    lines += _sound(rule.sound) if rule.sound else []
    if rule.unanswered:
        answer = rule.unanswered
        values: dict[str, Value] = {"speakers": speakers(answer.by), "turns": answer.turns}
        lines.append(Line("explain.unanswered", values, tuple(map(teller.pattern, ways(answer)))))
    if rule.tiers != USUAL_TIERS:
        lines.append(Line("explain.exact_only"))
    if rule.plain:
        lines.append(Line("explain.plain"))
    if rule.signals:
        lines.append(Line(f"explain.signals.{rule.signals}"))
    return lines


def _absence(absence: Absence, teller: SayTeller) -> list[Line]:
    return [Line("explain.absent", {"reach": _reach(absence.reach)}, tuple(map(teller.pattern, ways(absence))))]


def _sound(sound: Acoustic) -> list[Line]:
    lines = [Line(f"explain.sound.{sound.measure}", {"limit": f"{sound.limit:g}"})]
    return lines + ([Line("explain.sound.times", {"times": sound.times})] if sound.times > 1 else [])


def _fact(fact: Fact) -> Line:
    condition, name = fact.condition, Line(f"case.{fact.field}")
    if isinstance(condition, OneOf):
        stages = [Line(f"legal_stage.{value}") for value in LegalStage if value in condition.values]
        values = stages if fact.field == "legal_stage" else sorted(condition.values)
        return Line("explain.fact_is", {"field": name, "values": joined(values)})
    if isinstance(condition, Told):
        return Line("explain.fact_known" if condition.known else "explain.fact_missing", {"field": name})
    if isinstance(condition, Timed):
        return Line("explain.fact_before" if condition.before else "explain.fact_after", {"field": name})
    return _between(condition, name)


def _between(condition: Between, name: Line) -> Line:
    bounds = {"more": condition.more_than, "less": condition.less_than}
    given = {bound: f"{value:g}" for bound, value in bounds.items() if value is not None}
    return Line(f"explain.fact_{'_'.join(given)}", {"field": name, **given})


def _unless(rule: Rule) -> list[Line]:
    if rule.ledger:
        return [*tell_exceptions(rule.ledger)]
    return [Line(f"exempt.{name}") for name in rule.unless]


def _unknown(rule: Rule) -> list[Line]:
    """Under which circumstances the rule says that it cannot say."""
    who = rule.who
    told = [Line(f"case.{fact.field}") for fact in rule.facts]
    asked: list[Value] = [
        *([Line("explain.unknown_speaker")] if who.speakers else []),
        *([Line("explain.unknown_party")] if who.parties else []),
        *([Line("explain.unknown_zone")] if rule.ledger and not rule.ledger.zone else []),
        *told,
    ]
    lines = [Line("explain.unknown", {"values": joined(asked, "explain.comma")})] if asked else []
    if rule.absence:
        lines.append(Line("explain.too_short", {"turns": rule.absence.at_least}))
        lines += [Line("explain.begins_late")] if rule.absence.opening else []
    if rule.sound:
        lines.append(Line(f"explain.unheard.{rule.sound.measure}"))
    if rule.unanswered:
        lines.append(Line("explain.no_turn_left", {"speakers": speakers(rule.unanswered.by)}))
    return lines


def _law(law: Law) -> Line:
    values: dict[str, Value] = {"instrument": law.instrument, "place": law.place or Line("explain.no_place")}
    return Line(
        "explain.law", values | {"force": Line(f"force.{law.force}"), "verified": Line(f"verified.{law.verified}")}
    )


def _force(rule: Rule) -> list[Line]:
    if rule.valid_to:
        return [Line("explain.from_to", {"start": rule.valid_from.isoformat(), "end": rule.valid_to.isoformat()})]
    return [Line("explain.from", {"start": rule.valid_from.isoformat()})]


def _examples(rule: Rule) -> list[Line]:
    if rule.ledger:
        return [*tell_rows(rule.ledger)]
    tests = rule.tests
    lines = [Line("explain.must", {"text": _row(row), "quote": row.quote or ""}) for row in tests.must[:ROWS]]
    lines += [Line("explain.must_not", {"text": _row(row), "because": _because(row)}) for row in tests.must_not[:ROWS]]
    counts: dict[str, Value] = {"must": len(tests.must), "must_not": len(tests.must_not)}
    known: dict[str, Value] = {"misses": len(tests.known_misses), "alarms": len(tests.known_false_alarms)}
    return [*lines, Line("explain.counts", counts | known)]


def _because(row: Example) -> Value:
    return Line(f"exempt.{row.because}") if row.because in EXEMPTIONS else row.because or ""


def _row(row: Example) -> Value:
    turns = list(_turns(row))
    if not turns:
        return row.text
    spoken = [
        Line("explain.turn", {"speaker": Line(f"speaker.{turn['speaker']}"), "text": str(turn["text"])})
        for turn in turns
    ]
    return Joined(tuple(spoken), "explain.slash")


def _texts(row: Example) -> Sequence[str]:
    return [str(turn["text"]) for turn in _turns(row)] or [row.text]


def _turns(row: Example) -> Iterator[dict[str, object]]:
    turns = dict(row.contact).get("turns")
    if isinstance(turns, tuple):
        yield from map(dict, turns)
