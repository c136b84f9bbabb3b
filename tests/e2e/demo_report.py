"""The report on the demo's month: its figures are those that the database gives to anybody who asks it."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2

from tests.e2e.conftest import Ran

MONTH = "2026-10"


def the_report_is_what_the_database_holds(
    fairdial: Callable[..., Ran], home: Path, folder: Path, spoiled: set[str]
) -> None:
    assert fairdial("user", "add", "manager-1", "--role", "manager").code == 0
    (made,) = fairdial("report", "make", MONTH, "--by", "manager-1", "--json").lines
    told = json.loads(fairdial("report", "show", made["id"]).out)
    with closing(sqlite3.connect(home / "fairdial.sqlite")) as database:
        every_question_gives_its_figure(told, database)
        the_figures_are_those_of_other_questions(told, database)
    assert {row[0]["plain"] for row in rows(told, "unchecked")} == {f"call:{call}" for call in spoiled}
    (undetected,) = rows(told, "undetected")
    assert undetected[0] == {"plain": "COMPLAINT-003"}
    pdf = folder / "report.pdf"
    assert fairdial("report", "show", made["id"], "--as", "pdf", "--to", pdf).code == 0
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        assert len(document) > 10


def every_question_gives_its_figure(told: dict[str, Any], database: sqlite3.Connection) -> None:
    asked = [figure for figure in figures(told) if figure["definition"].startswith("SELECT")]
    assert len(asked) > 300
    answers = {figure["id"]: database.execute(figure["definition"]).fetchone()[0] for figure in asked}
    assert answers == {figure["id"]: figure["value"] for figure in asked}


def the_figures_are_those_of_other_questions(told: dict[str, Any], database: sqlite3.Connection) -> None:
    """Everything in the demo is of one month, so these ask for no times."""
    values = {figure["id"]: figure["value"] for figure in figures(told)}
    for channel, number in database.execute("SELECT channel, count(*) FROM contacts GROUP BY 1"):
        assert values[f"coverage.channel.{channel}.contacts"] == number
    found = database.execute("SELECT category, count(*), count(DISTINCT contact) FROM incidents GROUP BY 1").fetchall()
    assert len(found) > 20
    for category, number, hit in found:
        assert values[f"found.category.{category}.incidents"] == number
        assert values[f"found.category.{category}.hit"] == hit
    articles = Counter[str]()
    said = "SELECT contact, category, json_group_array(json(basis)) FROM findings GROUP BY 1, 2"
    for _, _, lists in database.execute(said):
        articles.update({article for basis in json.loads(lists) for article in basis})
    for (body,) in database.execute("SELECT body FROM ledger_findings WHERE superseded = 0"):
        articles.update(set(json.loads(body)["basis"]))
    assert {name: values[f"found.article.{name}.incidents"] for name in articles} == articles
    hit = database.execute("SELECT count(DISTINCT contact) FROM incidents").fetchone()[0]
    judged = database.execute("SELECT count(*) FROM contacts WHERE state = 'indexed'").fetchone()[0]
    assert abs(values["summary.rate"] - 1000 * hit / judged) < 1e-9


def tables(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (table for section in told["sections"] for table in section["tables"])


def rows(told: dict[str, Any], identity: str) -> list[list[dict[str, Any]]]:
    found: list[list[dict[str, Any]]] = next(table["rows"] for table in tables(told) if table["id"] == identity)
    return found


def figures(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell for table in tables(told) for row in table["rows"] for cell in row if "figure" in cell]
