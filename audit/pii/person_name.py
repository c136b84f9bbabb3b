"""Names of persons, conservatively: a surname and one or two characters beside a word that announces a name."""

import re
from collections.abc import Iterator

Spans = Iterator[tuple[int, int]]

_SURNAMES = (
    "赵孙李周吴郑王冯陈褚蒋沈韩杨朱秦尤许何吕施张孔曹严魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭鲁韦马苗凤俞任袁柳酆鲍史唐费岑薛雷贺倪汤滕殷罗郝邬"
    "傅卞齐伍余顾孟黄穆萧尹姚邵汪祁毛狄臧戴宋茅庞熊纪舒屈项祝董梁杜阮蓝闵季贾江郭梅林刁钟徐邱骆夏蔡田樊胡凌霍虞柯卢莫房裘解应丁宣邓洪包"
    "左石崔龚程邢裴陆荣翁荀羊惠曲封储靳松段焦侯秋仲伊宁仇祖武符刘景詹龙叶司黎薄印怀蒲卓蔺屠池乔阴谭劳逄姬申冉雍桑桂濮牛边燕浦尚温庄晏柴瞿阎"
    "慕茹习艾鱼容古易廖庾耿匡寇广阙欧沃利蔚越隆师巩厍聂晁敖冷訾辛阚简饶曾沙养鞠丰巢关蒯查荆游权盖益桓公肖闫付代"
)
#: Surnames that are common words too: only where a name must begin.
_ALSO_WORDS = "钱卫华金安高万白文路方于时和常成单连向元平乐计康伏明水全班米贝谈戈能那党农别车谷甘厉祭家国东通满师关应利权公广代付余包解房古易容任曲尚简石马何周江许宁"
_DOUBLE = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|司徒|司空|端木|百里|南宫|夏侯"
_SURE = "".join(surname for surname in _SURNAMES if surname not in _ALSO_WORDS)
_ANY = "".join(dict.fromkeys(_SURNAMES + _ALSO_WORDS))
_GIVEN = "(?:(?![的了是在有和与我你您他她们这那今已还不没要说欠逾请先女老某总吗呢吧啊就也都到被把给让会可以及或])[\u4e00-\u9fff])"
#: Titles and everyday words in which a surname stands.
_NOT_NAMES = (
    "先生|女士|小姐|经理|主任|警官|律师|法官|老师|科长|主管|师傅|阿姨|总监|专员|会计|马上|周[一二三四五六日末]|何[时人况必处]|许多|任何|安[排心全]"
    "|金[额融]|单位|成功|关[于系]|万一|严[重格肃]|温馨|简单|白天|江[苏西]|谢谢|尚未|应[该还当]|时[间候]|方[便式]|连续|常[用常]|高[额度兴]|平台|计划|明[天日]|"
    "全[部额]|通[知过]|家[人属里]|国[家有]|公[司安]|权[利益]|代[偿码理]|付[款清]|余额|利[息率]|解[决释]|房[贷产]|容易|简[称单]|文[件书]|路[上过]|"
    "能[力够]|别[人的]|车[辆贷]|党员|农[业村]|东西|满足|水[电平]|班级|谈话|和解|向[您你]|元[月旦]|钱[款包]|康复|包[括含]|代表|资料|信息|身份"
)
_HONORIFIC = re.compile("先生|女士|小姐|太太|同志")
_NOUN = "(?:姓名|户名|名字|债务人|借款人|欠款人|持卡人|担保人|联系人|收款人|机主|本人|尊敬的|客户)"
_ANNOUNCED = re.compile(
    f"(?:我叫|名叫|转告|{_NOUN}(?:[叫是为:]{{1,2}} ?|(?=[{_SURE}])))(?P<name>(?:{_DOUBLE}|[{_ANY}]){_GIVEN}{{1,2}})"
)
_WORD = re.compile(_NOT_NAMES)
#: A name that ends where the honorific begins.
_ADDRESSED = re.compile(f"(?:{_DOUBLE}|[{_SURE}]|(?:(?<=[^\\w]|[的是叫找给])|^)[{_ALSO_WORDS}]){_GIVEN}{{1,2}}$")
_LONGEST, _SHORTEST = 5, 2


def find(text: str) -> Spans:
    for honorific in _HONORIFIC.finditer(text):
        begin = max(0, honorific.start() - _LONGEST)
        name = _ADDRESSED.search(text[begin : honorific.start()])
        if name and not _WORD.search(name[0]):
            yield begin + name.start(), honorific.start()
    for announced in _ANNOUNCED.finditer(text):
        start, end = announced.span("name")
        word = _WORD.search(text, start, end + 1)
        if word is None:
            yield start, end
        elif word.start() >= start + _SHORTEST:
            yield start, word.start()
