"""Laws of reports: totals are the sums of their parts, periods have no gaps, steps are never skipped, JSON loses nothing."""

import json
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from audit.errors import Refused
from audit.records import State as ContactState
from audit.reports.facts import Found, Group
from audit.reports.periods import around, parts
from audit.reports.record import Kind, Period
from audit.reports.release import STEPS, State, Step, begin, take
from audit.reports.written import kept_values, read_kept, read_report, report_values
from tests.make import NINE
from tests.reported import LAW, NORM, facts, report

AGENCIES = st.sampled_from(["", "宜诚服务", "o'甲"])
GROUPS = st.lists(
    st.builds(
        Group,
        agency=AGENCIES,
        channel=st.sampled_from(["call", "sms"]),
        state=st.sampled_from([one.value for one in ContactState]),
        judged=st.booleans(),
        worded=st.booleans(),
        contacts=st.integers(0, 10_000),
        hit=st.just(0),
    ),
    max_size=12,
)
FOUND = st.lists(
    st.builds(
        Found,
        id=st.uuids().map(str),
        contact=st.sampled_from(["sms:1", "sms:2", "sms:3"]),
        category=st.sampled_from(["T01", "T08", "T13"]),
        severity=st.integers(1, 4),
        channel=st.just("sms"),
        agency=AGENCIES,
        judged=st.booleans(),
        basis=st.frozensets(st.sampled_from([LAW, NORM])),
        status=st.sampled_from(["open", "decided", "claimed"]),
        level=st.integers(0, 3),
        decided_by=st.sampled_from(["", "甲"]),
        confirmed=st.booleans(),
        unsure=st.booleans(),
    ),
    max_size=12,
)
DAYS = st.dates(date(2000, 1, 1), date(2099, 1, 1))
SUMMED = ("contacts", "worded", "by_log", "unchecked", "incidents", "confirmed", "rejected", "undecided")


@given(groups=GROUPS, found=FOUND)
def test_totals_are_the_sums_of_their_parts(groups, found):
    # A contact that was judged may be hit; more hit than judged ones there are none.
    judged = sum(one.contacts for one in groups if one.judged)
    found = [one for one in found if not one.judged or judged >= 3]
    one = report(facts(groups=groups, found=found))
    tables = {table.id: table for table in one.tables}
    for table in (tables["by_channel"], tables["by_agency"], tables["by_category"]):
        *rows, total = table.rows
        for place, column in enumerate(table.columns):
            if column in SUMMED:
                assert sum(row[place].value for row in rows) == total[place].value, (table.id, column)
    values = {figure.id: figure.value for figure in one.figures}
    assert values["summary.unchecked"] == values["unchecked.total"] == values["coverage.channel.total.unchecked"]
    assert values["summary.incidents"] == sum(values[f"levels.{level}"] for level in range(4)) == len(found)


@given(groups=GROUPS, found=FOUND)
def test_an_interval_holds_its_figure(groups, found):
    judged = sum(one.contacts for one in groups if one.judged)
    found = [one for one in found if not one.judged or judged >= 3]
    for figure in report(facts(groups=groups, found=found)).figures:
        if figure.value is not None and figure.low is not None and figure.high is not None:
            tolerance = 1e-9 * max(figure.high, 1)
            assert figure.low - tolerance <= figure.value <= figure.high + tolerance, figure


@given(first=DAYS, days=st.integers(0, 800))
def test_the_parts_of_a_trend_are_the_period_without_gap_or_overlap(first, days):
    period = Period(first, first + timedelta(days=days), "UTC")
    told = [one.first + timedelta(days=day) for one in parts(period) for day in range((one.last - one.first).days + 1)]
    assert told == [first + timedelta(days=day) for day in range(days + 1)]


@given(day=DAYS, kind=st.sampled_from([Kind.MONTHLY, Kind.QUARTERLY, Kind.YEARLY]))
def test_each_day_is_of_one_period_of_each_kind(day, kind):
    period = around(kind, day, "UTC")
    assert period.first <= day <= period.last
    assert around(kind, period.last + timedelta(days=1), "UTC").first == period.last + timedelta(days=1)


@given(steps=st.lists(st.builds(Step, st.sampled_from(State), st.sampled_from("甲乙丙"), st.just(NINE), st.just("因"))))
def test_no_step_is_skipped_and_two_people_release(steps):
    kept = begin(report(), State.PREPARED, 1)
    for step in steps:
        try:
            kept = take(kept, step)
        except Refused:
            continue
    states = [step.state for step in kept.steps]
    assert all(after in STEPS[before] for before, after in pairwise(states))
    if released := kept.step(State.RELEASED):
        assert kept.vouched_by not in ("", released.by)
    assert read_kept(json.loads(json.dumps(kept_values(kept)))) == kept


@given(groups=GROUPS, found=FOUND)
def test_json_loses_nothing(groups, found):
    judged = sum(one.contacts for one in groups if one.judged)
    one = report(facts(groups=groups, found=[each for each in found if not each.judged or judged >= 3]))
    again = read_report(json.loads(json.dumps(report_values(one))))
    assert again == one
    assert again.digest == one.digest
    assert again.subject == one.subject
