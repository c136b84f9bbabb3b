"""Data protection: who saw what in the clear, what left the house, and what was masked."""

from collections.abc import Iterable

from audit.reports.definitions import Asking
from audit.reports.facts import Facts
from audit.reports.record import Cell, Section, Table, Text, counted, whole

#: Acts with an incident, whose number is told within a scope; and those of the whole installation.
OF_INCIDENTS = ("unmask", "view", "play")
OF_ALL = ("export",)
COPIES = ("copies", "held")


def protection(facts: Facts, asking: Asking) -> Section:
    everything = whole(asking.scope)
    return Section(
        "protection",
        (Table("acts", ("what", "number"), tuple(_acts(facts, asking, everything=everything))),),
        (Text("reports.note.protection"), *(() if everything else (Text("reports.note.protection_scope"),))),
    )


def _acts(facts: Facts, asking: Asking, *, everything: bool) -> Iterable[tuple[Cell, ...]]:
    data = facts.counts.data
    questions = {
        **{verb: _of_incidents(asking, verb) for verb in OF_INCIDENTS},
        **({verb: asking.of_time("count(DISTINCT a.of)", "acts a", "a.at_us", f"a.verb = '{verb}'") for verb in OF_ALL} if everything else {}),
        "copies": asking.of_contacts("count(*)", "redactions"),
        "held": asking.of_contacts("count(*)", "redactions", "x.held > 0"),
    }  # fmt: skip
    for name, question in questions.items():
        yield Text(f"reports.what.{name}"), counted(f"data.{name}", data.get(name, 0), question)


def _of_incidents(asking: Asking, verb: str) -> str:
    return asking.of_incidents("count(*)", "acts a JOIN incidents i ON i.id = a.of", "a.at_us", f"a.verb = '{verb}'")
