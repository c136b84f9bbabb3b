"""What others did, what the debtor does himself, what may happen one day, and lessons, each both ways."""

import pytest

from audit.exemptions import EXEMPTIONS
from tests.unit.audit.exemptions.marked import hit

ROWS = [
    ("report", True, "有人往您车上[泼油漆]的话先保留好证据", "others did it, what to do"),
    ("report", True, "上一家公司的人员[骂您],我已上报", "the predecessor, and it is taken up"),
    ("report", True, "门卫称有陌生男子[撬锁],已报物业", "note in the third person"),
    ("report", True, "您反馈的[深夜敲门]一事经查属实,向您致歉", "a complaint that is answered"),
    ("report", False, "明天会有人[去你家坐着],你报警吧", "somebody will come: the threat itself"),
    ("report", False, "有人[盯着你],否则你早跑了", "nothing is taken up"),
    ("report", False, "向邻居说明其[欠款]数额,请其协助", "the collector's own act"),
    ("report", False, "当事人称已病故,告知其家属[人死账不烂]", "the collector's own words in a note"),
    ("report", False, "我们查到您住址,[今晚上门],请登记", "nobody else"),
    ("other_actor", True, "您想把车[抵押]了来还,别冲动", "the debtor's plan, and advice"),
    ("other_actor", True, "您要[曝光]我们是您的权利", "against the speaker's own side"),
    ("other_actor", True, "您刚才把[验证码念出来]了,不安全,改一下", "the debtor's slip"),
    ("other_actor", True, "您让我用[私人微信]发?真不行", "asked for, and refused"),
    ("other_actor", False, "你要投诉我,我就[打给你单位]", "retaliation"),
    ("other_actor", False, "您想让[单位知道]吗", "a threat as a question"),
    ("other_actor", False, "谁让你投诉我的,这下只能[上门]", "nothing is taken up"),
    ("hypothetical", True, "真有人[堵门],您就报警", "what to do then"),
    ("hypothetical", True, "要是谁[收您上门费],请您投诉", "what to do then"),
    ("hypothetical", True, "真走到[判决]那步也是法院说了才算", "a court's affair"),
    ("hypothetical", False, "要是不还,你就等着[坐牢]", "a condition of the debtor's making"),
    ("hypothetical", False, "一旦[上门]我就不客气", "own threat"),
    ("training_note", True, '晨会提醒:"[小心你孩子]"一律不能说', "lesson"),
    ("training_note", True, "禁语表新增:[送你进去]、[上你家]", "list"),
    ("training_note", True, "[让你全村知道],这种话说一次就开除", "a verdict on the words"),
    ("training_note", False, "质检听不到的,[加我微信]", "no lesson"),
    ("training_note", False, "别跟我演,[要死就去死]", "no lesson"),
]


@pytest.mark.parametrize("name, expected, marked, because", ROWS)
def test_rows(name, expected, marked, because):
    assert EXEMPTIONS[name](hit(marked)) is expected, because
