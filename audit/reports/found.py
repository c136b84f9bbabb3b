"""What was found: by category, by article of law, by agency, over time; counts and rates per 1,000 contacts."""

from collections.abc import Iterable, Mapping, Sequence

from audit.rates import Counted
from audit.reports.coverage import agency_name, number, of_agency
from audit.reports.definitions import CONFIRMED, HIT, JUDGED, REJECTED, Asking, citing, quoted
from audit.reports.facts import Facts, Found, Group
from audit.reports.method import NONE
from audit.reports.record import Cell, Section, Table, Text, Unit, counted, estimated

#: In which order articles are told: by the legal force of their instrument.
FORCES = ("LAW", "REG", "GBT", "SELF")
_COLUMNS = ("incidents", "confirmed", "rejected", "undecided")


def findings(facts: Facts, asking: Asking, zoned: Mapping[str, Asking]) -> Section:
    """`zoned` has the question of each part of the trend by its first day."""
    found, judged = facts.found, number(one for one in facts.groups if one.judged)
    total = _row("found.total", Text("reports.total"), found, judged, asking)
    return Section(
        "findings",
        (
            Table("by_category", ("category", "severity", *_COLUMNS, "hit", "hit_rate"),
                  (*_by_category(facts, judged, asking), _padded(total)), True, "bars"),
            Table("by_article", ("article", "force", *_COLUMNS, "hit", "hit_rate"),
                  tuple(_by_article(found, judged, asking))),
            Table("by_agency_rate", ("agency", "judged", "hit", "incidents", "hit_rate", "rate"),
                  tuple(_by_agency(facts, asking)), chart="whiskers"),
            Table("trend", ("from", "to", "judged", "hit", "hit_rate"),
                  tuple(_part(*part, zoned[part[0]]) for part in facts.trend), chart="trend"),
        ),
        (Text("reports.note.findings"), Text("reports.note.articles"), Text("reports.note.intervals"),
         *_found_nothing(facts)),
    )  # fmt: skip


def articles(found: Iterable[Found]) -> list[str]:
    """LAW first, then as `FORCES` says; within a force by name."""
    every = {article for one in found for article in one.basis}
    return sorted(every, key=lambda article: (FORCES.index(force(article)) if force(article) in FORCES else 9, article))


def force(article: str) -> str:
    """`LAW` of `刑法 第279条 (LAW)`"""
    return article.rpartition("(")[2].rstrip(")")


def _by_category(facts: Facts, judged: int, asking: Asking) -> Iterable[tuple[Cell, ...]]:
    for category in sorted({one.category for one in facts.found}):
        own = [one for one in facts.found if one.category == category]
        on = f"i.category = {quoted(category)}"
        row = _row(f"found.category.{category}", Text(f"category.{category}"), own, judged, asking, on)
        yield row[0], Text(f"severity.{max(one.severity for one in own)}"), *row[1:]


def _by_article(found: Sequence[Found], judged: int, asking: Asking) -> Iterable[tuple[Cell, ...]]:
    for article in articles(found):
        own = [one for one in found if article in one.basis]
        name = article.rpartition(" (")[0] or article
        row = _row(f"found.article.{article}", Text(plain=name), own, judged, asking, citing(article))
        yield row[0], Text(f"force.{kind}") if (kind := force(article)) in FORCES else NONE, *row[1:]


def _by_agency(facts: Facts, asking: Asking) -> Iterable[tuple[Cell, ...]]:
    for name in sorted({one.agency for one in facts.groups}):
        groups = [one for one in facts.groups if one.agency == name and one.judged]
        own = [one for one in facts.found if one.agency == name]
        on, identity = of_agency(name, "c.agency"), f"rate.agency.{name}"
        counts = Counted(name, number(groups), hit_by(own), len(own))
        yield (
            agency_name(name),
            counted(f"{identity}.judged", counts.contacts, asking.contacts(JUDGED, on)),
            counted(f"{identity}.hit", counts.hit, asking.hit(of_agency(name, "i.agency"))),
            counted(f"{identity}.incidents", counts.incidents, asking.incidents(of_agency(name, "i.agency"))),
            estimated(f"{identity}.hit_rate", Unit.RATE, counts.share if counts.contacts else None, "1000 * hit / judged; Wilson 1927, 95 %"),
            estimated(f"{identity}.rate", Unit.RATE, counts.rate if counts.contacts else None, "1000 * incidents / judged; Poisson, Byar, 95 %"),
        )  # fmt: skip


def _part(first: str, last: str, groups: Sequence[Group], asking: Asking) -> tuple[Cell, ...]:
    own = [one for one in groups if one.judged]
    counts = Counted(first, number(own), sum(one.hit for one in own), 0)
    rate = counts.share if counts.contacts else None
    return (
        Text(plain=first),
        Text(plain=last),
        counted(f"trend.{first}.judged", counts.contacts, asking.contacts(JUDGED)),
        counted(f"trend.{first}.hit", counts.hit, asking.contacts(JUDGED, HIT)),
        estimated(f"trend.{first}.hit_rate", Unit.RATE, rate, "1000 * hit / judged; Wilson 1927, 95 %"),
    )


def _row(identity: str, name: Text, own: Sequence[Found], judged: int, asking: Asking, *on: str) -> tuple[Cell, ...]:
    confirmed, rejected = sum(one.confirmed for one in own), sum(one.rejected for one in own)
    hit = hit_by(own)
    rate = Counted("", judged, hit, 0).share if judged else None
    return (
        name,
        counted(f"{identity}.incidents", len(own), asking.incidents(*on)),
        counted(f"{identity}.confirmed", confirmed, asking.incidents(*on, CONFIRMED)),
        counted(f"{identity}.rejected", rejected, asking.incidents(*on, REJECTED)),
        counted(f"{identity}.undecided", len(own) - confirmed - rejected, "incidents - confirmed - rejected"),
        counted(f"{identity}.hit", hit, asking.hit(*on)),
        estimated(f"{identity}.hit_rate", Unit.RATE, rate, "1000 * hit / judged contacts; Wilson 1927, 95 %"),
    )


def _padded(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return row[0], Text(), *row[1:]


def hit_by(found: Iterable[Found]) -> int:
    """Judged contacts with one of these incidents."""
    return len({one.contact for one in found if one.judged})


def _found_nothing(facts: Facts) -> tuple[Text, ...]:
    none = sorted(facts.looked_for - {one.category for one in facts.found})
    return (Text("reports.note.looked_for", values={"categories": ", ".join(none)}),) if none else ()
