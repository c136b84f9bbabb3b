"""What nobody said proves nothing: rules of every kind, over turns that were kept and marked."""

from dataclasses import replace

import pytest

from audit.gate import UNCLEAR
from audit.quality import Grade, Quality
from tests.unit.audit.talk import result, talk

SAY = "say: 爆你通讯录"
SPREAD = """\
say:
  near: [{by: debtor, say: 住院}, 爆你通讯录]
  within: 2 turns
"""
REPEATED = """\
say: {repeated: {say: 还钱, times: 2}}
"""
UNANSWERED = """\
who: {speaker: debtor}
say: 住院
unanswered: {by: agent, say: 保重, within: {turns: 1}}
"""
ABSENT = """\
absent: {say: 录音, within: {turns: 2}, at_least: {turns: 1}}
"""
ABSENT_SECONDS = """\
absent: {say: 录音, within: {seconds: 30}, at_least: {turns: 1}}
"""
RATE = """\
who: {speaker: agent, channel: call}
sound: {rate: 8 syllables}
"""


def call(*lines):
    """A line that begins with `!` is a turn that nobody said."""
    contact = talk(*(line.removeprefix("!") for line in lines))
    marked = (
        replace(turn, quality=Quality(Grade.VOID)) if line.startswith("!") else turn
        for turn, line in zip(contact.turns, lines, strict=True)
    )
    return contact.with_turns(tuple(marked))


@pytest.mark.parametrize(
    ("body", "lines", "expected"),
    [
        pytest.param(SAY, ["a 我爆你通讯录"], (["爆你通讯录"], []), id="heard: found"),
        pytest.param(SAY, ["!a 我爆你通讯录"], ([], [UNCLEAR]), id="only in words nobody said"),
        pytest.param(SAY, ["!d 我爆你通讯录"], ([], []), id="not the agent's words either way"),
        pytest.param(SAY, ["!? 我爆你通讯录"], ([], [UNCLEAR]), id="nobody's words of nobody known"),
        pytest.param(SPREAD, ["d 我住院", "!a 我爆你通讯录"], ([], [UNCLEAR]), id="the threat was invented"),
        pytest.param(SPREAD, ["!d 我住院", "a 我爆你通讯录"], ([], [UNCLEAR]), id="the illness was invented"),
        pytest.param(REPEATED, ["a 还钱", "!a 还钱"], ([], [UNCLEAR]), id="the second time was invented"),
        pytest.param(REPEATED, ["a 还钱", "!a 还钱", "a 还钱"], (["还钱"], []), id="twice without it"),
        pytest.param(
            UNANSWERED, ["d 我住院了", "!a 您保重", "a 几号还"], ([], [UNCLEAR]), id="an answer not heard clearly"
        ),
        pytest.param(
            UNANSWERED, ["d 我住院了", "a 几号还", "!a 谢谢观看"], (["住院"], []), id="nothing after the answer counts"
        ),
        pytest.param(ABSENT, ["a 您好", "a 几号还"], (["您好"], []), id="not said: found"),
        pytest.param(ABSENT, ["!a 本次录音", "a 您好", "a 几号还"], ([], [UNCLEAR]), id="it may have been said there"),
        pytest.param(ABSENT, ["a 您好", "a 几号还", "!a 本次录音"], (["您好"], []), id="too late to matter"),
        pytest.param(
            ABSENT, ["!d 喂喂喂", "a 您好", "a 几号还"], (["您好"], []), id="the other side's words matter not"
        ),
        pytest.param(
            ABSENT_SECONDS, ["a 0-2 您好", "!a 3-4 x", "a 40-41 几号还"], ([], [UNCLEAR]), id="within the seconds"
        ),
        pytest.param(ABSENT_SECONDS, ["a 0-2 您好", "!a 40-41 x"], (["您好"], []), id="after the seconds"),
        pytest.param(RATE, ["!a 0-1 一二三四五六七八九十"], ([], [UNCLEAR]), id="nobody spoke so fast"),
    ],
)
def test_what_only_holds_in_words_nobody_said_is_not_assessed(body, lines, expected):
    assert result(body, call(*lines)) == expected
