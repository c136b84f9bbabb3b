"""The pack and its reader on the open benchmark: no change may lose what was reached."""

from functools import cache

import pytest

from audit.pii.kinds import KINDS
from benchmarks.conduct import answers, by_fairdial
from benchmarks.conduct_zh.rows import Row, Span, read
from benchmarks.conduct_zh.score import Counts, score, spans

#: Conversations that came to the dev split later, many of them about signs of risk and unusual openings: harder than the rest, and scored apart.
APART = tuple(f"dialogues-{author}:" for author in "jklpqrstuxy")
#: Split, whether of the rows scored apart, micro-F1 and share of compliant rows with an alarm, a little under what was measured.
REACHED = [("test", False, 0.935, 0.018), ("dev", False, 0.935, 0.02), ("dev", True, 0.88, 0.065)]
#: F1 of personal data.
PERSONAL = {"test": 0.955, "dev": 0.98}


@cache
def scanned(split: str) -> tuple[list[Row], dict[str, frozenset[str]], dict[str, frozenset[Span]]]:
    rows = read(split)
    return rows, *answers(by_fairdial(rows))


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("split", "apart", "least", "most"), REACHED)
def test_violations_found_and_alarms_raised_stay_as_good(split, apart, least, most):
    rows, found, _ = scanned(split)
    result = score([row for row in rows if row.pii is None and row.id.startswith(APART) is apart], found)
    alarms, compliant = result.false_alarms
    assert result.total.f1 >= least
    assert alarms <= most * compliant


@pytest.mark.timeout(300)
@pytest.mark.parametrize("split", PERSONAL)
def test_personal_data_is_found_as_well(split):
    rows, _, personal = scanned(split)
    marked = spans([row for row in rows if row.pii is not None], personal, frozenset(KINDS))
    assert sum(marked.values(), Counts()).f1 >= PERSONAL[split]
