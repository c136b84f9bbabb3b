"""Text scan on one core: messages a second of the bulk scan against bare Hyperscan over the same bytes and patterns.

`python -m benchmarks.scan [--size N]`; the last line is the result as JSON.
"""

import argparse
import json
import random
import re
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import hyperscan

from audit.detectors.sequence import exact, orders
from audit.pack import compile_pack, patterns
from audit.records import Channel, Contact, Party, Speaker, Turn
from audit.rules.model import AllOf, AnyOf, Near, Pattern, Phrase, Rule, Status
from audit.scan import scan_many
from audit.text import normalise_many
from config.loader import read_pack

LIMIT = 0.1
VIOLATING = 0.03
#: Characters from which on Hyperscan may find an expression too large.
LONG = 1500
UTF8 = hyperscan.HS_FLAG_UTF8
LENDERS = ("云上消费金融", "示例银行信用卡中心", "远山小贷", "青禾金融", "北辰银行")
NAMES = ("张先生", "李女士", "王先生", "赵女士", "陈先生", "客户", "用户")
ORDINARY = (
    "【{lender}】尊敬的{name},您{month}月账单{amount}元已逾期{days}天,请于今日{hour}:00前通过官方APP还款,如已还款请忽略。退订回T",
    "【{lender}】{name}您好,您尾号{tail}的借款本期应还{amount}元,还款日为{month}月{days}日,请确保还款卡余额充足。",
    "【{lender}】提醒:您的借款已逾期{days}天,逾期会如实上报征信,请尽快处理。如有困难可致电客服申请延期或分期。",
    "【{lender}】{name},我们多次联系您未果,请您方便时回拨官方客服,工作时间早八点到晚八点。",
    "【{lender}】您已成功还款{amount}元,剩余应还金额可在APP查询,感谢您的配合。",
    "【{lender}】{name}您好,您申请的分期方案已提交审核,结果将以短信通知,请保持电话畅通。",
    "【{lender}】我们不会联系您的家人和同事,也不收取任何手续费,请只通过官方渠道还款,谨防诈骗。",
    "【{lender}】如果协商不成,我们保留依法向法院起诉的权利。您的欠款{amount}元,逾期{days}天,请及时结清。",
    "{name},昨天跟您说的还款计划考虑得怎么样了?本期一共{amount}元,下周三之前能处理吗?",
    "您好,我是受{lender}委托的专员,工号{tail},您的账单{amount}元已逾期{days}天,请您安排还款。",
)
FORBIDDEN = (
    "再不还钱,明天就给你通讯录里的人一个一个打电话,让你单位领导都知道。",
    "今天不还{amount}元,你出门最好看着点路,别怪我没提醒你。",
    "还要不要脸,欠{amount}块装死,废物一个。",
    "欠款不还就是诈骗,三天之内就能刑拘你。",
    "不还我就把你身份证照片发到业主群,让邻居都认识认识你。",
    "转到我这个私人账户,{amount}元,我帮你走内部通道。",
    "立案通知书下来了,今天还{amount}元就撤,不还等着坐牢。",
)


def messages(size: int, seed: int = 7) -> Iterator[Contact]:
    chance = random.Random(seed)
    at = datetime(2026, 3, 1, 2, tzinfo=UTC)
    for number in range(size):
        text = chance.choice(FORBIDDEN if chance.random() < VIOLATING else ORDINARY).format(
            lender=chance.choice(LENDERS),
            name=chance.choice(NAMES),
            amount=f"{chance.uniform(100, 50_000):.2f}",
            days=chance.randint(1, 28),
            month=chance.randint(1, 12),
            hour=chance.randint(9, 20),
            tail=f"{chance.randint(0, 9999):04}",
        )
        turns = (Turn(0, Speaker.AGENT, text),)
        yield Contact(str(number), Channel.SMS, at=at, party=Party.DEBTOR, turns=turns)


def phrases(pattern: Pattern) -> Iterator[str]:
    """The pattern's own expressions, as a program without our engine would give them to Hyperscan."""
    for order in orders(pattern):
        if expression := exact(order):
            yield re.sub(r"\(\?P<part>", "(?:", expression)
        elif isinstance(order, AllOf | Near | AnyOf):
            yield from (expression for part in order.parts for expression in phrases(part))
        elif isinstance(order, Phrase):
            yield order.expression


def bare(rules: list[Rule]) -> tuple[Callable[[bytes], int], int]:
    """Hyperscan alone, counting matches; and how many expressions are too large for it and stay out."""
    wanted = list(dict.fromkeys(text for rule in rules for pattern in patterns(rule) for text in phrases(pattern)))
    kept = [text for text in wanted if len(text) < LONG or compiled([text])]
    database = compiled(kept) or compiled(kept := [text for text in kept if compiled([text])])

    def scan(data: bytes) -> int:
        found: list[int] = []
        database.scan(data, match_event_handler=lambda key, *_: found.append(key))
        return len(found)

    return scan, len(wanted) - len(kept)


def compiled(texts: list[str]) -> hyperscan.Database | None:
    lookaround = re.compile(r"\(\?[^:]")
    flags = [UTF8 | (hyperscan.HS_FLAG_PREFILTER if lookaround.search(text) else 0) for text in texts]
    database = hyperscan.Database()
    try:
        database.compile([text.encode() for text in texts], ids=list(range(len(texts))), flags=flags)
    except hyperscan.HyperscanError:
        return None
    return database


def best(act: Callable[[], object], rounds: int = 3) -> float:
    """Processor seconds of the fastest of some rounds: the machine is shared."""
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        act()
        spent.append(time.process_time() - start)
    return min(spent)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    size = parser.parse_args().size
    rules = [rule for rule in read_pack("cn")[0].rules if rule.status is Status.LIVE]
    pack = compile_pack(rules)
    contacts = list(messages(size))
    data = "\n".join(normal.text for normal in normalise_many([contact.turns[0].text for contact in contacts])).encode()
    found = sum(bool(said.findings) for said in scan_many(contacts, pack, pii=False))
    scanned = best(lambda: sum(1 for _ in scan_many(contacts, pack, pii=False)))
    with_pii = best(lambda: sum(1 for _ in scan_many(contacts[: size // 5], pack)), 1) * 5
    floor, left = bare(rules)
    floored = best(lambda: floor(data))
    print(
        f"{len(rules)} rules, {len(pack.owners)} patterns, {size} messages of {len(data) / size:.0f} bytes, {found} with findings"
    )
    print(f"scan {size / scanned:,.0f} SMS/s, with personal data {size / with_pii:,.0f} SMS/s")
    print(f"bare Hyperscan {size / floored:,.0f} SMS/s ({left} expressions are too large for it)")
    ratio = floored / scanned
    result = {
        "benchmark": "scan",
        "value": round(size / scanned),
        "unit": "SMS/s",
        "baseline": round(size / floored),
        "ratio": round(ratio, 3),
        "limit": LIMIT,
        "ok": ratio >= LIMIT,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
