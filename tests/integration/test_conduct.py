"""The pack and its reader on the open benchmark: no change may lose what was reached."""

import pytest

from audit.pii.kinds import KINDS
from benchmarks.conduct import answers, by_fairdial
from benchmarks.conduct_zh.rows import read
from benchmarks.conduct_zh.score import Counts, score, spans

#: Split -> micro-F1, share of compliant rows with an alarm, F1 of personal data; a little under what was measured.
REACHED = {"dev": (0.905, 0.05, 0.98), "test": (0.925, 0.018, 0.955)}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("split", REACHED)
def test_what_was_reached_stays(split):
    rows = read(split)
    found, personal = answers(by_fairdial(rows))
    least, most, least_pii = REACHED[split]
    result = score([row for row in rows if row.pii is None], found)
    alarms, compliant = result.false_alarms
    assert result.total.f1 >= least
    assert alarms <= most * compliant
    marked = spans([row for row in rows if row.pii is not None], personal, frozenset(KINDS))
    assert sum(marked.values(), Counts()).f1 >= least_pii
