"""What a conversation is, told by its messages."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from audit.messages import content, conversation
from audit.records import Direction, Message, Party, Speaker
from tests.make import NINE


def message(identity, speaker=Speaker.AGENT, minutes=0, **fields):
    return Message("k", identity, NINE + timedelta(minutes=minutes), speaker, identity, **fields)


def test_turns_are_ordered_by_time_and_ties_by_id_however_they_come():
    given = [message("b"), message("a"), message("c", minutes=-1)]
    for order in permutations(given):
        assert [turn.text for turn in conversation(order).turns] == ["c", "a", "b"]


def test_moments_are_compared_and_not_clocks():
    later = Message("k", "1", datetime(2026, 3, 1, 2, 0, tzinfo=UTC), Speaker.AGENT, "后")
    assert [turn.text for turn in conversation([later, message("2")]).turns] == ["2", "后"]


@pytest.mark.parametrize(
    "speakers, direction, party",
    [
        pytest.param("a", Direction.OUTBOUND, Party.DEBTOR, id="the agent alone"),
        pytest.param("ad", Direction.OUTBOUND, Party.DEBTOR, id="the agent begins"),
        pytest.param("da", Direction.INBOUND, Party.DEBTOR, id="the debtor begins"),
        pytest.param("ta", Direction.INBOUND, Party.THIRD_PARTY, id="somebody else begins"),
        pytest.param("at", Direction.OUTBOUND, Party.THIRD_PARTY, id="somebody else answers"),
        pytest.param("atd", Direction.OUTBOUND, Party.DEBTOR, id="the debtor is there, too"),
        pytest.param("ia", Direction.INBOUND, Party.DEBTOR, id="a machine greets whoever opened the chat"),
        pytest.param("u", Direction.INBOUND, Party.DEBTOR, id="nobody knows who writes"),
    ],
)
def test_direction_and_party(speakers, direction, party):
    of = {
        "a": Speaker.AGENT,
        "d": Speaker.DEBTOR,
        "t": Speaker.THIRD_PARTY,
        "i": Speaker.IVR,
        "u": Speaker.UNKNOWN,
    }
    found = conversation(message(str(n), of[letter], n) for n, letter in enumerate(speakers))
    assert (found.direction, found.party) == (direction, party)


def test_what_only_some_messages_tell_is_told_by_the_first_that_does():
    found = conversation(
        [
            message("1", Speaker.DEBTOR, agent_id="not an agent's", agency="丙方"),
            message("2", minutes=1, agency="乙方"),
            message("3", minutes=2, agency="丁方", agent_id="A-1", case_id="c1", extra={"platform": "app"}),
            message("4", minutes=3, agent_id="A-2", case_id="c2", extra={"platform": "web", "备注": "x"}),
        ]
    )
    assert (found.agency, found.agent_id, found.case_id, found.extra) == ("乙方", "A-1", "c1", {"platform": "app"})
    assert (found.at, found.ended_at) == (NINE, NINE + timedelta(minutes=3))


def test_equal_moments_are_equal_content_even_where_the_clocks_were_put_back():
    zone = ZoneInfo("America/New_York")
    local = datetime(2026, 11, 1, 1, 30, tzinfo=zone, fold=1)
    fixed = datetime.fromisoformat(local.isoformat())
    assert local != fixed, "Python calls them unequal"
    one, other = (Message("k", "1", at, Speaker.AGENT, "好") for at in (local, fixed))
    assert content(one) == content(other)
