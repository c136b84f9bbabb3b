"""Units of an address that have names: a few signs and the kind of place behind them (浙江省, 文一西路, 翠苑小区)."""

from audit.pii.pattern import either

FIGURES = "一二三四五六七八九十"
#: A number as doors have it, or a letter for it.
NUMBER = either("[0-9]{1,5}[a-z]?", "[一二三四五六七八九十百千零〇两幺]{1,6}", "[a-z][0-9]{0,4}", "[甲乙丙丁]")

#: Signs that hardly any name has and that stand before names and between them.
_SELDOM = "在到往住寄送去的于我你您他她它们请和与及就把给会要不还让被很都也了吗呢吧啊哪那这呀嘛么且但或归咱号栋幢室您谁过着叫跳晚系为称由开"
#: But these do belong to one beside certain others: 和平, 颐和, 江都.
_BESIDE_OTHERS = (
    "和(?=[平谐兴顺美睦义合县田静硕龙布林政])|(?<=[平丰仁太永义祥泰共协人谐温庆顺政雍颐嘉兴])和",
    "都(?=[江匀市区县昌安]|路(?![过上])|大道)|(?<=[成新丰花宜武望])都",
    "于(?=[洪都田潜])",
    "会(?=[泽昌宁东理同展])",
    "从(?=[化江])",
    "来(?=[宾安凤])",
    "住(?=邦)",
    "开(?=[发元封平原州远江阳化鲁福明])|(?<=[新经])开",
)
#: A sign of a name.
SIGN = either(f"[^\\W0-9a-z_{_SELDOM}]", *_BESIDE_OTHERS)
#: A sign of a name where its kind and what stands before it leave little doubt: 那拉提镇, 喇嘛甸镇.
ANY = "[^\\W0-9a-z_的了在我你您他她们]"

REGION = either(
    "省|自治[区州县旗]|特别行政区|地区",
    "(?<![菜超夜早集闹花鱼装])市(?!场|口)",
    "盟|新区|区|县|旗",
    "州(?=[^\\W0-9]{1,5}[市县])",
)

#: Part of a village, named: 村里 is none.
_HAMLET = (
    f"(?:(?<=[村区委会])(?![{FIGURES}]{{1,3}}[组队社])[^\\W0-9a-z_里第的在]{{1,4}}?"
    + either("组(?![织成合长])", "队(?![伍长员友])", "社(?![会区保员长交])", "屯|自然村")
    + ")"
)
_TOWN = (
    "镇|乡|苏木|嘎查|街道|社区|居委会",
    "村委会|村民委|村委(?!能|会?能)|村(?!庄)",
    "(?:屯|庄|寨)(?!街道|镇|乡|村(?![委部]))",
    "坝(?![区街路村])",
    "大队|农场|林场",
)
_ESTATE_OF_WORK = ("工业园|科技园|产业园|物流园|物流港|创业园|创意园|软件园|工业区|开发区|园区",)
_ROAD = (
    "大道|大街|正街",
    "(?<=[0-9一二三四五六七八九零〇])[国省]道",
    "道(?=[0-9一二三四五六七八九]|[与和].{1,7}[路道街])",
    "(?<![带引问顺半])路(?![况过])",
    "街(?!坊)",
    "巷|弄堂|弄|胡同|里弄",
)
_ESTATE = (
    "小区|花园|家园|公寓|大厦|大楼|新村|新城|苑|广场|华庭|豪庭|公馆|宿舍楼?|家属[院楼区]|大院",
    "商城|批发市场|市场|山庄|别墅|城中村|写字楼|府邸",
    f"[里坊](?=[0-9{FIGURES}甲]{{1,4}}(?:号|栋|弄|幢|区))",
    "连(?=[0-9])",
    # What many estates end with, and much else: only before a building.
    either("[城府湾庭园轩阁居郡墅里坊台岸]", "江南|国际|时代|之家|名都|天地|一品|御景")
    + f"(?=(?:[一二三四五六七八九0-9]{{1,2}}期)?[a-z]?[0-9{FIGURES}]{{1,3}}"
    + either("栋|幢|座|号楼|单元", "-[0-9]{1,2}-[0-9]")
    + ")",
)
#: What a place may be called besides: its village's office, a stretch of the road.
_MORE = (
    "(?:村委会|村部|村(?!部|委))(?:[^\\W0-9a-z_里]{2}组)?",
    _HAMLET,
    "居委会|社区",
    "[东南西北中上下]?段",
    f"[东南西北](?=[0-9{FIGURES}])",
)
_PLACE = f"{either(*_TOWN, *_ESTATE_OF_WORK, *_ROAD, *_ESTATE)}{either(*_MORE)}?"

#: After a county anything may be what a town is called, after a town a village.
_BELOW = either(
    f"(?<=[省市县区旗州盟]){ANY}{{1,5}}?(?:镇|乡|街道|苏木|林场|农场)",
    f"(?<=[镇乡道木会委村]){ANY}{{1,5}}?(?:社区|村(?!部|民){_HAMLET}?|嘎查|[屯寨庄](?!村))",
    f"(?<=[市县区镇乡道]){ANY}{{1,5}}?(?:大道|大街|[路街巷](?={NUMBER}号))",
)
NAMED = either(
    f"{SIGN}{{1,8}}?{either(REGION, _PLACE)}",
    "(?<![0-9])[gs]?[0-9]{3}[国省县]道",
    _BELOW,
    "新疆生产建设兵团",
)
