"""Names of nobody, put together from surnames and characters as common as they are among real ones, roughly."""

import random
from collections.abc import Callable

from audit.pii.given_names import GIVEN
from audit.pii.name_lists import DOUBLE, NAMEY, NEVER, NICKNAMES, RARE, SURE, WORDLIKE, WORDS

_FREQUENT = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游裴席翁全区"
_COMMON = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛超霞鹏宇婷轩梓涵浩皓明辉刚建国华文斌波平飞林峰亮红玲燕英梅兰凤云秀珍莉桂香月春秋冬雪琴玉萍荣海江志家俊嘉佳欣怡雨晨思子小晓大永德福贵生金银宝成龙虎祥瑞庆新民胜利东"
    "天一清雅诗语安然若曦可心梦琪紫萱博睿泽楠凯旋翔彬健康乐欢笑阳光晴朗星辰远航志向前程锦绣美好慧敬贤良善和顺泰来根柱旺财发兴盛达通长久恒温如玉水清竹青松柏石山川河湖田园花朵叶果实木森"
)
#: Words that people are called by.
_WORDS = (
    "平安 和平 海洋 向阳 建国 国庆 胜利 光明 文静 安静 高兴 成功 自强 永远 春天 秋水 白露 小满 立夏 如意 吉祥 快乐 幸福 美丽 健康 富贵 长江 黄河 泰山 长城 东风 卫星 月亮 太阳 星星 彩虹 大海 小溪 海燕 海鸥 海浪 山峰 森林 原野 田野 大地 天空 云朵 雨滴 雪花 梅花 兰花 桂花 荷花 菊花 牡丹 玫瑰 百合 茉莉 "
    "水仙 杜鹃 石榴 葡萄 樱桃 苹果 核桃 花生 小麦 大米 高粱 玉米 豆豆 糖糖 多多 乐乐 圆圆 方方 正直 正义 忠诚 诚实 善良 勇敢 坚强 努力 进步 前进 跃进 解放 革命 红旗 红军 建军 爱国 爱民 为民 新民 立新 创新 改革 开放 长征 远征 凯旋 得胜 得意 得志 有为 有志 有才 有福 有财 有成 成才 成龙 成林 "
    "平凡 非凡 不凡 无忌 无双 无边 无限 知音 知秋 知足 知行 自然 天然 自由 自在 悠然 悠悠 长安 永安 安宁 安康 安心 安然 安定 安全 宁静 清静 清白 清明 明白 明天 明月 明亮 光辉 辉煌 灿烂 晴天 晴朗 大雨 小雨 春雨 秋雨 雨天 雪天 冬天 夏天 秋天 小雪 大雪 大寒 立春 立秋 立冬 谷雨 惊蛰 元旦 新年 端午 中秋 "
    "重阳 除夕 初一 十五 三月 五月 六月 七月 八月 九月 当归 连翘 半夏 白芷 黄连 甘草 天津 江南 江北 河南 山西 山东 江山 山水 山河 河山 河川 四海 五洲 千里 万里 千山 万水 从容 从军 从文 学文 学武 习武 文武 书生 书香 书画 诗书 诗意 画意 如画 如诗 如梦 梦想 理想 思想 思念 怀念 想念 纪念 难忘 希望 盼望 "
    "美好 友好 友谊 友爱 仁爱 博爱 关爱 慈爱 公正 公平 公道 正大 正常 平常 平和 温和 温柔 温暖 暖阳 阳光 朝阳 夕阳 晨曦 晨光 晨星 流星 繁星 火星 金星 银河 天河 天山 天池 天涯 海角 海口 海峡 海南 海天 海军 陆军 空军 将军 英雄 英明 英俊 英勇 豪杰 杰出 出众 出色 本色 本心 初心 同心 一心 一生 一鸣 一帆 一诺 一凡 一一 千帆 百川 半山 "
    "子弹 大山 大勇 大力 大志 老根 满仓 满堂 满意 满足 得草 得雨 得水 来福 来喜 来顺 顺利 顺心 顺风 清风 春风 和风 和气 和谐 和睦 团结 团圆 欢喜 欢乐 喜乐 喜悦 喜庆 庆祝 庆功 功成 功名 名扬 飞扬 飞翔 飞跃 飞腾 奔腾 沸腾 欢腾 图强 自立 独立 独特 特别 分明 分开 开心 开朗 开花 开明 开来 继续 继承 承诺 承平 长流 长风 长存 常在 常来 常青 保国 保平 护国"
).split()
_DOUBLES = DOUBLE.split("|")
_USUAL_DOUBLES = "欧阳 司马 上官 诸葛 慕容 司徒 令狐 皇甫 尉迟 夏侯 东方 宇文 端木 申屠 公孙 长孙 贺兰 呼延 万俟 钟离 拓跋 独孤 南宫 轩辕 闻人 澹台".split()
_GIVEN = sorted(GIVEN)
_SURE, _WORDLIKE, _RARE, _NAMEY = (sorted(group) for group in (SURE, WORDLIKE, RARE, NAMEY))
_WHOLE = sorted(word for word in WORDS if word[0] in SURE | WORDLIKE | RARE and word[1] not in NEVER | NICKNAMES)
_PAIRS = sorted(word for word in WORDS if word[0] in NAMEY and word[1] in NAMEY)


def name(chance: random.Random) -> str:
    if chance.random() < 0.18:
        return word(chance) + _sign(chance)
    return surname(chance) + given(chance)


def word(chance: random.Random) -> str:
    """A word that could be somebody's name: 高兴, 成功; with a sign behind it, 高兴国, it nearly always is one."""
    return chance.choice(_WHOLE)


def surname(chance: random.Random) -> str:
    draw = chance.random()
    if draw < 0.5:
        return chance.choice(_FREQUENT)
    if draw < 0.7:
        return chance.choice(_SURE)
    if draw < 0.87:
        return chance.choice(_WORDLIKE)
    if draw < 0.92:
        return chance.choice(_RARE)
    return chance.choice(_USUAL_DOUBLES if chance.random() < 0.8 else _DOUBLES)


def given(chance: random.Random) -> str:
    draw = chance.random()
    return next(make for share, make in _KINDS if draw < share)(chance)


def _sign(chance: random.Random) -> str:
    return chance.choice(_COMMON if chance.random() < 0.6 else _NAMEY)


#: Ways of giving a name, with the share that they and those before them have.
_KINDS: tuple[tuple[float, Callable[[random.Random], str]], ...] = (
    (0.45, lambda chance: chance.choice(_GIVEN)),
    (0.55, lambda chance: chance.choice(_WORDS)),
    (0.58, lambda chance: chance.choice(_PAIRS)),
    (0.72, _sign),
    (0.75, lambda chance: _sign(chance) * 2),
    (0.78, lambda chance: "小阿老大亚"[chance.randrange(5)] + _sign(chance)),
    (1.0, lambda chance: _sign(chance) + _sign(chance)),
)
