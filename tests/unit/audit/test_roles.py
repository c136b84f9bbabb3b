"""Who says this, by the words: the shipped cues, and what channels are believed to be by them."""

import pytest

from audit.records import Speaker, Turn
from audit.swapped import Sides, sides
from audit.text import normalise
from config.roles import role_cues

CUES = role_cues()
#: Log-odds that lean clearly to one side.
LEANS = 1.5


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("您好,请问是王丽本人吗?", "agent"),
        ("我是宜诚服务的小周,工号零三八八,受晨星消费金融委托,本次通话全程录音。", "agent"),
        ("先核实一下,请您说身份证后四位。", "agent"),
        ("您的消费分期逾期三十天,要还三千二百元。", "agent"),
        ("May I speak to Dana Reed? This call is being recorded.", "agent"),
        ("是我,你是哪位?", "other"),
        ("我工资还没有发,月底再还可以吗?", "other"),
        ("你怎么骂人?我要投诉你。", "other"),
        ("不是,我是他同事,他在开会。", "other"),
        ("I can't pay, I lost my job.", "other"),
        ("嗯。", "nobody"),
        ("好的,再见。", "nobody"),
        ("三千二百元。", "nobody"),
        ("那你叫什么?工号多少?", "nobody"),
    ],
)
def test_words_of_each_side(text, side):
    odds = CUES.odds(normalise(text).text)
    assert side == ("agent" if odds >= LEANS else "other" if odds <= -LEANS else "nobody")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("您拨打的电话暂时无法接通,请稍后再拨。", True),
        ("正在为您转接人工客服,请不要挂机。", True),
        ("查询账单请按1,人工服务请按0。", True),
        ("请在滴声后留言。", True),
        ("The number you have dialed is not available.", True),
        ("请按时还款,不要再拖了。", False),
        ("请按1键还款,不然我们上门找你,打断你的腿。", False),
        ("我们的人正在为您安排上门。", False),
        ("您好,请问是王丽本人吗?", False),
        ("……", False),
    ],
)
def test_what_a_machine_says(text, expected):
    assert CUES.announced(normalise(text).text) is expected


AGENT = ("您好,请问是王丽本人吗", "我是宜诚服务的小周,受晨星消费金融委托", "您的分期逾期三十天了")
DEBTOR = ("是我,你是哪位", "我工资还没有发,月底再还可以吗", "你别再打电话了")
PLAIN = ("好的", "再见")


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        pytest.param(AGENT, DEBTOR, Sides.RIGHT, id="as the channels say"),
        pytest.param(DEBTOR, AGENT, Sides.SWAPPED, id="each on the other's channel"),
        pytest.param((), AGENT, Sides.SWAPPED, id="the debtor says nothing"),
        pytest.param(PLAIN, PLAIN, Sides.RIGHT, id="nothing tells, so the channels are believed"),
        pytest.param(PLAIN, AGENT[:1], Sides.DOUBTFUL, id="one sentence on the wrong channel"),
        pytest.param(DEBTOR[:1], PLAIN, Sides.DOUBTFUL, id="one answer on the wrong channel"),
    ],
)
def test_channels_are_checked_by_what_is_said(left, right, expected):
    said = [(0, text) for text in left] + [(1, text) for text in right]
    turns = [Turn(index, Speaker.UNKNOWN, text) for index, (_, text) in enumerate(said)]
    named = {0: Speaker.AGENT, 1: Speaker.DEBTOR}
    assert sides(named, turns, [channel for channel, _ in said], CUES) is expected


@pytest.mark.parametrize(
    "named",
    [
        pytest.param({0: Speaker.AGENT}, id="one channel only"),
        pytest.param({0: Speaker.UNKNOWN, 1: Speaker.UNKNOWN}, id="a room"),
        pytest.param({0: Speaker.AGENT, 1: Speaker.AGENT}, id="two agents"),
    ],
)
def test_there_is_nothing_to_change_over_without_two_sides(named):
    turns = [Turn(index, Speaker.UNKNOWN, text) for index, text in enumerate(AGENT)]
    assert sides(named, turns, [0] * len(turns), CUES) is Sides.RIGHT
