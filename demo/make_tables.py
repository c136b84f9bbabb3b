"""Makes the demo's cases, its SMS log and the list of planted violations from the texts in demo/sms.

Run in the repository's root: python -m demo.make_tables. The same texts and demo/data/calls.csv give the same files.
Beside the violations in words, some lawful messages are sent after 22:00 and one debtor gets nine on a day: these are
for the ledger rules and stand in no list. Every name is invented and no number can be assigned: mobiles do not begin with 100.
"""

import csv
import json
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml

from demo.make_ledger import EARLY, LONER, REFUSED, UNHEARD, refusal

HERE = Path(__file__).parent
DATA = HERE / "data"
#: What is planted for the ledger needs a registered contact, and nothing else beside it.
KEPT = frozenset((EARLY, REFUSED, LONER, UNHEARD))
INSTITUTION = "晨星消费金融"
AGENTS = {
    "宜诚服务": ["YC-0388", "YC-0417", "YC-0502", "YC-0533"],
    "远山咨询": ["YS-0093", "YS-0126", "YS-0271", "YS-0304"],
}
HARSH = {"宜诚服务": ["YC-0417", "YC-0417", "YC-0502"], "远山咨询": ["YS-0093", "YS-0093", "YS-0093", "YS-0304"]}
FIRST_DAY = datetime.fromisoformat("2026-10-01T00:00:00+08:00")
MESSAGES = 5000
PLANTED = 150
BURST_CASE, BURST = "CASE-0150", 9
CASE_COLUMNS = (
    "case_id", "institution", "agency", "debtor_id", "debtor_name", "debtor_phones", "product", "principal", "due_amount",
    "overdue_days", "legal_stage", "registered_contacts", "consents", "timezone", "assigned_at", "notified_at", "opened_at",
)  # fmt: skip
SMS_COLUMNS = (
    "sms_id", "sent_at", "case_id", "number", "party_role", "direction", "agent_id", "agency", "text", "status",
)  # fmt: skip
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
PRODUCTS = ["消费分期", "现金贷", "手机分期", "教育分期", "装修分期", "安心贷"]
RELATIONS = ["配偶", "父亲", "母亲", "同事", "朋友", "兄弟"]
STAGES = ["none"] * 80 + ["filed"] * 8 + ["accepted"] * 5 + ["judged"] * 4 + ["enforced"] * 3
#: What the recorded calls say about their cases.
TOLD: dict[str, dict[str, Any]] = {
    "CASE-0012": {"debtor_name": "王丽", "product": "消费分期", "due_amount": 3200, "overdue_days": 30},
    "CASE-0027": {"product": "现金贷", "due_amount": 5000},
    "CASE-0041": {"debtor_name": "郭甲申", "due_amount": 12000},
    "CASE-0058": {"product": "装修分期", "due_amount": 4700, "legal_stage": "none"},
    "CASE-0073": {"due_amount": 12000, "overdue_days": 92},
    "CASE-0096": {"debtor_name": "宋乙亥", "product": "手机分期", "due_amount": 2600},
    "CASE-0118": {"debtor_name": "孙丙戌", "product": "安心贷", "principal": 6300},
    "CASE-0145": {"debtor_name": "林丁未", "product": "教育分期", "due_amount": 980, "overdue_days": 91},
    "CASE-0177": {"debtor_name": "陈华"},
    "CASE-0194": {"debtor_name": "高己巳"},
    "CASE-0236": {"debtor_name": "吴庚午", "legal_stage": "filed", "due_amount": 10200},
}
LATE_CONSENT = {"from": "22:00", "to": "23:00", "given_at": "2026-09-20T10:00:00+08:00", "withdrawn_at": None}

Row = dict[str, Any]


def make_cases(random: Random) -> list[Row]:
    """CASE-0001 to CASE-0300, agreeing with the dial log wherever it names a case."""
    dialled: dict[str, Row] = {}
    for call in _read("calls.csv"):
        if call["party_role"] == "debtor" or call["case_id"] not in dialled:
            dialled[call["case_id"]] = call
    return [_case(random, number, dialled.get(f"CASE-{number:04d}")) for number in range(1, 301)]


def _case(random: Random, number: int, call: Row | None) -> Row:
    identity = f"CASE-{number:04d}"
    told = TOLD.get(identity, {})
    agency = call["agency"] if call else random.choice(list(AGENTS))
    known = call is not None and call["party_role"] == "debtor"
    phones = [call["number"] if call and known else _phone(random)]
    phones += [_phone(random)] * (random.random() < 0.15)
    overdue = told.get(
        "overdue_days", random.choice([random.randrange(3, 30), random.randrange(31, 90), random.randrange(91, 400)])
    )
    due = told.get("due_amount", random.randrange(600, 48000))
    opened = FIRST_DAY - timedelta(days=overdue + random.randrange(90, 500), minutes=-random.randrange(540, 1200))
    assigned = FIRST_DAY - timedelta(days=random.randrange(1, 20), minutes=-random.randrange(540, 1080))
    least = 1 if identity in KEPT else 0
    contacts = [
        f"{_name(random)}:{relation}:{_phone(random)}"
        for relation in random.sample(RELATIONS, max(random.randrange(4), least))
    ]
    row = {
        "case_id": identity,
        "institution": INSTITUTION,
        "agency": agency,
        "debtor_id": f"DEBTOR-{number:04d}",
        "debtor_name": _name(random),
        "debtor_phones": ";".join(phones),
        "product": random.choice(PRODUCTS),
        "principal": round(due * random.uniform(0.82, 0.97), 2),
        "due_amount": due,
        "overdue_days": overdue,
        "legal_stage": random.choice(STAGES) if overdue > 90 else "none",
        "registered_contacts": ";".join(contacts),
        "consents": json.dumps({"off_hours": LATE_CONSENT}) if random.random() < 0.03 else "",
        "timezone": "Asia/Shanghai",
        "assigned_at": assigned.isoformat(),
        "notified_at": (assigned + timedelta(hours=random.randrange(2, 30))).isoformat()
        if random.random() < 0.9
        else "",
        "opened_at": opened.isoformat(),
    }
    return row | told


def make_sms(random: Random, cases: list[Row]) -> tuple[list[Row], list[Row]]:
    """All messages in order of time, and for the violating ones their category and key words."""
    texts = yaml.safe_load((HERE / "sms" / "compliant.yml").read_text(encoding="utf-8"))
    written = [case for case in cases if case["case_id"] != UNHEARD]
    rows = [_violating(random, written, category, text, key) for category, text, key in _planted(random)]
    burst = next(case for case in cases if case["case_id"] == BURST_CASE)
    rows += [_burst(random, burst, place) for place in range(BURST)]
    rows.append(refusal(next(case for case in cases if case["case_id"] == REFUSED)))
    rows += [_lawful(random, written, texts) for _ in range(MESSAGES - len(rows))]
    rows.sort(key=lambda row: (row["sent_at"], row["number"], row["text"]))
    for place, row in enumerate(rows, 1):
        row["sms_id"] = f"SMS-{place:05d}"
    planted = [
        {"sms_id": row["sms_id"], "category": row["category"], "key": row["key"]} for row in rows if "key" in row
    ]
    return rows, planted


def _planted(random: Random) -> list[tuple[str, str, str]]:
    """Each violating sentence once, then some again until there are PLANTED."""
    texts = yaml.safe_load((HERE / "sms" / "violations.yml").read_text(encoding="utf-8"))
    all_texts = [(category, entry["text"], entry["key"]) for category, entries in texts.items() for entry in entries]
    return all_texts + random.sample(all_texts, PLANTED - len(all_texts))


def _violating(random: Random, cases: list[Row], category: str, text: str, key: str) -> Row:
    to_others = category in ("T09", "T10")
    case = random.choice(
        [case for case in cases if case["legal_stage"] == "none" and (case["registered_contacts"] or not to_others)]
    )
    words = _words(random, case)
    sign = f"【{case['agency']}】" if random.random() < 0.4 and "【" not in text else ""
    role = random.choice(["contact", "contact", "third_party"]) if to_others else "debtor"
    row = _row(random, case, role, sign + text.format(**words), _moment(random, 8 * 60 + 5, 21 * 60 + 40))
    return row | {"agent_id": random.choice(HARSH[case["agency"]]), "category": category, "key": key.format(**words)}


def _burst(random: Random, case: Row, place: int) -> Row:
    moment = FIRST_DAY + timedelta(days=17, hours=9 + place, minutes=random.randrange(60))
    text = f"【{case['agency']}】您的账单已逾期,请尽快登录官方APP还款。".replace(",", "\uff0c")
    return _row(random, case, "debtor", text, moment) | {"agent_id": AGENTS[case["agency"]][0]}


def _lawful(random: Random, cases: list[Row], texts: dict[str, list[str]]) -> Row:
    chance = random.random()
    if chance < 0.06:
        case = random.choice(cases)
        row = _row(random, case, "debtor", random.choice(texts["inbound"]), _moment(random, 7 * 60, 23 * 60 + 30))
        return row | {"direction": "inbound", "agent_id": "", "status": "received"}
    if chance < 0.07:  # a relay, after three dials in vain: demo.make_ledger adds them to the day before
        case = random.choice([case for case in cases if case["registered_contacts"] and case["case_id"] not in KEPT])
        text = random.choice(texts["contact"])
        moment = _moment(random, 8 * 60 + 30, 20 * 60) + timedelta(days=1)
        return _row(random, case, "contact", _dressed(random, case, text, link=False), moment)
    case = random.choice(cases)
    stage = case["legal_stage"]
    fitting = (
        texts["debtor"] if stage == "none" else [text for text in texts["debtor"] if "没有对您提起诉讼" not in text]
    )
    text = random.choice(texts[stage] if stage != "none" and random.random() < 0.5 else fitting)
    hours = (
        (21 * 60 + 50, 21 * 60 + 59)
        if chance > 0.988
        else (22 * 60, 23 * 60 + 20)
        if chance > 0.98
        else (8 * 60, 21 * 60 + 30)
    )
    return _row(random, case, "debtor", _dressed(random, case, text, link=True), _moment(random, *hours))


def _dressed(random: Random, case: Row, text: str, *, link: bool) -> str:
    """With the signature and, now and then, the link that gateways send along."""
    sign = random.choices([f"【{INSTITUTION}】", f"【{case['agency']}】", ""], [7, 2, 1])[0]
    tail = (
        f"详情 app.chenxing.example/h/{random.randrange(16**6):06x} 回T退订" if link and random.random() < 0.2 else ""
    )
    return sign + text.format(**_words(random, case)) + tail


def _words(random: Random, case: Row) -> dict[str, object]:
    return {
        "n": case["debtor_name"],
        "a": case["due_amount"],
        "o": case["overdue_days"],
        "d": random.randrange(2, 29),
        "p": random.choice([3, 6, 12, 24]),
        "t": f"{random.randrange(10**4):04d}",
        "g": random.choice(AGENTS[case["agency"]])[3:],
        "agency": case["agency"],
    }


def _row(random: Random, case: Row, role: str, text: str, moment: datetime) -> Row:
    number = case["debtor_phones"].split(";")[0]
    if role == "contact":
        number = random.choice(case["registered_contacts"].split(";")).split(":")[2]
    elif role == "third_party":
        number = _phone(random)
    return {
        "sent_at": moment.isoformat(),
        "case_id": case["case_id"],
        "number": number,
        "party_role": role,
        "direction": "outbound",
        "agent_id": random.choice(AGENTS[case["agency"]]),
        "agency": case["agency"],
        "text": text,
        "status": random.choices(["delivered", "sent", "failed"], [93, 5, 2])[0],
    }


def broken(rows: list[Row]) -> list[tuple[int, list[str]]]:
    """Rows that an import must refuse, each with its place among the good ones."""

    def changed(place: int, **cells: str) -> list[str]:
        row = rows[place] | {"sms_id": f"SMS-9{place:04d}"} | cells
        return [row[column] for column in SMS_COLUMNS]

    return [
        (420, changed(420, sent_at="2026-10-03 14:20:00")),
        (1310, changed(1310)[:4]),
        (2205, changed(2204, sms_id=rows[2204]["sms_id"], text="同一编号、不同内容的一条短信。")),
        (3050, changed(3050, agent_id='=HYPERLINK("http://sheet.example","YC-0417")')),
        (3777, changed(3777, party_role="老板")),
        (4600, changed(4600, text="")),
    ]


def _moment(random: Random, first: int, last: int) -> datetime:
    """Some day of October, between two minutes of the day."""
    minutes = random.randrange(first, last + 1)
    return FIRST_DAY + timedelta(days=random.randrange(30), minutes=minutes, seconds=random.randrange(60))


def _phone(random: Random) -> str:
    return f"100{random.randrange(10**8):08d}"


def _name(random: Random) -> str:
    return random.choice(SURNAMES) + random.choice(STEMS) + random.choice(BRANCHES)


def _read(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _write(name: str, columns: tuple[str, ...], rows: list[list[str]]) -> None:
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns, *rows])


def main() -> None:
    cases = make_cases(Random(2026))
    rows, planted = make_sms(Random(1031), cases)
    lines = [[row[column] for column in SMS_COLUMNS] for row in rows]
    for place, cells in reversed(broken(rows)):
        lines.insert(place, cells)
    _write("cases.csv", CASE_COLUMNS, [[row[column] for column in CASE_COLUMNS] for row in cases])
    _write("sms.csv", SMS_COLUMNS, lines)
    _write("sms_planted.csv", ("sms_id", "category", "key"), [list(row.values()) for row in planted])
    print(f"{len(cases)} cases, {len(lines)} lines of SMS, {len(planted)} planted violations")


if __name__ == "__main__":
    main()
