"""What the nearest words say of a sum: that it is owed or to be paid, or otherwise."""

import re

_OWED = (
    "给[你您]们?[转打]|欠租金|标的|已欠租|未付租金|欠|没还|没付|垫|背了|窟窿|备好|减到|那份|就为|[先再][给打转付垫存]|为了[那这]|和解|[本下上这]期|[0-9一二三四五六]期(?!间)|[打转]了|先[打转]|个月每个?月|期每个?月|存(?!款|折|储|钱)|已还|还过|还了(?!快)|已经还|已付|已缴|成功还款|逾期|应还|待还|未还|需还|须还|要还|还款|还[了上清]?$|还[我们你您]|本金|利息|罚息|复利|违约金|滞纳金|借|贷|余额(?!宝)|账单|账(?!户|号)|债|结清|结掉|代偿|垫付|合计|共计|总计|总额|总共|一共|总的|全部|连本带息|本息"
    "|剩|差|每期|一期|每月还|月供|最低|期款|金额|首期|首付|头期|尾款|余款|存入|转入|转账|转过来|打过来|打款|支付|缴|付(?!费)|凑|补齐|补上|处理|清偿|归还|偿还|入账|到账|扣款|扣了|扣的|扣除|分期|减免后|免后|优惠后|打折后|按|协商|待付|未结|拖|催|追讨|[这那]笔|打过去|打给|转给|转到对公|转到|多算|少算|算错|对不上|拿出|先还|先拿|再还|还个|还到|还够|还掉|额(?!度|外)"
)
_OTHER = "[饭酒烟菜药奶油零]钱|余额宝|饭卡|卡里|医保|自付|赢|输了|亏|目标|业绩|绩效|一个人|一个月(?=才|就|也|只)|存款|[让租会水电气][^\\W0-9]?费|房贷|车贷款?月供|房屋贷款|按揭|补偿|赔付|学费还差|学费差|还了快|都还了|手续费|服务费|工本费|查询费|管理费|律师费|诉讼费|保全费|公证费|年费|会员费|快递费|邮费|运费|电话费|话费|学费|托费|医药费|药费|住院费|手术费|生活费|伙食费|车费|油费|物业费|水电费|中介费|材料费|介绍费|好处费|违章费|停车费|修车|看病|花[了掉]|花(?=[0-9一二两三四五六七八九])|工资|薪|房租|租金|收入|流水|奖|券|优惠|红包|立减|满减|每次|每天|一天|时薪|日结|押金|充值|消费|买|卖|挣|赚|到手|实发|实收|发了|提成|低保|社保|公积金|退休金|养老金|补贴|价|值|罚款|额度|限额|积分|单笔|上限|不超过|低于|不足|以下|超过|日均|客单|营业额|销售额|成本|彩礼|份子|礼金|定金|保险|保费|门票|套餐|流量|减免|免除|免掉|免了|退还|退款|退了?|返还|赔偿|赔|收到"
#: Where these are spoken of, a sum without a word beside it is hardly the debt.
_TRADE = "征信|短信|排队|只有|IP|万[人家户辆部]|店|厂|公里|楼|房|车|价|卡号|票|货|单子|订单|粉丝|流量|一月|每月|个月挣|存款|游戏|基金|股|期货|产量|平米|人次|亩"
_WORDS = re.compile(f"(?P<owed>{_OWED})|(?P<other>{_OTHER})")
_ELSEWHERE = re.compile(f"{_OTHER}|钱|元/|元起|块一|{_TRADE}")
_AFTER_OWED = re.compile(
    "(?:的|是|这笔|左右|多|整)*(?:房贷|车贷|网贷|农户贷|里[头面]有?多少是|我认|我?是?真没|[我他她你]?先?垫|这么多|这点钱|一分没|还清|有没有|表示个?诚意|先收着|给我抹|要开庭|窟窿|批了|[明今后]天[还转打给]|今晚[还转打给]|才肯|趁现在|总行|钱?的事|欠款|债|本金|利息|罚息|贷款|借款|账(?!户|号)|逾期|没还|未还|没结|还没|未结|没付|未付|未入账|没到账|未到账|尾款|月供|还款|款项|待还|什么时候还|拖|清|结清|分|罚|违约金|滞纳金|尚未|都没|现在还|今天[还能]|能还|我这边看到|出来|先收着|两次|没清|先还|之前还|到账|入账|这个数|过来|到对公|到公司|还?是?分[几0-9一二两三四五六七八九十]{1,3}期|是合同|也行|就够|减到|作废|是不是欠|(?:能不能|可不可以|能|想)?(?:停息|分期|延期|减免)|对不对得上)"
)
#: What says right before the sum that it is the debt, whatever follows.
_FIRM = re.compile(
    "(?:违约金|滞纳金|罚息|本金|利息|欠款|尾款|应还|待还|金额|还款额|应付)[是为共:]{0,2}$|不就是?$|也就是$"
)
_FIRM_END, _FIRM_REACH = frozenset("金息款还额付是为共:就"), 6
#: In such talk a sum that is pointed at is the debt as well.
_POINTED = re.compile("[那这](?:个|笔)?$")
#: A piece, or together, rather than money.
_NO_SUM = ("一块",)
_AFTER_OTHER = re.compile(
    "(?:的|元|左右|还款|现金|无门槛|抵扣|代金)*(?:养老金|低保|钱?[一二两三四五六七八九十0-9]{1,3}(?:公斤|斤|箱)|手续费|服务费|工本费|.{0,2}费|[饭酒烟菜药奶车油]钱|话费|券|优惠|红包|奖|工资|房租|押金|补贴|额度|加币|加元|美元|美金|港币|港元|日元|欧元|英镑|泰铢|是?别家|是?(?:别|其他)的?(?:银行|平台)|以上|以下|以内|一次|一天|一晚|一斤|一个月的?工资|每次|每天|一份|一单|起|礼|/)"
)
#: A sum that cannot be a count of anything else.
_MARKED = re.compile("[元块圆¥,.]|rmb|[0-9][万wk]")
_SIZEABLE = re.compile("[千万w¥]|[0-9]{3}|[0-9],")
_LARGE = re.compile("[元块圆¥,.百千万wk]|rmb")
STOPS = re.compile("[。!?;\n]")
CLAUSE = re.compile("[,:、]")
#: Characters before the sum in which the words may stand, within one sentence.
_REACH, _AHEAD = 24, 14
#: And, if no word of the sentence says anything, in the one before.
_FURTHER = 40


def said(text: str, start: int, end: int) -> bool:
    """The words after the sum count first, then the nearest before it; a word of the own clause before one further off."""
    firm = start and text[start - 1] in _FIRM_END and _FIRM.search(text[max(0, start - _FIRM_REACH) : start])
    if firm:
        return True
    if text[start:end] in _NO_SUM or _AFTER_OTHER.match(text, end):
        return False
    if _AFTER_OWED.match(text, end):
        return True
    before = STOPS.split(text[max(0, start - _REACH) : start])[-1]
    for clause in reversed(CLAUSE.split(before)):
        kinds = [match.lastgroup for match in _WORDS.finditer(clause)]
        if kinds:
            return kinds[-1] == "owed"
        if _POINTED.search(clause):
            return True
    return bool(_LARGE.search(text, start, end)) and _said_further_off(text, start, end)


def _said_further_off(text: str, start: int, end: int) -> bool:
    """By the words behind it, if they say nothing by those of the sentence before; where nobody speaks of other money, of this debt."""
    ahead = _WORDS.search(STOPS.split(text[end : end + _AHEAD])[0])
    if ahead is not None:
        return ahead.lastgroup == "owed"
    earlier = [match.lastgroup for match in _WORDS.finditer(text, max(0, start - _FURTHER), start)]
    if earlier and _MARKED.search(text, start, end):
        return earlier[-1] == "owed"
    return bool(_SIZEABLE.search(text, start, end)) and not _ELSEWHERE.search(text)
