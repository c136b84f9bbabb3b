"""The corpus of signs is what training takes it for."""

import pytest

from audit.reading import ANSWER, SIGN, STEPS
from audit.records import Party, Speaker
from models.signs.lines import CATEGORIES, KINDS, Line, read_lines, read_openings

ROWS = [
    ("hardship\tcall\t货都泡了\t您保重\tyes", [(SIGN, Speaker.DEBTOR), (ANSWER, Speaker.AGENT)], "a sign, taken up"),
    ("fraud\tchat\t被骗了\t今天还\tno", [(SIGN, Speaker.DEBTOR), (None, Speaker.AGENT)], "a sign, not taken up"),
    ("-\tcall\t明天还\t好\t-", [(None, Speaker.DEBTOR), (None, Speaker.AGENT)], "nothing to take up"),
    (
        "stop,complaint\tcall,third_party\t别打了\t抱歉\tyes",
        [(SIGN, Speaker.THIRD_PARTY), (ANSWER, Speaker.AGENT)],
        "somebody else",
    ),
]


@pytest.mark.parametrize(("row", "lines", "why"), ROWS)
def test_what_a_pair_teaches(row, lines, why, tmp_path):
    (tmp_path / "a.tsv").write_text(f"# whose voice\n{row}\n", encoding="utf-8")
    read = list(read_lines(tmp_path))
    assert [(next(iter(line.labels), None), line.spoken.speaker) for line in read] == lines, why
    assert all(line.author == "a" and not line.spoken.alone for line in read)


def test_each_question_is_asked_of_one_side():
    said, answer = (
        Line("a", frozenset(), next(read_lines()).spoken._replace(speaker=side, party=Party.DEBTOR))
        for side in (Speaker.DEBTOR, Speaker.AGENT)
    )
    assert (said.judged(SIGN), said.judged(ANSWER)) == (True, False)
    assert (answer.judged(SIGN), answer.judged(ANSWER)) == (False, True)


def test_every_pair_can_be_read():
    lines = list(read_lines())
    signs = [line for line in lines if line.kinds]
    assert len(lines) >= 8000
    assert {kind for line in signs for kind in line.kinds} == KINDS
    assert 0.35 < len(signs) / sum(line.spoken.speaker is not Speaker.AGENT for line in lines) < 0.6


def test_openings_teach_steps_and_nothing_else():
    lines = list(read_openings())
    assert len(lines) >= 1500
    assert {step for line in lines for step in line.labels} == STEPS
    assert all(line.judged(category) is (category in STEPS) for line in lines[:20] for category in CATEGORIES)
    assert 0.2 < sum(not line.labels for line in lines) / len(lines) < 0.4
