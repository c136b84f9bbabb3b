"""How right rules are, in numbers from textbooks."""

import pytest

from audit.precision import Budget, Noise, RuleVerdicts
from audit.review import Decision, Verdict, standing
from tests.make import NINE


@pytest.mark.parametrize(
    ("true", "false", "low", "high"),
    [
        pytest.param(41, 6, 0.749, 0.940, id="41 of 47 (Wilson)"),
        pytest.param(1, 0, 0.207, 1.0, id="from the first verdict on"),
        pytest.param(0, 0, 0.0, 1.0, id="nothing is known"),
    ],
)
def test_precision_with_its_interval(true, false, low, high):
    found = RuleVerdicts("cn.x", true, false, unsure=9).precision
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.001)


@pytest.mark.parametrize(
    ("noise", "over"),
    [
        pytest.param(Noise("x", 100, 1000, 50, 5), ("hits",), id="a tenth of all contacts"),
        pytest.param(Noise("x", 1, 10, 1, 1), (), id="too few to say so"),
        pytest.param(Noise("x", 10, 1000, 10, 40), ("rejected",), id="mostly wrong"),
        pytest.param(Noise("x", 0, 0, 0, 0), (), id="nothing was scanned"),
    ],
)
def test_noise_is_over_budget_only_where_it_is_sure(noise, over):
    assert noise.over(Budget()) == over


def given(decision, finding="f", by="甲"):
    return Verdict(finding, "sms:1", Decision(decision), "other", by, NINE)


@pytest.mark.parametrize(
    ("decisions", "holds"),
    [
        pytest.param(["true", "false"], "false", id="the last word"),
        pytest.param(["true", "false", "withdrawn"], "true", id="taken back, the one before holds"),
        pytest.param(["true", "withdrawn"], None, id="nothing is left"),
        pytest.param(["withdrawn", "true"], "true", id="nothing to take back"),
        pytest.param(["true", "withdrawn", "withdrawn", "unsure"], "unsure", id="taken back twice"),
    ],
)
def test_which_verdict_holds(decisions, holds):
    found = standing([given(decision) for decision in decisions])
    assert (found["f"].decision if found else None) == holds
