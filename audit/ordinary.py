"""How often words stand in ordinary collection messages, measured over 9,700 compliant ones written for calls, chats and SMS."""

from functools import cache

from audit.sounds import SIGNS, SOUND

#: Share of messages -> characters and words that stand in about as many.
_SHARES: dict[float, str] = {
    0.3: ("。 【 】 不 人 们 你 您 我 星 晨 消 的 融 请 费 还 金 我们 消费 消费金融 金融"),
    0.15: ("一 上 个 为 了 会 信 可 回 在 就 已 情 打 方 是 有 期 款 系 联 要 说 账 这 通 您的 还款"),
    0.07: (
        "下 也 事 他 以 任 何 作 先 公 再 出 别 到 前 务 单 发 号 司 同 后 告 咨 天 好 如 子 官 定 宜 客 家 对 山 工 录 心 息 意 户 报 提 收 日 时 服 本 来 查 核 没 "
        "法 点 理 用 申 电 留 看 知 结 给 能 自 行 订 记 证 诉 诚 话 询 过 远 退 那 院 不会 咨询 官方 法院 联系 账单"
    ),
    0.03: (
        "、 三 与 两 中 么 书 于 五 交 今 付 代 件 份 位 便 保 借 停 催 儿 元 免 入 全 关 其 内 决 准 分 利 动 勿 十 千 协 卡 去 取 受 口 只 合 名 向 吗 否 吧 听 员 "
        "和 商 啊 困 处 复 多 大 委 存 安 实 将 小 己 年 并 应 开 当 征 待 得 微 想 成 手 扰 承 把 投 担 拨 按 接 改 放 无 明 月 未 机 权 果 案 欠 次 此 求 沟 清 照 "
        "现 生 由 登 着 短 码 笔 约 经 统 续 网 老 规 解 警 认 让 议 贷 起 跟 身 转 进 送 逾 道 都 醒 里 钱 门 问 间 难 需 面 额 上门 不是 不能 不要 个人 人员 今天 你们 "
        "信息 公司 分期 可以 合同 处理 客户 客服 工作 征信 微信 您说 打扰 投诉 拨打 提醒 放心 有人 本人 来电 没有 申请 电话 登记 短信 系统 结清 给你 给您 联系人 联系您 请您 账户 转账 "
        "通知 通过 逾期 那个"
    ),
    0.015: (
        "业 主 之 二 产 什 仅 传 住 余 使 供 依 候 债 做 充 八 六 况 冻 减 几 击 删 判 办 加 化 午 即 友 反 叫 台 呢 周 咱 响 哥 哪 四 因 地 址 坐 外 头 女 她 妈 字 "
        "学 孩 审 寄 少 尾 属 师 带 帮 常 平 延 建 异 式 张 影 往 很 律 快 急 性 感 所 才 托 扣 执 找 抱 拿 挂 据 支 效 数 料 新 映 晚 更 最 材 条 构 根 楼 止 正 每 "
        "注 热 片 牢 白 百 直 相 真 示 私 种 称 程 立 等 答 签 算 管 箱 紧 线 罚 聊 至 致 表 被 见 计 讯 该 谁 调 谈 走 车 边 违 邮 银 限 除 随 非 音 项 预 题 验 骗 "
        "黑 一个 不再 不收 不还 与我 个人信息 个月 为您 今日 依法 保证 借款 催收 再联系 出来 判决 利息 到您 到期 协商 单位 反映 号码 同事 告诉 回复 地址 坐牢 委托 孩子 官方客服 家人 "
        "对公 就不 就是 已经 平台 应还 延期 异议 录音 影响 律师 您是 您要 我们已 我就 我是 手机 打电话 执行 承担 报警 提交 提供 收到 机构 材料 查看 核实 核对 核查 注意 点击 照片 现在 "
        "的事 的人 的账单 知道 紧急联系人 给我 罚息 自己 记录 起诉 身份 这边 通讯录 金额 银行 门口"
    ),
}
#: Of letters, digits and signs; of one character that is not listed, of two, of more.
_ASCII, _RARE = 0.2, (0.005, 0.002, 0.001)
_KNOWN = {word: share for share, words in _SHARES.items() for word in words.split()}
#: What sounds stand for: words that are listed, and others, of which a syllable has many.
_SOUNDING: dict[str, float] = {}
for _word, _share in _KNOWN.items():
    _SOUNDING[_word.translate(SOUND)] = _SOUNDING.get(_word.translate(SOUND), 0) + _share
_RARE_SOUND = (0.01, 0.003, 0.001)


@cache
def share(word: str) -> float:
    """In how many of all messages a word stands, roughly: no more than any of its characters."""
    if not SIGNS.isdisjoint(word):
        return _share_of_sound(word)
    known = _KNOWN.get(word)
    if known is not None:
        return known
    if len(word) == 1:
        return _ASCII if word.isascii() or word in "。、" else _RARE[0]
    return min(_RARE[min(len(word), 3) - 1] * (5 if word.isdigit() else 1), *map(share, word))


def _share_of_sound(sound: str) -> float:
    rare = _RARE_SOUND[min(len(sound), 3) - 1]
    if len(sound) == 1:
        return _SOUNDING.get(sound, 0) + rare
    return min(_SOUNDING.get(sound, 0) + rare, *map(share, sound))
