"""The keyword lists that FairDial is measured against in the same run."""

from collections.abc import Sequence

from benchmarks.conduct_zh.rows import HERE, Row

#: Presidio's names of the kinds that it knows without a trained Chinese model.
PRESIDIO_KINDS = {
    "PHONE_NUMBER": "cn_mobile",
    "CREDIT_CARD": "bank_card",
    "EMAIL_ADDRESS": "email",
    "IP_ADDRESS": "ip",
}


def keywords(name: str) -> list[tuple[str, str]]:
    """Category and word of each line of a list."""
    lines = (HERE / "lists" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [(category, word) for category, word in (line.split("\t") for line in lines if not line.startswith("#"))]


def by_keywords(rows: Sequence[Row], name: str) -> dict[str, frozenset[str]]:
    """What a plain list raises: every word that stands in a turn of the agent counts."""
    words = keywords(name)
    found = {}
    for row in rows:
        spoken = " ".join(turn["text"] for turn in row.given["turns"] if turn["speaker"] == "agent")
        found[row.id] = frozenset(category for category, word in words if word in spoken)
    return found
