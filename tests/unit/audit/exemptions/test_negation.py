import pytest

from audit.exemptions.negation import exempt
from tests.unit.audit.exemptions.marked import hit

DENIED = [
    ("我们不会[联系]您的[家人]和单位", "plain"),
    ("我们不会[打您公司电话],也不会通知您领导", "each clause its own denial"),
    ("再[拖]下去我们也不会[打]给您[同事]", "the denial reaches to the act"),
    ("我们不会因为您逾期就[联系]您的[家人]", "就 inside what is denied"),
    ("您没有[还款义务],只是想请您转告", "there is no duty"),
    ("只有担保人需要承担责任,紧急联系人不需要[承担]责任", "not needed"),
    ("我们不会[堵门],不会派人跟着您", "first of a list"),
    ("我们不会堵门、[跟着您]", "a list with 、"),
    ("我不是公安,不是[法院],也不是律师", "is not"),
    ("我没有权限[承诺]不报送征信", "no power"),
    ("我们无权[公布]失信名单", "no right"),
    (
        "我们不收任何[催收费]、上门费",
        "不 some words before",
    ),
    ("明天不[联系]您的[家人]", "bare 不 before the act"),
    ("我们不会说[您没用],咱们想办法", "the act itself holds a 没"),
    ("我们不会[让您走投无路],可以先申请延期", "不会让您"),
    ("绝不[上门]", "never"),
    ("我们从来不[骂人]", "never before"),
    ("任何人不得[威胁]您", "must not"),
    ("请您别去别的平台[套钱]", "the debtor is told not to"),
    ("请不要[转到]个人账户", "the debtor is told not to"),
    ("骂人[废物]、骗子这种话我不会说", "denied afterwards"),
    ("带有[后果自负]这种口吻的话术一律不能用", "forbidden afterwards"),
    ("[失信被执行人]只有法院能认定,我们不会这样称呼您", "denied in the next clause"),
    ("[打给]您[单位]我们是不会的", "denied afterwards, shortly"),
    ("没有所谓的[黑名单]", "there is none"),
    ("说[律师没用],这话不对", "contradicted at once"),
    ("网上讲欠满五万就[抓人],这个讲法不对", "a rumour contradicted"),
    ("啥叫[走着瞧],我可没说过这话", "never said"),
    ("[缩头乌龟]那话不是我说的", "said by others"),
    ("没得哪个要[收拾你],慢慢摆", "nobody, as said in the southwest"),
    ("哪个要[整死你]嘛,我在昆明", "who would"),
    ("暂时还不上属于民事纠纷,不会因为这个就[坐牢]", "no consequence"),
    ("目前没有[起诉],也没有任何法院文书", "not so far"),
    ("我们不使用[个人微信]跟客户沟通", "do not use"),
    ("不建议您[刷信用卡]来还", "advice against"),
    ("您不需要找别人[借钱]来还", "no need"),
    ("Nobody can be [arrested] over this debt", "English"),
    ("we don't [threaten] anyone", "English, short form"),
    ("没人[守着]您家大门", "nobody does"),
    ("怎么可能[派人]盯着您", "impossible"),
    ("没有[手续费],申请[提前交]什么", "the first part, in a clause of its own"),
    ("我不能说[您一定坐牢]", "may not be said"),
    ("法院还没[立案]呢", "not yet"),
    ("[判决书没下来],您别慌", "not yet, among the words of the hit"),
    ("[丢人]不丢人的先放一边", "neither here nor there"),
    ("[同事]那边我们不会[打]的", "a denial between the words"),
]
STANDING = [
    ("你不还,我就[打给]你[同事]", "condition, then act"),
    ("你不还我就[打给]你[同事]", "the same without comma"),
    ("你今天不[还钱]我[打给]你妈", "what the debtor fails to do"),
    ("你再不能按时还就[打给]你[单位]", "failing, then consequence"),
    ("您没有还款我们就[联系]您[家人]", "failing, another actor"),
    ("我不会[打给]你[领导]才怪", "不会…才怪"),
    ("我不是不会[打给]你[领导]", "denied twice"),
    ("我不会不[联系]你[家人]的", "denied twice"),
    ("我们不得不[联系]你[单位]", "forced"),
    ("不得已只能[联系]你[家人]", "forced"),
    ("我不是威胁你,但是[小心]你[孩子]", "a show of not threatening"),
    ("你以为我不会[打给]你[单位]", "doubted"),
    ("凭什么不能[联系]你[家人]", "rhetorical"),
    ("我还不能[找]你[家人]了?", "rhetorical"),
    ("别以为我不敢[上门]", "别 is no denial of the act"),
    ("别逼我[动手]", "别逼我"),
    ("别怪我[找]你[单位]", "别怪我"),
    ("我[不会放过]你", "the rule's own words"),
    ("我不会就这么算了我[打给]你[妈]", "another clause without comma"),
    ("我不会再等我直接[上门]", "patience is denied, not the act"),
    ("不仅[打给]你[家人],还要上门", "not only"),
    ("没有钱就去[借]", "lack is the condition"),
    ("说不定明天就[上门]", "perhaps"),
    ("巴不得[上门]找你", "gladly"),
    ("明天[上门],你不会有意见吧", "a denial after the act"),
    ("if you don't pay we will have you [arrested]", "English condition"),
    ("I can't promise you won't be [arrested]", "English, denied twice"),
    ("老家那边我可不敢保证不会[出什么事]情", "no promise"),
    ("不信你看我[打]不打给你[单位]", "dare"),
    ("要不是看你可怜早[打给]你[单位]了", "unreal condition"),
    ("我也不想[联系]你[单位]", "regret is not denial"),
    ("特别是要[联系]你[家人]", "别 inside a word"),
    ("区别就是会不会[坐牢]", "whether or not"),
    ("怎么会有你这种[废物]", "a question that insults"),
    ("你没有按时[还款],我这就[打给]你爸", "the first part is the condition"),
    ("你哪来的脸[借钱]", "a question that insults"),
]


@pytest.mark.parametrize("marked, because", DENIED)
def test_denied(marked, because):
    assert exempt(hit(marked)), because


@pytest.mark.parametrize("marked, because", STANDING)
def test_not_denied(marked, because):
    assert not exempt(hit(marked)), because
