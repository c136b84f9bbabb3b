import pytest

from audit.exemptions.quotation import exempt
from tests.unit.audit.exemptions.marked import hit

QUOTED = [
    ("您刚才说之前有人威胁要[砸]您[家门],这个情况我先登记上报", "the debtor's report"),
    ("您反映有人往门上[喷漆],属实的话您可以报警", "reported"),
    ('您说之前有同事叫您"[老赖]",这种说法不合规,我给您记录', "quoted label"),
    ('您问"算不算[诈骗]",我不能做法律定性', "asked"),
    ("您说有人在群里[发了您的照片],请把截图给我们", "reported"),
    ('您听说的"[死了账也得家里还]"不准确,只在遗产范围内依法处理', "heard"),
    ("您说我们[威胁]您,我给您登记核查", "a complaint about ourselves"),
    ("有人说逾期会[坐牢],这是不准确的", "hearsay"),
    ("对方称要[打给]您[单位]", "the other side"),
    ('班前提醒:带有"[后果自负]"这种口吻的话术一律不能用', "lesson"),
    ("您问案件在哪个法院,系统显示由委托律师[提交]某区[法院],以法院通知为准", "answer to a question"),
    ("您说有人让您[转到个人账户],请不要转,我登记为疑似诈骗", "report of a fraud"),
    ('"[废物]"这种说法不合规', "a label that is called wrong"),
]
OWN = [
    ("你说不还,那我就[打给]你[家人]", "the agent's own consequence"),
    ("你说怎么办,我[打给]你[家人]?", "你说 as a question"),
    ("你说我要不要[打给]你[家人]", "rhetorical"),
    ("我跟你说,明天[打给]你[家人]", "the agent speaks himself"),
    ("我告诉你,不还就[坐牢]", "the agent speaks himself"),
    ('明天你的头像配上"[老赖]"两个字,会出现在短视频平台上', "quotation marks alone"),
    ('您已被列入"[全国信用违约人员数据库]"', "quotation marks alone"),
    ("有人会去你[单位][找]你", "somebody acts, nobody speaks"),
    ("你就告诉我[要钱还是要命]", "a demand"),
    ("你问哪家公司干什么,[欠谁的钱你自己不知道]", "contempt"),
    ("等你接到[传票]就晚了", "to receive is not to report"),
    ("你们领导说了,我[打给]你[单位]", "announcement"),
    ("之前说了你不听,现在我们[上门]", "said earlier, acts now"),
]


@pytest.mark.parametrize("marked, because", QUOTED)
def test_quoted(marked, because):
    assert exempt(hit(marked)), because


@pytest.mark.parametrize("marked, because", OWN)
def test_own_words(marked, because):
    assert not exempt(hit(marked)), because
