"""Personal data with exact places, and what only looks like it. `[…]` marks what must be found."""

import pytest

from audit.pii.cn_id import check_sign
from audit.pii.find import find_pii
from audit.pii.uscc import check_sign as uscc_sign

#: Nobody was born in 1850 and 154 was never a mobile prefix: these numbers are nobody's.
ID = "11010118500307123" + check_sign("11010118500307123")
ID_X = next(
    f"{number}x" for number in map(str, range(11010118500307100, 11010118500307999)) if check_sign(number) == "x"
)
WRONG_ID = f"{ID[:-1]}{(int(ID[-1]) + 1) % 10}"
USCC = ("9111000000000000M" + uscc_sign("9111000000000000m")).upper()
CARD = "4111111111111111"
WRONG_CARD = "4111111111111112"

FOUND = [
    ("cn_id", f"身份证[{ID}]的人", "Chinese characters touch it"),
    ("cn_id", f"请核对[{ID_X}],谢谢", "check sign x"),
    ("cn_id", f"请核对[{ID_X.upper()}]谢谢", "capital X"),
    ("cn_id", f"号码[{ID.translate({48 + d: 0xFF10 + d for d in range(10)})}]。", "full-width digits"),
    ("cn_id", f"分开写[{ID[:6]} {ID[6:14]} {ID[14:]}]的", "split by blanks"),
    ("cn_id", f"身份证[{ID[:8]}\u200b{ID[8:]}]的人", "zero-width sign inside"),
    ("cn_id", "老证[110000991231000]号", "old form of 15 digits"),
    ("cn_id", f"身份证号[{WRONG_ID}]的人", "mistyped, but named"),
    ("cn_id", "身份证念给你听[零零零零零零一九九二零四一八零零三四]", "read out, nobody's region"),
    ("cn_mobile", "打[15400000000]吧", "plain"),
    ("cn_mobile", "她电话[12600000000]停机了", "no prefix that is in use, but named"),
    ("cn_landline", "座机[000-00001234]找我", "nobody's area code"),
    ("cn_landline", "我[零零零零零零零三七一二]这座机", "the same, read out"),
    ("bank_card", f"卡号是[{WRONG_CARD}]户名在后", "mistyped, but named"),
    ("bank_card", "转到[6222 0000 0000 0001]", "grouped as cards are"),
    ("plate", "车牌[渝A0OOI5]那辆", "letters for figures"),
    ("uscc", "代码[91000000MA0000000X]公司", "the usual form, mistyped"),
    ("cn_mobile", "打[154-0000-0000],急", "dashes"),
    ("cn_mobile", "打[154 0000 0000]", "blanks"),
    ("cn_mobile", "打[154.0000.0000]吧", "dots"),
    ("cn_mobile", "打[+8615400000000]吧", "country code"),
    ("cn_mobile", "打[+86 154 0000 0000]吧", "country code and blanks"),
    ("cn_mobile", "打[1 5 4 0 0 0 0 0 0 0 0]吧", "every digit apart"),
    ("cn_mobile", "打[154 000 00000]吧", "other groups"),
    ("cn_mobile", "只有[15400 000 000]一个号", "five, three and three"),
    ("cn_mobile", "【提醒】[12000000000]", "typed by itself, though nobody has such a number"),
    ("address", "保安带路至[红星村五组38号]", "a way that is no road"),
    ("address", "你让他来[滨江花园6栋1204]当面说", "behind 来 in the middle"),
    ("address", "约在[望湖城3栋2607]", "a building and a room alone"),
    ("address", "住[下坪村大塘组]那边", "a part of a village by its name"),
    ("cn_mobile", "打[154——0000——0000]吧", "long dashes"),
    ("cn_mobile", "我电话[15400000000]", "full-width digits"),
    ("cn_mobile", "号码[幺五四零零零零零零零零]记一下", "spoken"),
    ("cn_mobile", "号码[一五四,零零零零,零零零零]记一下", "spoken with pauses"),
    ("cn_mobile", "号码[一五四0000洞洞洞洞]记一下", "spoken and typed"),
    ("cn_mobile", "号码[幺五四洞洞洞洞洞拐勾两]", "radio digits"),
    ("cn_mobile", "tel[15400000000]", "after tel"),
    ("cn_landline", "座机[010-00001234]哦", "three-digit area"),
    ("cn_landline", "座机[0309-0000123]哦", "four-digit area"),
    ("cn_landline", "座机[(010)00001234]哦", "brackets"),
    ("cn_landline", "座机[03092000000]哦", "in one piece"),
    ("cn_landline", "座机[010-00001234转8001]找我", "extension"),
    ("bank_card", f"卡号[{CARD}]转账", "16 digits"),
    ("bank_card", f"卡号[{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:]}]。", "groups of four"),
    ("bank_card", "卡号[6200000000000005]的卡", "UnionPay"),
    ("bank_card", "卡号[6200000000000000000]的卡", "19 digits"),
    ("cn_passport", "护照[E12345678]过期", "ordinary"),
    ("cn_passport", "护照号是[EA1234567]吗", "two letters"),
    ("cn_passport", "护照号码[P1234567],", "older form beside the word"),
    ("plate", "车牌[京A12345]停在", "five characters"),
    ("plate", "[粤AD12345]是电车", "new energy"),
    ("plate", "开[沪A·B1234]的", "with a point"),
    ("plate", "教练车[京A1234学]在", "driving school"),
    ("plate", "车牌号[京A零零零零八]那辆", "read out"),
    ("uscc", f"代码[{USCC}]公司", "organisation"),
    ("uscc", f"代码[{USCC.lower()}]公司", "lower case"),
    ("person_name", "尊敬的[张三丰]先生,您好", "before an honorific"),
    ("person_name", "请问是[欧阳锋]先生吗", "double surname"),
    ("person_name", "麻烦转告[王强],他的网贷", "pass on"),
    ("person_name", "我叫[王小明]今年三十", "self-introduction, no sign after it"),
    ("person_name", "请转告[张伟]经理回电", "a title after the name"),
    ("person_name", "借款人[张伟]已逾期", "straight after the noun"),
    ("person_name", "户名是[高明]的", "a surname that is a word, announced"),
    ("person_name", "姓名:[李明]", "form field"),
    ("person_name", "请[張偉]女士接電話", "traditional characters"),
    ("address", "住在[浙江省杭州市西湖区文三路90号5幢302室],", "whole chain"),
    ("address", "请寄到[西湖区文三路90号]", "from the district on"),
    ("address", "请联系[杭州市西湖区文三路]派人", "a verb before a known city"),
    ("address", "到[幸福小区3栋2单元501室]找你", "estate"),
    ("address", "就在[5栋302室]门口", "door alone"),
    ("person_name", "外教叫[大卫·史密斯]回国了", "a foreign name"),
    ("person_name", "联系[古再丽努尔·阿不都]大姐", "an end like the word for all"),
    ("person_name", "请[阿依古丽·买买提]都看看", "the word for all behind a name"),
    ("address", "他家在[平江县南江镇幸福村黄榄根11队],不远", "a hamlet and its team"),
    ("address", "户籍地[平江县南江镇老寨村院子头组],无人", "a hamlet's group"),
    ("address", "走到[平江县南江镇老寨村三社坡脚]时", "below the hill"),
    ("address", "租住[平江县服装市场北栋6楼612房]", "a market is no city"),
    ("address", "住[平江县河庄街道十三工段职工宿舍12幢]", "a quarter called after a hamlet"),
    ("email", "邮箱[abc.d@example.com]哈", "Chinese characters touch it"),
    ("email", "发到[ABC@mail.example.cn]。", "capitals, two labels"),
    ("wechat", "加微信[abc_123456]聊", "after the word"),
    ("wechat", "vx:[abcdef1]", "short word"),
    ("wechat", "微信号是[wxid_abc123]吧", "id of the system"),
    ("wechat", "另一个号[abc_backup1]还在用", "no word has a low line between letters"),
    ("qq", "加我Q吧[一二零零零零三九一五]不常用", "one letter, read out"),
    ("qq", "QQ加上了没?[100000237],昵称叫往事", "asked and answered"),
    ("qq", "QQ还在用[零零一三五七九二四]你加她", "a word between"),
    ("qq", "[100001369]加不上,要回答问题", "who can be added has an account"),
    ("qq", "qq是[12345678]哦", "after the word"),
    ("qq", "扣扣[10001]找我", "slang"),
    ("ip", "地址[10.0.0.1]登录", "version 4"),
    ("ip", "地址[fe80::1]登录", "version 6"),
    ("amount_of_debt", "本金[12800.00元]已逾期", "figures"),
    ("amount_of_debt", "那[2600]今晚能不能转", "figures alone, in the talk of paying"),
    ("amount_of_debt", "一口价[八千],行就行", "a price for the debt"),
    ("amount_of_debt", "罚息[壹仟元零伍角]没还", "capitals with corners"),
    ("amount_of_debt", "总的[3万6千5]你认不认", "mixed, the last unit left out"),
    ("amount_of_debt", "欠[五万]一笔结清", "what follows is counted, and no part of it"),
    ("amount_of_debt", "您欠款[12,800元]", "thousands"),
    ("amount_of_debt", "应还[¥3000.50]", "currency sign"),
    ("amount_of_debt", "您儿子在我们这儿欠了[三万八]", "spoken, without unit"),
    ("amount_of_debt", "欠了我们[三千八]", "spoken, the last unit left out"),
    ("amount_of_debt", "本金[两万五]还没动", "the same"),
    ("amount_of_debt", "一共欠[一万零五百]", "spoken with a nought"),
    ("amount_of_debt", "欠了[三五千]", "about so much"),
    ("amount_of_debt", "就欠[千把块]", "about so much"),
    ("amount_of_debt", "欠了[十来万]", "about so much"),
    ("amount_of_debt", "还欠[二十八块五]", "spoken with tenths"),
    ("amount_of_debt", "还欠[2万5]", "figures and words"),
    ("amount_of_debt", "还欠[2万5千元]", "figures and words"),
    ("amount_of_debt", "还欠[1w2]", "figures and a letter"),
    ("amount_of_debt", "当前余额是[一万二千元]", "spoken"),
    ("amount_of_debt", "还欠[3.8万]呢", "ten thousands"),
    ("amount_of_debt", "有[500块]欠款没还", "the word follows"),
]

SILENT = [
    ("订单202603011015301234已发货", "order number"),
    ("交易号1772330400000", "milliseconds"),
    ("2026-03-01 10:15:30", "time"),
    ("流水20260301101530123456", "20 digits"),
    (f"编号{WRONG_ID}的件", "wrong check digit, and no word for the card"),
    (f"身份证{WRONG_ID}校验不过", "the text says itself that it is none"),
    (f"卡号{WRONG_CARD}提示无效", "the same of a card"),
    ("11010118501307123X", "month 13"),
    (f"单号9{ID}", "one digit more"),
    ("DD15400000000", "letters touch a mobile number: an order"),
    ("110000991331000", "month 13 in the old form"),
    ("1,5,4,0,0,0,0,0,0,0,0一二三", "a list of figures before a count"),
    ("一、5、4、0、0、0、0、0、0、0、0、0、0", "a longer list of figures"),
    ("1、5、4、0、0、0、0、0、0、0、0选一个", "figures alone are no spoken number"),
    ("沪AABC12", "four letters"),
    ("转告马上到了", "an everyday word after the cue"),
    ("单号12800000000", "12 is no mobile prefix, and it is said to be something else"),
    ("154000000001", "12 digits"),
    ("154****0000", "masked already"),
    ("一二三四五六七八九十", "counting"),
    ("4111111111111112", "Luhn fails"),
    ("1111111111111117", "no issuer"),
    ("订单E20260301", "passport form, but a day"),
    ("新APP12345", "plate form, but an app"),
    ("9111000000000000MA", "wrong check sign"),
    ("张先生您好", "surname alone"),
    ("本人马上到", "馬 in an adverb"),
    ("我叫你别打了", "no name after the word"),
    ("和先生商量", "a conjunction is also a surname"),
    ("客户方便接电话吗", "everyday words"),
    ("联系人信息需要更新吗", "a noun after the word"),
    ("守在客户家门口", "a word after the noun"),
    ("你的名字和照片都在", "a conjunction after the noun"),
    ("城市社区的工作", "kinds of place without a place"),
    ("3月15号2楼开会", "day and floor"),
    ("(2026)某民初8888号", "case number"),
    ("工号3021", "staff number"),
    ("我在路上等您", "a road in an everyday word"),
    ("投诉@客服", "at sign alone"),
    ("加微信聊", "word without an account"),
    ("qq好友", "word without a number"),
    ("报错ERR_5023,请截图", "a code of an error"),
    ("单号ab_12345已签收", "a number of a parcel"),
    ("版本1.2.3.4", "version"),
    ("v1.2.3.4", "version"),
    ("1.2.3.400", "no address"),
    ("10:15:30", "time is not version 6"),
    ("std::ab", "code is not version 6"),
    ("我一个月工资三千块", "wages"),
    ("这瓶油卖九十八块六", "a price"),
    ("尾号3306的卡", "the end of a number"),
    ("网上商城消费200元", "purchase, no debt"),
    ("逾期35天", "days"),
    ("欠款千万别忘了", "by all means"),
    ("请致电95188", "service number"),
    ("今天下午三点前还款", "time of day"),
    ("", "empty"),
]


def _marked(row: str) -> tuple[str, int, int]:
    start, end = row.index("["), row.rindex("]") - 1
    return row.replace("[", "", 1)[:end] + row[row.rindex("]") + 1 :], start, end


@pytest.mark.parametrize(("kind", "row", "reason"), FOUND, ids=[f"{kind}: {reason}" for kind, _, reason in FOUND])
def test_found_at_its_place(kind: str, row: str, reason: str) -> None:
    text, start, end = _marked(row)
    assert [(span.kind, text[span.start : span.end]) for span in find_pii(text)] == [(kind, text[start:end])], reason


@pytest.mark.parametrize(("text", "reason"), SILENT, ids=[reason for _, reason in SILENT])
def test_look_alikes_stay_silent(text: str, reason: str) -> None:
    assert find_pii(text) == (), reason


def test_several_kinds_in_order_of_place() -> None:
    text = f"尊敬的张三丰先生,您尾号{CARD}的卡欠款2800元,请打15400000000"
    assert [(span.kind, text[span.start : span.end]) for span in find_pii(text)] == [
        ("person_name", "张三丰"),
        ("bank_card", CARD),
        ("amount_of_debt", "2800元"),
        ("cn_mobile", "15400000000"),
    ]


def test_the_more_specific_kind_wins_where_two_overlap() -> None:
    assert [span.kind for span in find_pii("微信a15400000000@example.com")] == ["email"]
    assert [span.kind for span in find_pii("vx15400000000")] == ["cn_mobile"]
