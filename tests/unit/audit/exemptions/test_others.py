"""Correction, debtor speaking, authority, question, advice and lawful stage, each both ways."""

import pytest

from audit.exemptions import EXEMPTIONS
from audit.exemptions.correction import taken_back
from audit.records import LegalStage, Speaker
from tests.unit.audit.exemptions.marked import hit

AGENT, DEBTOR = Speaker.AGENT, Speaker.DEBTOR
TEXTS = [
    ("debtor_speaking", True, "债务人:你们是不是要[打给]我[家人]", "labelled"),
    ("debtor_speaking", True, "能不能直接[转你微信]?——不可以,请走官方渠道", "asked, then answered"),
    ("debtor_speaking", True, "我替他[还]行吗?——可以,请走官方渠道", "asked, then answered"),
    ("debtor_speaking", True, "客户:我要[投诉] 坐席:好的", "before the agent's label"),
    ("debtor_speaking", False, "债务人:我没钱。催收员:那我[打给]你[家人]", "the agent's label follows"),
    ("debtor_speaking", False, "你还不还?——不还我就[打给]你[家人]", "the answer"),
    ("debtor_speaking", False, "明天[上门]——你等着", "no question"),
    ("authority", True, "是否构成[恶意透支]由司法机关判断,我们无权认定", "left to the authority"),
    ("authority", True, "只有法院判决生效并进入执行后,法院才可能采取[限制消费]等措施", "only then"),
    ("authority", True, "如果协商不成,我们保留依法向法院[起诉]的权利", "right reserved"),
    ("authority", True, "如果进入诉讼,[诉讼费]由法院决定由谁承担", "the court decides"),
    ("authority", True, "诉前调解通知由法院通过官方短信发送,一切以[法院]通知为准", "notice of the court"),
    ("authority", False, "到时候法院直接[拍卖]你爸妈的房子", "certainty"),
    ("authority", False, "明天法院就[冻结]你的卡", "a date"),
    ("authority", False, "今天不还,以法院通知为准,肯定[坐牢]", "pressure"),
    ("question", True, "请问您预留的[联系人]信息需要更新吗?", "asks for a fact"),
    ("question", True, "请问您是不是[单位]换了?", "asks for a fact"),
    ("question", False, "你妈的号码我这儿就有,要不要我现在[拨]?", "threat as a question"),
    ("question", False, "信不信我让你在这个县城[待不下去]?", "threat as a question"),
    ("question", False, "请问您预留的联系人需要更新吗?明天[打给]你[单位]", "another sentence"),
    ("advice", True, "如果接到[自称公安]要您转账的电话,请直接拨打110核实", "warning"),
    ("advice", True, '收费"[修复征信]"都不可信,有异议可以向征信中心申请', "warning"),
    ("advice", True, '收费代理"[停息挂账]"的机构跟我们没有关系,请谨慎', "warning"),
    ("advice", True, "让您先去[办贷款]再来还款的,都不是我们的官方行为", "warning"),
    ("advice", True, "请勿[转账]到任何个人账户", "told not to"),
    ("advice", False, "请不要逃避,否则我们[联系]你[家人]", "told not to, or else"),
    ("advice", False, "你接到[法院]电话就配合", "no remedy"),
    ("advice", False, "不要等了,明天[上门]", "another clause"),
]


@pytest.mark.parametrize("name, expected, marked, because", TEXTS)
def test_text(name, expected, marked, because):
    assert EXEMPTIONS[name](hit(marked)) is expected, because


CORRECTIONS = [
    (True, "我[打给]你[家人]", [(AGENT, "刚才说的话我收回,不好意思")], "taken back, no topic"),
    (True, "我[打给]你[家人]", [(DEBTOR, "你威胁我?"), (AGENT, "刚才说联系家人不对,我们不会联系")], "same topic"),
    (True, "不还就[坐牢],对不起我说错了", [], "in the same turn"),
    (False, "我[打给]你[家人]", [(AGENT, "刚才说的金额有误,应该是三千")], "another topic"),
    (False, "我[打给]你[家人]", [(DEBTOR, "刚才说的话你收回")], "the debtor asks for it"),
    (False, "我[打给]你[家人]", [(AGENT, "我不会收回刚才的话")], "refused"),
    (
        False,
        "我[打给]你[家人]",
        [(AGENT, "还有事吗"), (AGENT, "刚才那句我收回")],
        "too late to tell what is taken back",
    ),
    (
        True,
        "我[打给]你[家人]",
        [(AGENT, "还有事吗"), (AGENT, "刚才说找您家人不妥,我道歉")],
        "late, but the same matter",
    ),
    (False, "我[打给]你[家人]", [(AGENT, "好的再见")], "nothing"),
]


@pytest.mark.parametrize("expected, marked, later, because", CORRECTIONS)
def test_correction(expected, marked, later, because):
    said = hit(marked, later=tuple(later))
    goes_on = [turn.text for turn in said.contact.turns if said.goes_on_in(turn)]
    assert taken_back(said, goes_on) is expected, because


SLIPS = [
    (True, "您已经[被起诉],不对,我说错了,是可能会走诉讼", "corrected in the same breath"),
    (True, "不还就[坐牢],对不起我说错了", "corrected in the same breath"),
    (True, "您欠[五万],口误,是五千", "corrected in the same breath"),
    (False, "不还就[坐牢]。您先想想家里人和工作,刚才我说重了,抱歉", "after it had its effect"),
    (False, "我[打给你单位],不对吗", "no retraction"),
    (False, "我[打给你单位],对不起了啊兄弟", "a mocking apology"),
]


@pytest.mark.parametrize("expected, marked, because", SLIPS)
def test_a_slip_of_the_tongue_does_not_count(expected, marked, because):
    assert EXEMPTIONS["correction"](hit(marked)) is expected, because


def test_what_is_taken_back_later_still_counts():
    later = ((AGENT, "刚才说联系家人不对,我们不会联系"),)
    assert not EXEMPTIONS["correction"](hit("我[打给]你[家人]", later=later))


STAGES = [
    (True, "我们已向法院[起诉]", LegalStage.FILED, "filed"),
    (True, "我们已向法院[起诉]", LegalStage.JUDGED, "further than claimed"),
    (False, "[立案]通知书下来了", LegalStage.FILED, "claimed further than reached"),
    (False, "我们已向法院[起诉]", LegalStage.NONE, "nothing filed"),
    (False, "我们已向法院[起诉]", None, "not told"),
    (True, "案件已进入[强制执行]", LegalStage.ENFORCED, "enforced"),
    (False, "明天[上门]", LegalStage.ENFORCED, "no claim"),
]


@pytest.mark.parametrize("expected, marked, stage, because", STAGES)
def test_lawful_stage(expected, marked, stage, because):
    assert EXEMPTIONS["lawful_stage"](hit(marked, stage=stage)) is expected, because


def test_a_debtor_is_no_agent():
    assert EXEMPTIONS["debtor_speaking"](hit("我[打给]你[家人]", speaker=DEBTOR))
