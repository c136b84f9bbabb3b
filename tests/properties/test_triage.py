"""Laws of an incident's way through people's hands, and of the queue's order."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from audit.errors import Refused
from audit.queue import Weight, factors, rank
from audit.triage import LEASE, STEPS, Act, ActKind, Status, Work, take
from tests.make import NINE

MINUTES = st.integers(0, 90).map(lambda minutes: timedelta(minutes=minutes))
PEOPLE = st.sampled_from(["甲", "乙", "丙"])
ACTS = st.builds(
    Act,
    incident=st.just("i"),
    kind=st.sampled_from(ActKind),
    by=PEOPLE,
    at=st.just(NINE),
    to=PEOPLE | st.just(""),
    level=st.integers(0, 4),
    note=st.sampled_from(["", "说明"]),
)
WEIGHTS = st.builds(Weight, st.integers(1, 4), st.floats(0, 1), st.integers(0, 1000))
TIMES = st.integers(0, 10**6).map(lambda minutes: NINE + timedelta(minutes=minutes))


@given(acts=st.lists(st.tuples(ACTS, MINUTES, st.booleans()), max_size=30))
def test_no_step_is_skipped_and_nobody_works_on_what_is_anothers(acts):
    work, now, decision = Work(), NINE, None
    for given_act, wait, whole in acts:
        now += wait
        act = replace(given_act, at=now, until=now + LEASE)
        before = work.at(now)
        try:
            work = take(work, act, whole=whole, undone=decision)
        except Refused:
            continue
        assert work.status in STEPS[before.status]
        assert (work.assignee is not None) == (work.status in {Status.CLAIMED, Status.DECIDED, Status.HELD})
        assert work.level >= before.level
        if act.kind is ActKind.DECIDE:
            assert (before.status, before.assignee) == (Status.CLAIMED, act.by)
            decision = act
        if work.status is Status.DECIDED and before.status is not Status.DECIDED:
            assert whole
            assert before.status is Status.CLAIMED
        if act.kind is ActKind.CLAIM:
            assert before.assignee in (None, act.by)


@given(weights=st.lists(st.tuples(WEIGHTS, TIMES), min_size=2, max_size=2), now=TIMES)
def test_the_order_of_ranks_is_that_of_the_products_at_any_time(weights, now):
    (one, opened), (other, then) = weights
    ranks = rank(one, opened) - rank(other, then)
    # Compared as logarithms: after decades of waiting the products themselves leave the range of numbers.
    known = [factors(weight, at, at).product for weight, at in weights]
    if abs(now - opened) < timedelta(days=3650) and abs(now - then) < timedelta(days=3650):
        products = factors(one, opened, now).product / factors(other, then, now).product
        assert (ranks > 1e-6) <= (products > 1)
        assert (ranks < -1e-6) <= (products < 1)
    assert all(product > 0 for product in known)


@given(weight=WEIGHTS, opened=TIMES)
def test_a_step_of_severity_is_worth_two_weeks_of_waiting(weight, opened):
    if weight.severity < 4:
        graver = weight._replace(severity=weight.severity + 1)
        assert abs(rank(graver, opened) - rank(weight, opened - timedelta(days=14))) < 1e-6
