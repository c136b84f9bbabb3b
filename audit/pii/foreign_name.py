"""Names written by their sound, as Uyghur, Tibetan and Mongolian names are: with a point (阿依努尔·麦麦提), or of known parts."""

import re
from collections.abc import Iterator

Spans = Iterator[tuple[int, int]]

#: Characters that foreign sounds are written with.
_SOUND = (
    "山祖皮仙西丁且农苏塞都莱里比胡亥孜阿依努尔麦提买古丽艾力热合曼吐逊迪木拉帕玛尼库班卡德哈斯乌云其格巴特娜仁托娅高娃萨苏日雅孟布图琴勒额登扎西卓次达瓦索朗旦增丹桑姆央金洛平措多吉白珠米普边强晋美才让贡嘎曲珍"
    "奴孜汗江比莎夏夫里甫那甘牙生沙塔坦别克叶赛帖木肯穆罕默买赛义伊敏亚森玉素努吾守海提克热姆萨迪克希凯司马艾则地力亚尔帕孜莱提古扎阿布都杜维吾加买合提莫谢尔盖安娜伊万诺约翰史密斯汉森尤里贝佳宝音朝鲁敖其嘎包毕力贡旺堆拥泽郎罗绒俄降初切加措毛杰南太本周卡先恰才华泰维坤松猜汶颂玛丽亚利雅各林卢宾保"
)
_SOUNDS = f"[{''.join(dict.fromkeys(_SOUND))}]"
_POINT = "[·•・]"
_POINTED = re.compile(f"(?![让和])(?:{_SOUNDS}){{2,6}}(?:{_POINT}{_SOUNDS}{{2,6}}){{1,2}}")
#: Words that such names begin with or are put together from.
_PART = (
    "达娃|扎西|卓玛|次仁|达瓦|尼玛|索朗|旦增|丹增|格桑|拉姆|央金|洛桑|平措|多吉|白玛|德吉|仁青|仁增|巴桑|米玛|普布|普珠|边巴|强巴|晋美|桑吉|才让|才旦|贡布|嘎玛|曲珍|曲尼|曲扎|央宗|卓嘎|措姆|旺堆|旺久|旺姆|顿珠|索南|东智|才让|尕藏|尕玛|周措|拉毛|卓嘎|扎巴|更登|华旦|多杰|旦正|拥措|泽仁|罗布|次旦|次珍|贡嘎|土登|阿旺|丹巴"
    "|乌云|乌兰|乌仁|其木格|巴特尔|巴图|娜仁|托娅|图雅|高娃|萨仁|阿拉坦|苏日娜|巴雅尔|孟和|呼和|布和|那仁|其其格|斯琴|格日勒|额尔德|额尔敦|敖登|朝鲁|宝音|哈斯|毕力格|乌日|那木|苏和|阿古拉|满都拉|朝克图|通拉嘎|吉日嘎|萨日|阿木尔|图门|塔娜|牧仁|青格勒|德力格|巴根|格图|卓力格|满都|巴音|海日|日罕|斯日|其木|格勒|布赫|特木尔|铁木尔|赛汗|萨茹拉|胡和|都拉"
    "|阿依|古丽|古力|买买提|麦麦提|艾力|艾尔肯|热合曼|吐尔|阿卜杜|阿不都|阿布都|努尔|迪丽|迪力|木拉提|帕提|帕尔|玛依|热依|艾尼|卡德尔|库尔班|热孜|阿迪力|买合木提|塔依尔|艾合|吾买尔|依力|依布|哈力|巴合提|叶尔|加依|古兰|别克|艾山|艾则|玉素|阿里木|热扎|帕夏|肉孜|司马义|依明|吾斯|塔伊|巴哈|江阿"
    "|阿果|阿木|吉克|吉木|沙马|阿苏|曲比|曲木|日火|马海|木呷|拉布|拉铁|阿呷|阿牛|阿支|阿依|尔古|尔布|古莫|俄木"
)
_TITLE = "先生|女士|小姐|同志|师傅|老师|本人|客户|[您你]好"
#: What such a name ends before.
_END = f"(?=[^\\w]|$|{_TITLE}|[说的在是吗吧呢已和跟这那家提也]|还是|一[个位家]|出示|表示|自称|称|签收|到场)"
_WHOLE = re.compile(
    f"(?:{_PART})(?:(?:{_SOUNDS}{{0,2}}(?:{_PART}))+(?:{_SOUNDS}{{1,2}}{_END})?|{_SOUNDS}{{1,3}}{_END})"
)
#: One part alone, where it cannot be anything else.
_ALONE = re.compile(
    f"(?:(?<=[叫名:是】@ 写填人找和跟姐哥遇见由])|(?<![^,。;!?\n]))(?:{_PART}){_END}|(?:{_PART})(?=先生|女士|小姐)"
)
_TOWNS = re.compile(
    "呼和浩特|乌兰(?:察布|浩特|巴托|木)|乌鲁木齐|巴彦|格尔木|阿拉善|阿克苏|喀什|阿坝|林芝|那曲|日喀则|扎鲁特"
)
FIRST, SECOND = ("".join(sorted({part[at] for part in _PART.split("|")})) for at in (0, 1))
#: What must be in a text; classes are quicker to look for than words.
WORTH = re.compile(f"[{FIRST}](?=[{SECOND}])(?:(?<=(?={_PART}).))|{_SOUNDS}{_POINT}{_SOUNDS}")


def find(text: str) -> Spans:
    for pattern in (_POINTED, _WHOLE, _ALONE):
        for match in pattern.finditer(text):
            if not _TOWNS.match(match[0]) and text[match.end() : match.end() + 1] not in tuple(
                "省市区县镇乡村州盟旗路街"
            ):
                yield match.span()
