"""Evidence of supervision: what people looked at, how fast, whether two agree, what agents objected to."""

from collections.abc import Iterable
from datetime import timedelta

from audit.agreement import kappa
from audit.rates import ages
from audit.reports.definitions import Asking
from audit.reports.facts import Facts, Found
from audit.reports.record import Cell, Figure, Section, Table, Text, Unit, counted, estimated
from audit.triage import Level

_AGREED = "double reviews of which both answers are there"
_APPEALS = (
    ("filed", ""),
    ("final", "a.stage = 'final'"),
    ("overturned", "a.stage = 'final' AND s.outcome = 'overturned'"),
    ("upheld", "a.stage = 'final' AND s.outcome = 'upheld'"),
)


def supervision(facts: Facts, asking: Asking) -> Section:
    return Section(
        "supervision",
        (
            Table("reviews", ("what", "number"), tuple(_reviews(facts, asking))),
            Table("ageing", ("waited", "incidents"), tuple(_ageing(facts, asking))),
            Table("levels", ("level", "incidents"), tuple(_levels(facts.found, asking))),
            Table("doubles", ("what", "number"), tuple(_doubles(facts, asking))),
            Table("appeals", ("what", "number"), tuple(_appeals(facts, asking))),
        ),
        (Text("reports.note.supervision"),),
    )


def _reviews(facts: Facts, asking: Asking) -> Iterable[tuple[Cell, ...]]:
    found = facts.found
    decided = [one for one in found if one.status == "decided"]
    part = len(decided) / len(found) if found else None
    people = "count(DISTINCT i.assignee)"
    pace = facts.pace
    yield _line("incidents", counted("reviews.incidents", len(found), asking.incidents()))
    yield _line("decided", counted("reviews.decided", len(decided), asking.incidents("i.status = 'decided'")))
    yield _line("decided_share", Figure("reviews.decided_share", Unit.SHARE, part, "decided / incidents"))
    reviewers = len({one.decided_by for one in decided})
    yield _line(
        "reviewers", counted("reviews.reviewers", reviewers, asking.incidents("i.status = 'decided'", what=people))
    )
    how = f"median seconds from claim to decision of {pace.decided} decisions of the period; the middle half beside it"
    yield _line("pace", Figure("reviews.pace", Unit.SECONDS, pace.median, how, pace.low, pace.high))


def _ageing(facts: Facts, asking: Asking) -> Iterable[tuple[Cell, ...]]:
    low = 0
    for end, number in ages(facts.waited):
        code, values = (
            ("dashboard.waited.days", {"low": low, "end": end}) if end else ("dashboard.waited.over", {"low": low})
        )
        since = facts.now - timedelta(days=end) if end else None
        question = asking.waiting(since, facts.now - timedelta(days=low))
        yield Text(code, values=values), counted(f"ageing.{low}", number, question)
        low = end or low


def _levels(found: Iterable[Found], asking: Asking) -> Iterable[tuple[Cell, ...]]:
    levels = [one.level for one in found]
    for level in Level:
        number = levels.count(level)
        name = Text(f"level.{level.value}")
        yield name, counted(f"levels.{level.value}", number, asking.incidents(f"i.level = {level.value}"))


def _doubles(facts: Facts, asking: Asking) -> Iterable[tuple[Cell, ...]]:
    pairs = [(one.first_said, one.second_said) for one in facts.pairs]
    alike = sum(one == other for one, other in pairs)
    asked = asking.of_incidents("count(*)", "doubles d JOIN incidents i ON i.id = d.incident", "d.at_us")
    yield _line("asked", counted("doubles.asked", facts.counts.doubles, asked))
    yield _line("compared", counted("doubles.compared", len(pairs), f"findings of {_AGREED}"))
    yield _line("alike", counted("doubles.alike", alike, f"findings of {_AGREED} and say the same"))
    told = "Cohen 1960 over the findings compared; standard error of Fleiss, Cohen & Everitt 1969, 95 %"
    yield _line("kappa", estimated("doubles.kappa", Unit.KAPPA, kappa(pairs), told))


def _appeals(facts: Facts, asking: Asking) -> Iterable[tuple[Cell, ...]]:
    tables = (
        "appeals a JOIN appeal_steps f ON f.appeal = a.id AND f.stage = 'filed' "
        "LEFT JOIN appeal_steps s ON s.appeal = a.id AND s.stage = 'final' "
        "JOIN contacts c ON c.no = a.contact LEFT JOIN cases k ON k.id = c.case_id"
    )
    for name, condition in _APPEALS:
        conditions = (*asking.inside(), *((condition,) if condition else ()))
        question = asking.of_time("count(*)", tables, "f.at_us", *conditions)
        yield _line(f"appeals.{name}", counted(f"appeals.{name}", facts.counts.appeals.get(name, 0), question))


def _line(code: str, figure: Figure) -> tuple[Cell, ...]:
    return Text(f"reports.what.{code}"), figure
