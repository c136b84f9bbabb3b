import pytest

from audit.exemptions.unreal import exempt
from tests.unit.audit.exemptions.marked import hit

REJECTED = [
    ("什么[全网通缉],压根没有这回事", "there is no such thing"),
    ("[上门服务费]?没有这个项目", "no such charge, after a question mark"),
    ("交三百[消除逾期],那是骗人的", "called a fraud"),
    ("[半夜堵门]那是违法的", "called unlawful"),
    ("[加急费]您不用交", "not asked for"),
    ("[往门上贴纸]这种我们从来不做", "we never do it"),
    ("[列入黑名单]的短信不是我们发的", "not ours"),
    ("[骂客户]要开除的", "it costs the job"),
    ("您表弟考[公务员]跟您这笔没关系", "has nothing to do with it"),
    ("借[高利贷]来填风险太大,咱们慢慢来", "advised against right after"),
]
STANDING = [
    ("[你这是诈骗],是犯罪", "the verdict is on the debtor"),
    ("我[打给你单位],欠钱不还是违法的", "the verdict is on the debt"),
    ("我就[去你公司坐着],你报警也不犯法吧", "asks to agree that it is lawful"),
    ("[判你三年],没有任何争议", "nothing is denied"),
    ("[转我微信],工作电话里不方便说", "another matter is denied"),
    ("[曝光你]我们没做过,但你再拖后果自己想", "comes back by another way"),
    ("[打给你妈],先别挂", "nothing is said of it"),
    ("[抓你进去],缓刑都没有", "no mercy is no denial"),
]


@pytest.mark.parametrize("marked, because", REJECTED)
def test_rejected(marked, because):
    assert exempt(hit(marked)), because


@pytest.mark.parametrize("marked, because", STANDING)
def test_not_rejected(marked, because):
    assert not exempt(hit(marked)), because
