"""How well violations are found, and how rarely compliant talk is accused: FairDial and its baselines on the open benchmark.

`python -m benchmarks.conduct` runs `fairdial scan` on the test split. Any other program can be scored as well:
`--write-input FILE` writes the contacts as JSON lines, `--score FILE` reads the program's answers, one
`{"id":…,"findings":[{"category":…}],"pii":[{"kind":…,"start":…,"end":…}]}` a line.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from audit.pii.kinds import KINDS
from audit.statistics import share
from audit.taxonomy import CATEGORIES
from benchmarks.conduct_zh.baselines import PRESIDIO_KINDS, by_keywords
from benchmarks.conduct_zh.rows import Row, Span, read
from benchmarks.conduct_zh.score import Counts, Result, score, spans

LEAST_F1, MOST_ALARMS, LEAST_PII_F1 = 0.92, 0.02, 0.98
FAIRDIAL = Path(sys.executable).with_name("fairdial")


def lines(rows: Sequence[Row]) -> str:
    return "".join(json.dumps(row.given, ensure_ascii=False) + "\n" for row in rows)


def by_fairdial(rows: Sequence[Row]) -> str:
    ran = subprocess.run([FAIRDIAL, "scan"], input=lines(rows), capture_output=True, text=True, check=True)  # noqa: S603
    return ran.stdout


def answers(text: str) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[Span]]]:
    """Categories and personal data by row id."""
    categories, personal = {}, {}
    for line in text.splitlines():
        answer = json.loads(line)
        categories[answer["id"]] = frozenset(finding["category"] for finding in answer.get("findings", ()))
        personal[answer["id"]] = frozenset((pii["kind"], pii["start"], pii["end"]) for pii in answer.get("pii", ()))
    return categories, personal


def show(name: str, result: Result, console: Console) -> None:
    total, (alarms, compliant) = result.total, result.false_alarms
    low, high = share(alarms, compliant)[1:]
    console.print(
        f"{name}: micro-F1 {total.f1:.3f} [{result.interval[0]:.3f}, {result.interval[1]:.3f}], "
        f"precision {total.precision:.3f}, recall {total.recall:.3f}; "
        f"false alarms {alarms} of {compliant} compliant = {alarms / max(compliant, 1):.2%} [{low:.2%}, {high:.2%}]"
    )


def by_category(result: Result) -> Table:
    table = Table("", "", "expected", "precision", "recall [95 %]", "F1", title="By category")
    for category, counts in result.by_category.items():
        low, high = share(counts.right, counts.right + counts.missed)[1:]
        table.add_row(
            category,
            CATEGORIES[category].en,
            str(counts.right + counts.missed),
            f"{counts.precision:.2f}",
            f"{counts.recall:.2f} [{low:.2f}, {high:.2f}]",
            f"{counts.f1:.2f}",
        )
    return table


def by_kind(result: Result) -> Table:
    table = Table(
        "kind", "violating, all found", "[95 %]", "compliant, with an alarm", "[95 %]", title="By kind of row"
    )
    for kind, (found, violating, alarms, compliant) in result.by_kind.items():
        low, high = share(found, violating)[1:]
        least, most = share(alarms, compliant)[1:]
        table.add_row(
            kind,
            f"{found} of {violating}" if violating else "",
            f"[{low:.2f}, {high:.2f}]" if violating else "",
            f"{alarms} of {compliant}" if compliant else "",
            f"[{least:.3f}, {most:.3f}]" if compliant else "",
        )
    return table


def by_pii(own: Mapping[str, Counts], other: Mapping[str, Counts]) -> Table:
    table = Table("kind", "marked", "precision", "recall", "F1", "Presidio F1", title="Personal data, exact places")
    for kind in KINDS:
        if counts := own.get(kind):
            theirs = f"{other[kind].f1:.2f}" if kind in other and kind in PRESIDIO_KINDS.values() else "-"
            table.add_row(
                kind,
                str(counts.right + counts.missed),
                f"{counts.precision:.3f}",
                f"{counts.recall:.3f}",
                f"{counts.f1:.3f}",
                theirs,
            )
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="test", choices=("dev", "test"))
    parser.add_argument("--size", type=int, help="the first rows only")
    parser.add_argument("--write-input", type=Path, help="write the contacts and stop")
    parser.add_argument("--score", type=Path, help="score these answers instead of FairDial's")
    chosen = parser.parse_args()
    rows = read(chosen.split)[: chosen.size]
    if chosen.write_input:
        chosen.write_input.write_text(lines(rows), encoding="utf-8")
        return
    found, personal = answers(chosen.score.read_text(encoding="utf-8") if chosen.score else by_fairdial(rows))
    judged, marked = [row for row in rows if row.pii is None], [row for row in rows if row.pii is not None]
    result = score(judged, found)
    short, long = (score(judged, by_keywords(judged, name)) for name in ("29", "98"))
    own = spans(marked, personal, frozenset(KINDS))
    from benchmarks.conduct_zh.presidio import by_presidio  # noqa: PLC0415 - only `make bench` installs it

    theirs = spans(marked, by_presidio(marked), frozenset(KINDS))
    console = Console(width=140)
    dialogues = sum("dialogues" in row.id for row in judged)
    console.print(f"{len(judged) - dialogues} messages, {dialogues} dialogues, {len(marked)} texts with personal data")
    for name, scored in (
        ("FairDial" if not chosen.score else str(chosen.score), result),
        ("29 words", short),
        ("98 words", long),
    ):
        show(name, scored, console)
    console.print(by_category(result), by_kind(result), by_pii(own, theirs))
    pii, presidio = sum(own.values(), Counts()), sum(theirs.values(), Counts())
    console.print(f"personal data: F1 {pii.f1:.3f}, Presidio {presidio.f1:.3f} over all kinds")
    alarms, compliant = result.false_alarms
    ok = result.total.f1 >= LEAST_F1 and alarms <= MOST_ALARMS * compliant and pii.f1 >= LEAST_PII_F1
    baseline = round(long.total.f1, 4)
    print(
        json.dumps(
            {
                "benchmark": "conduct",
                "value": round(result.total.f1, 4),
                "unit": "micro-F1",
                "baseline": baseline,
                "ratio": round(result.total.f1 / max(baseline, 1e-9), 2),
                "limit": LEAST_F1,
                "false_alarms": round(alarms / max(compliant, 1), 4),
                "pii_f1": round(pii.f1, 4),
                "ok": ok,
            }
        )
    )
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
