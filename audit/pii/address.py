"""Postal addresses: chains of named units (省 … 路, 小区) and doors (号 … 室) that name a place and not only a region."""

import re
from collections.abc import Iterator

from audit.pii.address_start import begin
from audit.pii.name_lists import WORDS
from audit.pii.places import FULL

Spans = Iterator[tuple[int, int]]

_SIGN = "(?:[^\\W0-9a-z_在到往住寄送去的于我你您他她它们请和与及就把给会要不还让被很都也了吗呢吧啊哪那这呀嘛么且但或归咱号栋幢室您谁过着叫跳晚系为称由开]|和(?=[平谐兴顺美睦义合县田静硕龙布林政])|(?<=[平丰仁太永义祥泰共协人谐温庆顺政雍颐嘉兴])和|都(?=[江匀市区县昌安]|路(?![过上])|大道)|(?<=[成新丰花宜武望])都|于(?=[洪都田潜])|会(?=[泽昌宁东理同展])|从(?=[化江])|来(?=[宾安凤])|住(?=邦)|开(?=[发元封平原州远江阳化鲁福明])|(?<=[新经])开)"
_NUMBER = "(?:[0-9]{1,5}[a-z]?|[一二三四五六七八九十百千零〇两幺]{1,6}|[a-z][0-9]{0,4}|[甲乙丙丁])"
_REGION = "(?:省|自治[区州县旗]|特别行政区|地区|(?<![菜超夜早集闹花鱼装])市(?!场|口)|盟|新区|区|县|旗|州(?=[^\\W0-9]{1,5}[市县]))"
#: Part of a village, named.
_HAMLET = "(?:(?<=[村区委会])(?![一二三四五六七八九十]{1,3}[组队社])[^\\W0-9a-z_里第的在]{1,4}?(?:组(?![织成合长])|队(?![伍长员友])|社(?![会区保员长交])|屯|自然村))"
_PLACE = (
    "(?:镇|乡|苏木|嘎查|街道|社区|居委会|村委会|村民委|村委(?!能|会?能)|村(?!庄)|(?:屯|庄|寨)(?!街道|镇|乡|村(?![委部]))|坝(?![区街路村])|大队|农场|林场|工业园|科技园|产业园|物流园|物流港|创业园|创意园|软件园|工业区|开发区|园区|大道|大街|正街|(?<=[0-9一二三四五六七八九零〇])[国省]道|道(?=[0-9一二三四五六七八九]|[与和].{1,7}[路道街])|(?<![带引问顺半])路(?![况过])|街(?!坊)|巷|弄堂|弄|胡同|里弄"
    "|小区|花园|家园|公寓|大厦|大楼|新村|新城|苑|广场|华庭|豪庭|公馆|宿舍楼?|家属[院楼区]|大院|商城|批发市场|市场|山庄|别墅|城中村|写字楼|府邸|[里坊](?=[0-9一二三四五六七八九十甲]{1,4}(?:号|栋|弄|幢|区))|连(?=[0-9])|(?:[城府湾庭园轩阁居郡墅里坊台岸]|江南|国际|时代|之家|名都|天地|一品|御景)(?=(?:[一二三四五六七八九0-9]{1,2}期)?[a-z]?[0-9一二三四五六七八九十]{1,3}(?:栋|幢|座|号楼|单元|-[0-9]{1,2}-[0-9])))(?:(?:村委会|村部|村(?!部|委))(?:[^\\W0-9a-z_里]{2}组)?|"
    + _HAMLET
    + "|居委会|社区|[东南西北中上下]?段|[东南西北](?=[0-9一二三四五六七八九十]))?"
)
#: After a county anything may be what a town is called, after a town a village: 那拉提镇, 喇嘛甸镇.
_ANY = "[^\\W0-9a-z_的了在我你您他她们]"
_BELOW = f"(?:(?<=[省市县区旗州盟]){_ANY}{{1,5}}?(?:镇|乡|街道|苏木|林场|农场)|(?<=[镇乡道木会委村]){_ANY}{{1,5}}?(?:社区|村(?!部|民){_HAMLET}?|嘎查|[屯寨庄](?!村))|(?<=[市县区镇乡道]){_ANY}{{1,5}}?(?:大道|大街|[路街巷](?={_NUMBER}号)))"
_NAMED = f"(?:{_SIGN}{{1,8}}?(?:{_REGION}|{_PLACE})|(?<![0-9])[gs]?[0-9]{{3}}[国省县]道|{_BELOW}|新疆生产建设兵团)"
_UNIT = "(?:号楼(?!下[那的])|库(?![存里])|号院(?![里内])|号|街坊|村(?!民|委|部)|舍(?![得友不])|巷|排|区|支弄|支路|期(?=[0-9a-z])|弄|组|栋|幢|座|单元|层|楼|梯|室|房(?![内间里产东子租])|户(?![主籍口型名])|队|社|连|师|团|档|门(?![口卫外牌店面])|铺)"
_DOOR = (
    f"(?:第?{_NUMBER}(?:村民|居民|生产|牧业)?小?组(?![织成合])|甲[0-9]{{1,3}}-[0-9]{{1,4}}|附?{_NUMBER}(?:[-之]{_NUMBER}){{0,3}}{_UNIT}(?:附{_NUMBER}[号栋室]?(?:门面)?|之[一二三四五六七八九0-9]{{1,2}}|[甲乙丙丁](?!方|单元))?|[东南西北]{_UNIT}(?=[0-9])|(?<=[园苑区城庭寓])\\([一二三四五六七八九东南西北]{{1,2}}[期区]\\)"
    f"|(?<=[栋幢座楼号元厦])[0-9]{{1,2}}f(?![a-z0-9])|(?<=[栋幢座楼元号区院阁轩园府门层梯])-?[0-9]{{2,4}}(?!-[0-9]|[0-9年月日天元块万千个次期:*]|分钟|\\.[0-9]|,[0-9]{{3}}(?![0-9]))|(?<=[元幢栋座楼号弄门层舍梯])[一二三四五六七八九零〇幺两]{{3,4}}(?![十百千万块元个名位])室?|[a-z]?[0-9]{{1,3}}(?:-[0-9]{{1,4}}){{1,3}}(?![0-9.:])|(?<=[栋幢座楼号元])-[0-9]{{1,4}}|(?<=[厦楼寓苑舍塔心])[0-9]{{3,4}}(?!米)(?![0-9年月日天元块万千个次期:*.,]))"
)
#: What an estate, a works or a hamlet is called, when a door follows.
_FREE = f"(?:{_SIGN}{{1,11}}?(?=(?:{_NUMBER}(?:号|栋|幢|座|单元|弄|组|队|社|楼|层|室|排|连|档|舍|铺|房|村|街坊)|[0-9]{{1,2}}区[0-9]|[a-z]?[0-9]{{1,3}}-[0-9]{{1,4}}(?:-[0-9]|室)|[a-z]区|(?<=[厦楼寓苑舍塔心])[0-9]{{3,4}}(?![0-9年月日天元块万千个次期:*.,]|米))))"
#: Below a road nothing else can be meant, whatever its signs: 海棠湾壹号8栋.
_LOOSE = f"(?:(?<=[路街巷段道镇乡号]){_ANY}{{1,9}}?(?={_NUMBER}(?:号楼|栋|幢|座|单元|舍|房|室|铺|门[0-9])))"
#: Which road is near, said in between.
_NEAR = "\\(近[^()\\n]{1,8}\\)"
#: Two roads that meet.
_CROSS = f"(?:(?<=[路街道巷])[与和]{_SIGN}{{1,7}}?[路道街巷](?:十字)?(?:交叉路?口|交[汇会]处?|交口|路口|(?<=[路街道巷])口)处?)"
#: What stands there that has no name of its own.
_LANDMARK = f"(?:{_SIGN}{{0,8}}?(?:[东南西北]?门)?(?:报刊亭|诊所|药店|网吧|茶馆|理发店|停车场|公交站|地铁站|车站|幼儿园|邮局|活动室|文化站|戏台|桥头|晒场|打谷场|老?(?:槐|柳|榕|樟|杨)树下?|供销社|小卖部|小学|中学|卫生[所室院]|水塔|祠堂|传达室|门卫室|收发室|收发点|代收点|驿站|超市|菜鸟|(?:服装|食品|鞋|砖|机械|电子|纸|化工|木器|家具)厂|信用社|粮站|加油站|养殖场|养[鸡鸭鹅猪牛羊鱼]场|村部))"
#: Which side of it.
_SIDE = "(?:(?:向?[东南西北]|往[东南西北])[0-9一二三四五六七八九十百]{1,4}米(?:处|路[东南西北]|河堤下)?|[东南西北]{1,2}[头边侧面角首]|旁边?|隔壁|对面|斜对面|后面|路[东南西北]|口[东南西北]?)"
_NTH = "(?:第?[一二三四五六七八九十0-9]{1,2}(?:家|户)(?!人)|第[一二三四五六七八九十0-9]{1,2}间)"
_BESIDE = f"(?:(?<=[镇乡村会组队场路街号巷屯庄楼苑园口处汇部头号])(?:{_LANDMARK}|{_SIDE}){{1,2}}(?:{_DOOR})?(?:{_NTH})?|(?<=[村组屯庄头])[东南西北]?头?{_NTH})"
#: What may still follow the last door.
_TAIL = "(?:\\([^()\\n]{2,10}(?:对面|旁边?|隔壁|附近|后面|楼上|内)\\)|(?<=[号档])(?:摊位?|口|铺位|泊位|厂房|仓库|车间|[前后][院栋]|院内(?:平房)?|柜台|窗口|铺(?!位)|茶铺|冷库|院(?![里内]))|(?<=号楼)[上下](?![了去来那])|(?<=[0-9一二三四五六七八九十][组社队])[^\\W0-9a-z_的了在未我你您他她说是有]{0,3}(?:沟|湾|冲|坪|坳|岭|坡脚?|塘|院子|洼|(?:屯|庄|寨)(?!街道|镇|乡|村(?![委部]))|岗|坝|垸|垭口|岩口|[沟坡山桥岩河]脚)|(?<=[号楼元层室])[东南西北中](?:[户门侧]|单元)|(?<=[号楼元层室])[前后侧边]门|(?<=[号楼元层])[左右]手?边?(?!转)|(?<=[号楼])(?:平房|底商)|(?<=[号楼层元])(?:亭子间|阁楼|地下室|半地下|储藏室|前厢房|后厢房|厢房|前楼|后楼)|(?<=[号栋幢座楼室层])(?:门面房?|库房|宿舍楼?(?:[0-9]{3,4})?|阁楼|商铺|铺面|车库|房(?![东子租主屋产内里])|商服[0-9]{1,3}[门号]|[东南西北]侧)|(?<=[园区苑庭里])[一二三四五六七八九]期)"
_CHAIN = re.compile(
    f"(?:{_NAMED}|{_DOOR})(?:{_CROSS}|{_NEAR}|{_NAMED}|{_DOOR}|(?:{_FREE}|{_LOOSE}){_DOOR})*(?:{_TAIL}|{_BESIDE})?"
)
_PARTS = re.compile(f"(?P<door>{_DOOR})|(?P<named>{_NAMED})|{_FREE}|{_LOOSE}")
#: A city or a district alone is no address.
_MERE = re.compile(f"{_REGION}$")
_PART_OF_VILLAGE = re.compile("村[^\\W0-9a-z_]{1,4}(?:组|屯|自然村)$")
_BUILDING = re.compile(f"{_NUMBER}(?:号楼|栋|幢|座)|单元")
SIGNS = "社城湾府庭郡庄场排省市区县镇乡村路道街巷弄号栋幢座室楼苑园厦寓组舍"
_SIGNS = f"[{SIGNS}]|单元|广场|家属院"
#: Two such signs close together: else no chain is looked for.
WORTH = re.compile(f"(?:{_SIGNS}).{{0,12}}?(?:{_SIGNS})")
_SHORTEST = 4


#: A court or an office is called after its district.
_OFFICE = re.compile("人民|法院|检察|公安|派出所|分局|政府|税务|社保|劳动|仲裁")


#: Towns with signs that else end a chain; they count as any other sign there.
_ODD = re.compile(
    f"(?:{'|'.join(sorted({name[:-1] for name in FULL if re.search(f'(?!{_SIGN}).', name[:-1])}, key=len, reverse=True))})(?=[省市县区旗州])"
)


def find(text: str) -> Spans:
    plain = _ODD.sub(lambda match: "丰" * len(match[0]), text)
    for match in _CHAIN.finditer(plain):
        if _OFFICE.match(text, match.end()):
            continue
        start = begin(text, match.start(), match.end())
        if match.end() - start >= _SHORTEST and _is_address(plain[start : match.end()]):
            yield start, match.end()


def _is_address(chain: str) -> bool:
    named, doors, exact = 0, 0, False
    for part in _PARTS.finditer(chain):
        if part.lastgroup == "door":
            doors += 1
        elif part.lastgroup == "named" and (len(part[0]) > 2 or part[0] not in WORDS):
            named += 2 if _PART_OF_VILLAGE.search(part[0]) else 1
            exact = exact or _MERE.search(part[0]) is None
    if not named:
        return doors >= 2 and _BUILDING.search(chain) is not None
    return named + min(doors, 1) >= 2 and (exact or doors > 0)
