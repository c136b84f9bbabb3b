"""What stays unseen in a blind review."""

import pytest

from audit.blinding import blinded
from tests.make import sms


@pytest.mark.parametrize(
    ("agency", "agent", "text", "seen"),
    [
        pytest.param("宜诚", "A-7", "我是宜诚的A-7", "我是■■的■■■", id="both names"),
        pytest.param(None, None, "我是宜诚的", "我是宜诚的", id="nothing known"),
        pytest.param("A", "A-7", "工号A-7", "工号■■■", id="the longer name first"),
        pytest.param("宜诚", "A-7", "您好", "您好", id="nothing told"),
    ],
)
def test_names_of_agency_and_agent_are_hidden_and_places_stay(agency, agent, text, seen):
    before = sms("1", text, agency=agency, agent_id=agent)
    after = blinded(before)
    assert (after.agency, after.agent_id, after.turns[0].text) == (None, None, seen)
    assert len(after.turns[0].text) == len(text)
    assert after.key == before.key
