"""What each section tells, and when it says that it cannot tell."""

from dataclasses import replace
from datetime import timedelta

import pytest

from audit.recall import Seen, recall
from audit.reports.definitions import Asking, citing, quoted
from audit.reports.facts import Corrective, Sample
from audit.reports.found import articles
from audit.reports.record import Figure, Text
from audit.sampling import FrameQuery, Method, Plan
from audit.scope import Scope
from tests.make import NINE
from tests.reported import BOUNDS, LAW, NORM, facts, found, group, report


def figures(one):
    return {figure.id: figure for figure in one.figures}


def notes(one, section):
    (found_section,) = (each for each in one.sections if each.id == section)
    return [note.code for note in found_section.notes]


def table(one, identity):
    return next(each for each in one.tables if each.id == identity)


def test_every_figure_has_its_own_name_a_definition_and_a_hash():
    one = report()
    assert len(figures(one)) == len(one.figures) > 50
    assert all(figure.definition for figure in one.figures)
    assert len({figure.digest for figure in one.figures}) == len(one.figures)


def test_a_changed_number_or_question_changes_the_hashes():
    one, other = report(), report(facts(not_assessed={"too short to judge": 8}))
    assert one.digest != other.digest
    before, after = (figures(each)["not_assessed.too short to judge"] for each in (one, other))
    assert before.digest != after.digest != replace(after, definition="SELECT 1").digest


def test_what_nobody_could_tell_is_said():
    bare = facts(groups=(), found=(), noise=(), complaints=(), counts=replace(facts().counts, packs={}), trend=())
    told = report(bare)
    assert [figures(told)[f"summary.{name}"].value for name in ("judged", "rate", "precision", "recall")] == [None] * 4
    assert notes(told, "summary") == ["reports.note.no_recall", "reports.note.actions_none"]
    assert "reports.note.no_recall" in notes(told, "method")
    assert notes(told, "actions") == ["reports.note.actions_none"]


def test_findings_that_nobody_decided_on_are_no_ruling():
    assert "reports.note.nothing_decided" in notes(report(facts(found=(found(),))), "summary")
    assert "reports.note.nothing_decided" not in notes(report(), "summary")


def test_categories_that_were_looked_for_and_not_found_are_named():
    (note,) = (each for one in report().sections for each in one.notes if each.code == "reports.note.looked_for")
    assert note.values == {"categories": "T03"}


def test_articles_stand_by_their_force_and_an_incident_counts_for_each():
    rows = table(report(), "by_article").rows
    assert [(row[0].plain, row[1].code, row[2].value) for row in rows] == [
        ("个人信息保护法 第10条", "force.LAW", 1),
        ("GB/T 45251-2025 业务管理", "force.GBT", 2),
    ]
    assert articles([found(basis=frozenset({NORM, LAW, "别的"}))]) == [LAW, NORM, "别的"]


def test_an_incident_of_a_contact_that_no_pack_judged_is_no_share_of_the_judged():
    told = facts(groups=(group(1), group(1, judged=False)), found=(found("i1"), found("i2", judged=False)))
    one = figures(report(told))
    assert (one["found.total.incidents"].value, one["found.total.hit"].value) == (2, 1)
    assert one["found.total.hit_rate"].value == 1000


def test_recall_is_told_with_its_interval_where_a_sample_allows_it():
    plan = Plan("三月", Method.RANDOM, "7", FrameQuery(9, unhit=True), 20, "甲", NINE, frame_size=1000, frame_hash="ab")
    seen = Seen(hit=30, confirmed=20, rejected=5, unhit=1000, sampled=20, wrong=1)
    one = report(facts(samples=(Sample(plan, 20, 1, seen, recall(seen)), Sample(plan, 0, 0))))
    value = figures(one)[f"recall.{plan.id}.value"]
    assert (value.value, value.low, value.high) == tuple(recall(seen).value)
    assert "confirmed 20" in value.definition
    assert notes(one, "method")[2] == "reports.note.recall"
    assert len(table(one, "samples").rows) == 2


def test_actions_are_told_with_rates_before_and_after():
    done = Corrective("A1", "training", "宜诚服务", 3, "open", NINE, NINE.date() + timedelta(days=7), None, (10, 100))
    (row,) = table(report(facts(actions=(done,))), "actions").rows
    assert row[0] == Text("action.training")
    assert (row[7].value, row[8]) == (100, Text(plain="–"))
    assert (row[6], row[9]) == (Text("reports.stands.open"), Text("reports.effect.not_yet"))
    assert notes(report(facts(actions=(done,))), "actions") == ["reports.note.actions"]


def test_exports_are_told_of_the_whole_only():
    ids = {figure.id for figure in report().figures}
    part = report(scope=Scope(agencies=frozenset({"宜诚服务"})))
    assert "data.export" in ids
    assert "data.export" not in {figure.id for figure in part.figures}
    assert "reports.note.protection_scope" in notes(part, "protection")


@pytest.mark.parametrize(
    ("text", "sql"), [("宜诚服务", "'宜诚服务'"), ("o'; DROP TABLE x --", "'o''; DROP TABLE x --'"), ("", "''")]
)
def test_names_are_quoted(text, sql):
    assert quoted(text) == sql


def test_a_question_asks_within_the_scope_and_nothing_is_within_an_empty_one():
    some = Asking(*BOUNDS, Scope(institutions=frozenset({"乙", "甲"}), agents=frozenset()))
    assert "k.institution IN ('乙', '甲') AND 1 = 0" in some.contacts()
    assert "c.at_us >= 1772294400000000" in some.contacts()


def test_signs_of_a_pattern_are_taken_as_they_are():
    assert "LIKE '%\"a!_b!%c!!\"%' ESCAPE '!'" in citing("a_b%c!")


def test_figures_without_an_upper_end_are_no_figures():
    kappa = figures(report())["doubles.kappa"]
    assert isinstance(kappa, Figure)
    assert kappa.value is None
