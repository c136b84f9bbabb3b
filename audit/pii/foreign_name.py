"""Names written by their sound, as Uyghur, Tibetan and Mongolian names are: with a point (阿依努尔·麦麦提), or of known parts."""

import re
from collections.abc import Iterator

from audit.pii.places import SHORT

Spans = Iterator[tuple[int, int]]

#: Characters that foreign sounds are written with.
_SOUND = (
    "卜不合拜吾甫瓦旦再居散斯马赛瑞涅科维奇娃罗洛山祖皮仙西丁且农苏塞都莱里比胡亥孜阿依努尔麦提买古丽艾力热合曼吐逊迪木拉帕玛尼库班卡德哈斯乌云其格巴特娜仁托娅高娃萨苏日雅孟布图琴勒额登扎西卓次达瓦索朗旦增丹桑姆央金洛平措多吉白珠米普边强晋美才让贡嘎曲珍"
    "奴孜汗江比莎夏夫里甫那甘牙生沙塔坦别克叶赛帖木肯穆罕默买赛义伊敏亚森玉素努吾守海提克热姆萨迪克希凯司马艾则地力亚尔帕孜莱提古扎阿布都杜维吾加买合提莫谢尔盖安娜伊万诺约翰史密斯汉森尤里贝佳宝音朝鲁敖其嘎包毕力贡旺堆拥泽郎罗绒俄降初切加措毛杰南太本周卡先恰才华泰维坤松猜汶颂玛丽亚利雅各林卢宾保"
    "肉波兰明荪妮洪喀米蒂菲佐孟昂丁登罕呷铁牧晓赫鲁蒙翁青嘉开如沃西奥欧提麦芒贾纳贝琪莲露莎娅黛娣阔什吐沙麻库勒恰甫哈依瓦孜"
)
_SOUNDS = f"(?:(?!先生|女士)[{''.join(dict.fromkeys(_SOUND))}])"
_POINT = "[·•・]"
#: And, where a point shows that it is a name, with these.
_FURTHER = "卫莉彼得廖柯恒列珍雷亨查理格弗乔治福瑟珊彭费希丝妲娅薇蒂茨基诺戈洁凯瓦根莫顿伦博伯道勋爵瓦里切赫恰乎孔支吐艾衣则依尼兹尔曼丁蓝柏杨昂敢翁波"
_OF_POINTED = f"(?:(?!先生|女士)(?:[{''.join(dict.fromkeys(_SOUND + _FURTHER))}]|大(?=卫)))"
_POINTED = re.compile(
    f"(?![让和得])(?:{_OF_POINTED}){{2,7}}(?:{_POINT}{_OF_POINTED}{{2,7}}){{1,2}}(?<![那和让在不这得])(?<![^不布]都)"
)
#: Words that such names begin with or are put together from.
_PART = (
    "贡保|东知|阿尔|木支|达娃|梅朵|木合塔|木合|扎西|卓玛|次仁|达瓦|尼玛|索朗|旦增|丹增|格桑|拉姆|央金|洛桑|平措|多吉|白玛|德吉|仁青|仁增|巴桑|米玛|普布|普珠|边巴|强巴|晋美|桑吉|才让|才旦|贡布|嘎玛|曲珍|曲尼|曲扎|央宗|卓嘎|措姆|旺堆|旺久|旺姆|顿珠|索南|东智|才让|尕藏|尕玛|周措|拉毛|卓嘎|扎巴|更登|华旦|多杰|旦正|拥措|泽仁|罗布|次旦|次珍|贡嘎|土登|阿旺|丹巴"
    "|乌云|乌兰|乌仁|其木格|巴特尔|巴图|娜仁|托娅|图雅|高娃|萨仁|阿拉坦|苏日娜|巴雅尔|孟和|呼和|布和|那仁|其其格|斯琴|格日勒|额尔德|额尔敦|敖登|朝鲁|宝音|哈斯|毕力格|乌日|那木|苏和|阿古拉|满都拉|朝克图|通拉嘎|吉日嘎|萨日|阿木尔|图门|塔娜|牧仁|青格勒|德力格|巴根|格图|卓力格|满都|巴音|海日|日罕|斯日|其木|格勒|布赫|特木尔|铁木尔|赛汗|萨茹拉|胡和|都拉"
    "|阿依|古丽|古力|买买提|麦麦提|艾力|艾尔肯|热合曼|吐尔|阿卜杜|阿不都|阿布都|努尔|迪丽|迪力|木拉提|帕提|帕尔|玛依|热依|艾尼|卡德尔|库尔班|热孜|阿迪力|买合木提|塔依尔|艾合|吾买尔|依力|依布|哈力|巴合提|叶尔|加依|古兰|别克|艾山|艾则|玉素|阿里木|热扎|帕夏|肉孜|司马义|依明|吾斯|塔伊|巴哈|江阿|亚森|尼亚孜|吐尔洪|巴拉提|妮萨|艾克拜尔|波拉提|赛买提|热孜万|买尔旦|艾斯卡尔|沙塔尔|喀迪尔|米尔|赛菲|努尔曼|哈斯木|塔力甫|阿布力孜|热依汗|拜尔|艾尼瓦尔|伊力|迪里|古丽娜尔|帕尔哈提|库尔班江|卡米力|吾拉音|海米提|加马力|克依木|买买江"
    "|格根|其楞|敖日|阿鲁|白音|照日格|苏日|敖云|敖力|毕力|胡日查|呼斯楞|斯钦|孟根|哈申|萨其|萨如拉|塔林|莫日根|宝日|德德玛|朝伦|乌日汗|额日敦|娜荷|其力|阿润|诺恩|特日|额木|巴音|娜仁花|图娅"
    "|邓珠|四郎|兰卡|卡措|尔玛|依娜|泽旺|甲央|洛绒|格绒|登巴|丁真|降央|降巴|呷绒|泽翁|泽登|多布杰|边珍|尼珍|拉姆措|多日杰|才项|次成|次登|向巴|斯朗|贡秋|阿布|嘎措"
    "|阿果|阿木|吉克|吉木|沙马|阿苏|曲比|曲木|日火|马海|木呷|拉布|拉铁|阿呷|阿牛|阿支|阿依|尔古|尔布|古莫|俄木"
    "|丹珠|益西|益希|洛追|洛珠|江白|江央|嘉央|绛央|强久|仓决|曲措|曲吉|次旺|次拉|次央|卓央|白珍|白央|贡觉|贡秋|仁钦|班久|班觉|欧珠|俄珠|斯郎|罗桑|根秋|根桑|扎顿|云丹|益登|格列|措毛|措吉|拉珍|拉巴|吉美|久美|久迈|完么|完玛|仁措|尕让|夏吾|角巴|切羊|才仁|才旺|才吉|才郎|昂青|昂毛|周毛|南杰|冷智|关却|项秀|德庆|其美|其梅|赤列|旺扎|旺杰|旺青|顿旦|央珍|央拉|达珍|巴珠|普琼|普赤|米久|索多|桑珠|桑杰|桑姆|旦巴|嘎松|西绕|喜绕|土旦|列珠|朗杰|朗嘎|占堆|扎堆"
    "|宝力道|宝力格|布仁|朝格图|朝鲁门|达来|道尔吉|额日|恩和|哈达|呼日|呼格|吉雅|孟克|蒙克|敖特根|那顺|娜日|娜布|诺敏|其布日|青格乐|赛音|桑布|斯仁|苏布德|苏德|塔拉|特日格勒|特古斯|图布新|乌力吉|乌恩|乌尼|希吉日|阿日|阿茹娜|阿丽玛|阿斯汗|阿古达木|伊德尔|扎木苏|珠拉|哈日|巴雅|乌日娜|高勒|额德尼|米希格|那日苏"
    "|阿卜杜拉|阿布力|阿不力|艾海提|艾克拜尔|艾克热木|艾比布拉|巴图尔|帕尔哈提|帕提曼|迪里夏提|迪丽努尔|古丽娜|古丽米热|古丽巴|哈丽旦|海热提|茹仙|茹克亚|热娜|热西提|如则|赛米|沙吾提|图尔荪|图尔贡|吐逊|托合提|吾布力|吾拉木|亚力坤|亚库甫|伊敏|伊斯马伊|伊力亚尔|伊力哈木|居买|居来提|再努拉|再娜普|祖农|祖丽|祖力|祖拉|祖木热|米娜瓦尔|米热|麦合木提|木塔力甫|牙生|尼加提|努热曼|喀哈尔|开塞尔|凯赛尔|克里木|马合木提|海丽切|阿米娜|阿孜|阿扎提|阿曼|玛丽亚木|夏依|夏帕提|艾散|玉山江|玉苏甫|巴哈尔|阿力木|艾买提|塞买提|买买江|买提"
    "|叶尔江|叶尔兰|叶尔波|哈那提|赛力克|努尔兰|加那尔|达列力|沙依|塔斯肯|吐列|木哈|巴合达|阿依达|加娜尔|古丽努|恰力|胡尔曼"
    "|吉伍|吉格|阿西|阿余|木乃|尔且|尔日|拉且|沙玛|莫色|布吉|布哈|日黑|伍呷|伍牛|木且|拉则|石布|甲巴|阿力|日哈|勒伍|吉石|尔聪|支铁|约布|尼惹|伍惹|色古|体日|曲么|曲目|乃古|海来|约则|马黑|俄的|伍各|拉日|尔哈"
)
_SHORT = 2
_TITLE = "先生|女士|小姐|同志|师傅|老师|本人|客户|[您你]好"
#: What such a name ends before.
_END = f"(?=[^\\w]|$|{_TITLE}|[说的在是吗吧呢已和跟这那家也]|提[出供交]|还是|电话|手机|身份|名下|微信|账|夫妇|女儿|儿子|一[个位家]|出示|表示|自称|称|签收|到场)"
#: Sounds at the end of a name: no such word as 不, 那.
_LAST = f"(?:(?![不那和都在让这])(?:{_SOUNDS}))"
#: Sons and daughters of the Dai: 岩温罕, 玉波罕.
_DAI_FIRST, _DAI_SECOND = "岩玉", "温罕坎香应龙光甩波腊喃帕嫩旺丙"
_DAI = f"(?:(?<!刀)[{_DAI_FIRST}][{_DAI_SECOND}][罕坎香叫龙光甩恩囡嫩腊应])"
_WHOLE = re.compile(f"(?:{_PART})(?:{_SOUNDS}{{0,2}}?(?:{_PART})(?:{_LAST}{_END})?|{_LAST}{{1,3}}{_END})|{_DAI}")
#: One part alone, where it cannot be anything else.
_ALONE = re.compile(
    f"(?:(?<=[叫名:是】@ 写填人找和跟姐哥遇见由])|(?<![^,。;!?\n]))(?:{_PART}){_END}|(?:{_PART})(?=先生|女士|小姐)"
)
#: Said alone, too long to be anything else, unless more sounds follow.
_LONG = re.compile(
    f"(?:{'|'.join(sorted({part for part in _PART.split('|') if len(part) > _SHORT}, key=len, reverse=True))})(?![尔提江汗木古丽娜尼布德特图热依拉买合·•・])"
)
_TOWNS = re.compile("阿坝|林芝|那曲|喀什|乌兰(?:巴托|木)|巴彦|扎鲁特|阿拉善|扎西德勒|巴音郭楞|巴图湾")
#: What such a word is the name of a place before.
_PLACES = (*"省市区县镇乡村州盟旗路街", "嘎查", "苏木")
_LONGEST_TOWN = 5
#: What the parts begin with.
PAIRS = frozenset(part[:2] for part in _PART.split("|")) | {
    first + second for first in _DAI_FIRST for second in _DAI_SECOND
}
_FIRST, _SECOND = ("".join(sorted({pair[at] for pair in PAIRS})) for at in (0, 1))
#: What must be in a text; classes are quicker to look for than words.
WORTH = re.compile(f"[{_FIRST}](?=[{_SECOND}])(?:(?<=(?={_PART}|{_DAI}).))|{_OF_POINTED}{_POINT}{_OF_POINTED}")


def find(text: str) -> Spans:
    for pattern in (_POINTED, _WHOLE, _ALONE, _LONG):
        for match in pattern.finditer(text):
            if not _town(text, match.start()) and not text.startswith(_PLACES, match.end()):
                yield match.span()


def _town(text: str, start: int) -> bool:
    named = any(text[start : start + length] in SHORT for length in range(_SHORT + 1, _LONGEST_TOWN + 1))
    return named or _TOWNS.match(text, start) is not None
