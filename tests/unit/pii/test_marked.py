"""Whole sentences with everything marked: `[kind:text]` must be found exactly, and nothing else."""

import re
from pathlib import Path

import pytest

from audit.pii.find import find_pii

_MARK = re.compile(r"\[([a-z_]+):([^\]]+)\]")
ROWS = [
    line.split("\t")[1]
    for line in Path(__file__).with_name("marked.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize("row", ROWS)
def test_exactly_what_is_marked(row: str) -> None:
    text = _MARK.sub(r"\2", row)
    assert [(span.kind, text[span.start : span.end]) for span in find_pii(text)] == _MARK.findall(row)
