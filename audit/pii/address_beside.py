"""What stands in an address instead of a number, and behind the last one: crossings, landmarks, sides, parts of a house."""

from audit.pii.address_doors import DOOR
from audit.pii.address_names import FIGURES, SIGN
from audit.pii.pattern import either

#: Which road is near, said in between.
NEAR = "\\(近[^()\\n]{1,8}\\)"
#: Two roads that meet.
CROSS = f"(?:(?<=[路街道巷])[与和]{SIGN}{{1,7}}?[路道街巷](?:十字)?" + (
    either("交叉路?口", "交[汇会]处?", "交口|路口", "(?<=[路街道巷])口") + "处?)"
)

_GATE = "(?:[东南西北]?门)?"
#: What stands there that has no name of its own.
_LANDMARK = f"(?:{SIGN}{{0,8}}?{_GATE}" + (
    either(
        "报刊亭|诊所|药店|网吧|茶馆|理发店|停车场|公交站|地铁站|车站|幼儿园|邮局|活动室|文化站|戏台|桥头|晒场|打谷场",
        "老?(?:槐|柳|榕|樟|杨)树下?",
        "供销社|小卖部|小学|中学|卫生[所室院]|水塔|祠堂|传达室|门卫室|收发室|收发点|代收点|驿站|超市|菜鸟",
        "(?:服装|食品|鞋|砖|机械|电子|纸|化工|木器|家具)厂",
        "信用社|粮站|加油站|养殖场|养[鸡鸭鹅猪牛羊鱼]场|村部",
    )
    + ")"
)
#: Which side of it.
_SIDE = either(
    "(?:向?[东南西北]|往[东南西北])[0-9一二三四五六七八九十百]{1,4}米(?:处|路[东南西北]|河堤下)?",
    "[东南西北]{1,2}[头边侧面角首]",
    "旁边?|隔壁|对面|斜对面|后面",
    "路[东南西北]|口[东南西北]?",
)
#: How many houses on.
_NTH = either(f"第?[{FIGURES}0-9]{{1,2}}(?:家|户)(?!人)", f"第[{FIGURES}0-9]{{1,2}}间")
_BESIDE = either(
    f"(?<=[镇乡村会组队场路街号巷屯庄楼苑园口处汇部头号])(?:{_LANDMARK}|{_SIDE}){{1,2}}{DOOR}?{_NTH}?",
    f"(?<=[村组屯庄头])[东南西北]?头?{_NTH}",
)

#: Land that a group of houses lies on.
_LAND = "沟|湾|冲|坪|坳|岭|坡脚?|塘|院子|洼|(?:屯|庄|寨)(?!街道|镇|乡|村(?![委部]))|岗|坝|垸|垭口|岩口|[沟坡山桥岩河]脚"
_TAIL = either(
    "\\([^()\\n]{2,10}(?:对面|旁边?|隔壁|附近|后面|楼上|内)\\)",
    "(?<=[号档])"
    + either(
        "摊位?|口|铺位|泊位|厂房|仓库|车间|[前后][院栋]|院内(?:平房)?|柜台|窗口",
        "铺(?!位)|茶铺|冷库|院(?![里内])",
    ),
    "(?<=号楼)[上下](?![了去来那])",
    f"(?<=[0-9{FIGURES}][组社队])[^\\W0-9a-z_的了在未我你您他她说是有]{{0,3}}{either(_LAND)}",
    "(?<=[号楼元层室])[东南西北中](?:[户门侧]|单元)",
    "(?<=[号楼元层室])[前后侧边]门",
    "(?<=[号楼元层])[左右]手?边?(?!转)",
    "(?<=[号楼])(?:平房|底商)",
    "(?<=[号楼层元])(?:亭子间|阁楼|地下室|半地下|储藏室|前厢房|后厢房|厢房|前楼|后楼)",
    "(?<=[号栋幢座楼室层])"
    + either(
        "门面房?|库房|宿舍楼?(?:[0-9]{3,4})?|阁楼|商铺|铺面|车库",
        "房(?![东子租主屋产内里])|商服[0-9]{1,3}[门号]|[东南西北]侧",
    ),
    "(?<=[园区苑庭里])[一二三四五六七八九]期",
)
#: What may still follow the last unit.
END = either(_TAIL, _BESIDE)
