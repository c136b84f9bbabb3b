"""Makes the demo's second dial log, its chats, visits and complaints, and the list of what is planted for the ledger rules.

Run in the repository's root after demo.make_tables: python -m demo.make_ledger. The same tables give the same files.
Before every lawful message to a registered contact the debtor was dialled three times in vain the day before.
"""

import csv
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).parent / "data"
CALLS = (
    "call_id", "case_id", "started_at", "answered_at", "ended_at", "number", "party_role", "direction", "disposition",
    "agent_id", "agency", "recording",
)  # fmt: skip
CHAT = ("conversation_id", "message_id", "sent_at", "case_id", "speaker", "agent_id", "agency", "text", "platform")
VISITS = (
    "visit_id", "case_id", "started_at", "ended_at", "address_kind", "visitors", "recorded", "met", "agency", "notes",
    "recording",
)  # fmt: skip
COMPLAINTS = ("complaint_id", "received_at", "case_id", "channel", "agency", "text", "about")
AGENTS = {"宜诚服务": "YC-0417", "远山咨询": "YS-0093"}
#: Cases in which nothing else is planted.
CROWDED, RUNG, NIGHT, EARLY, REFUSED = "CASE-0061", "CASE-0088", "CASE-0102", "CASE-0131", "CASE-0163"
LONER, TWICE, CHATTY, UNHEARD, HEARD = "CASE-0185", "CASE-0207", "CASE-0221", "CASE-0244", "CASE-0260"

Row = dict[str, Any]


def dials(cases: dict[str, Row], messages: list[Row]) -> list[Row]:
    random = Random(1107)
    rows = []
    for message in messages:
        if message["party_role"] == "contact" and message["direction"] == "outbound":
            day = _time(message["sent_at"]).replace(hour=10, minute=0, second=0) - timedelta(days=1)
            for hours in (0, 3, 7):
                at = day + timedelta(hours=hours, minutes=random.randrange(50), seconds=random.randrange(60))
                rows.append(dial(cases[message["case_id"]], at, random.choice(("no_answer", "no_answer", "busy"))))
    rows += _planted_dials(cases)
    rows.sort(key=lambda row: (row["started_at"], row["number"]))
    return [{"call_id": f"DIAL-{place:04d}"} | row for place, row in enumerate(rows, 1)]


def _planted_dials(cases: dict[str, Row]) -> list[Row]:
    agencies = list(AGENTS)
    crowded = [
        dial(cases[CROWDED], _at(20, 9 + 2 * n, 12), "connected", talk=95, agency=agencies[n % 2]) for n in range(4)
    ]
    rung = [dial(cases[RUNG], _at(21, 9 + n, 31), "no_answer") for n in range(7)]
    night = [dial(cases[NIGHT], _at(22, 22, 17), "connected", talk=40)]
    early = [
        dial(cases[EARLY], _at(23, 10, 5), "connected", talk=70),
        _to_contact(cases[EARLY], dial(cases[EARLY], _at(23, 15, 40), "connected", talk=45)),
    ]
    lost = [dial(cases[REFUSED], _at(18, hour, 20), "no_answer") for hour in (9, 12, 16)]
    again = dial(cases[REFUSED], _at(21, 11, 3), "connected", talk=35, agency="远山咨询")
    return [*crowded, *rung, *night, *early, *lost, _to_contact(cases[REFUSED], again)]


def dial(case: Row, at: datetime, outcome: str, talk: int = 0, agency: str = "") -> Row:
    """To the debtor; `talk` in seconds."""
    answered = at + timedelta(seconds=9)
    ended = answered + timedelta(seconds=talk) if outcome == "connected" else at + timedelta(seconds=28)
    agency = agency or case["agency"]
    return {
        "case_id": case["case_id"],
        "started_at": at.isoformat(),
        "answered_at": answered.isoformat() if outcome == "connected" else "",
        "ended_at": ended.isoformat(),
        "number": case["debtor_phones"].split(";")[0],
        "party_role": "debtor",
        "direction": "outbound",
        "disposition": outcome,
        "agent_id": AGENTS[agency],
        "agency": agency,
        "recording": "",
    }


def _to_contact(case: Row, row: Row) -> Row:
    return row | {"party_role": "contact", "number": _contact(case)}


#: Conversation, case, platform, day and hour, then who says what, a minute apart.
CONVERSATIONS = (
    (
        "CHAT-001", "CASE-0033", "APP客服", (9, 10),
        (
            ("debtor", "你好,我这期想晚几天还,可以吗?"),
            ("agent", "您好,我是受晨星消费金融委托的专员,工号YC-0388。请先核对一下身份证后四位。"),
            ("debtor", "3306"),
            ("agent", "谢谢,核对无误。您可以在APP里申请延期五天,本金和利息不变。"),
            ("debtor", "好的,我去申请,谢谢。"),
            ("agent", "不客气,祝您生活愉快。"),
        ),
    ),
    (
        "CHAT-002", CHATTY, "微信", (24, 20),
        (
            ("agent", "在吗,钱什么时候转?"),
            ("debtor", "我妈刚住院,这个月真的不行。"),
            ("agent", "谁家没点事,别拿你妈当挡箭牌。"),
            ("agent", "再不转我就把你的照片和身份证发到你们小区业主群。"),
            ("debtor", "你这是威胁我?"),
            ("agent", "转到我微信就行,别走公司账户。"),
        ),
    ),
    (
        "CHAT-003", "CASE-0119", "APP客服", (26, 21),
        (
            ("agent", "您好,提醒您本期账单明天到期。"),
            ("debtor", "知道了。"),
        ),
    ),
)  # fmt: skip


def chats(cases: dict[str, Row]) -> list[Row]:
    rows = []
    for conversation, case, platform, (day, hour), said in CONVERSATIONS:
        for place, (speaker, text) in enumerate(said):
            agency = cases[case]["agency"]
            rows.append(
                {
                    "conversation_id": conversation,
                    "message_id": f"{conversation}-{place + 1}",
                    "sent_at": (_at(day, hour, 4) + timedelta(minutes=place)).isoformat(),
                    "case_id": case,
                    "speaker": speaker,
                    "agent_id": AGENTS[agency] if speaker == "agent" else "",
                    "agency": agency if speaker == "agent" else "",
                    "text": text,
                    "platform": platform,
                }
            )
    return rows


def visits(cases: dict[str, Row]) -> list[Row]:
    told = (
        ("CASE-0044", 15, 15, "home", "2", "yes", "debtor", "两人上门,出示工作证并全程录像,债务人同意面谈,约定月底前申请分期。"),
        (LONER, 16, 10, "home", "1", "no", "family", "一人到访,债务人不在,其父开门。告知其父儿子欠款一万二,要求其父代为还款。"),
        (TWICE, 17, 10, "work", "2", "yes", "nobody", "到单位门口,未见到人,未进入办公区,离开。"),
        (TWICE, 17, 17, "home", "2", "yes", "nobody", "当日第二次到访,敲门无人应答。"),
        ("CASE-0212", 25, 14, "home", "", "", "nobody", "到达后无人,未与任何人交谈。"),
    )  # fmt: skip
    return [
        {
            "visit_id": f"VISIT-{place:03d}",
            "case_id": case,
            "started_at": _at(day, hour, 8).isoformat(),
            "ended_at": _at(day, hour, 31).isoformat(),
            "address_kind": kind,
            "visitors": visitors,
            "recorded": recorded,
            "met": met,
            "agency": cases[case]["agency"],
            "notes": notes,
            "recording": "",
        }
        for place, (case, day, hour, kind, visitors, recorded, met, notes) in enumerate(told, 1)
    ]


def complaints(cases: dict[str, Row]) -> list[Row]:
    told = (
        (CHATTY, 25, 9, "客服热线", "催收人员在微信上威胁把我的照片发到业主群,还叫我转到他个人微信。", "CHAT-002"),
        (CROWDED, 21, 10, "APP", "一天给我打了四个电话,两家公司轮着打,太频繁了。", ""),
        (UNHEARD, 28, 16, "12378转办", "有自称你们的人当面骂我是骗子,说要找人收拾我,没有留电话。", ""),
    )
    return [
        {
            "complaint_id": f"COMPLAINT-{place:03d}",
            "received_at": _at(day, hour, 0).isoformat(),
            "case_id": case,
            "channel": channel,
            "agency": cases[case]["agency"],
            "text": text,
            "about": about,
        }
        for place, (case, day, hour, channel, text, about) in enumerate(told, 1)
    ]


#: Rule, debtor and day of what is planted for the ledger.
PLANTED = (
    ("cn.frequency.conversations-per-day", CROWDED, 20),
    ("cn.frequency.unanswered-per-number", RUNG, 21),
    ("cn.hours.quiet-calls", NIGHT, 22),
    ("cn.third-party.contacted-too-early", EARLY, 23),
    ("cn.third-party.after-refusal", REFUSED, 21),
    ("cn.visit.alone", LONER, 16),
    ("cn.visit.unrecorded", LONER, 16),
    ("cn.visit.repeated", TWICE, 17),
    ("cn.frequency.messages-per-day", "CASE-0150", 18),
)


def refusal(case: Row) -> Row:
    """The SMS in which a registered contact asks to be left alone; demo.make_tables puts it among the messages."""
    return {
        "sent_at": _at(19, 11, 40).isoformat(),
        "case_id": case["case_id"],
        "number": _contact(case),
        "party_role": "contact",
        "direction": "inbound",
        "agent_id": "",
        "agency": case["agency"],
        "text": "我跟他早没来往了,请不要再联系我。",
        "status": "received",
    }


def _contact(case: Row) -> str:
    return str(case["registered_contacts"].split(";")[0].split(":")[2])


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime.fromisoformat(f"2026-10-{day:02d}T{hour:02d}:{minute:02d}:00+08:00")


def _time(cell: str) -> datetime:
    return datetime.fromisoformat(cell)


def _read(name: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _write(name: str, columns: tuple[str, ...], rows: list[Row]) -> None:
    with (DATA / name).open("w", encoding="utf-8", newline="") as file:
        lines = [[row[column] for column in columns] for row in rows]
        csv.writer(file, lineterminator="\n").writerows([columns, *lines])


def main() -> None:
    cases = {row["case_id"]: row for row in _read("cases.csv")}
    messages = [row for row in _read("sms.csv") if row["party_role"] == "contact" and row["status"]]
    known = {row["sms_id"] for row in _read("sms_planted.csv")}
    lawful = [row for row in messages if row["sms_id"] not in known]
    _write("dials.csv", CALLS, dials(cases, lawful))
    _write("chat.csv", CHAT, chats(cases))
    _write("visits.csv", VISITS, visits(cases))
    _write("complaints.csv", COMPLAINTS, complaints(cases))
    planted = [
        {"rule": rule, "debtor_id": cases[case]["debtor_id"], "day": f"2026-10-{day:02d}"}
        for rule, case, day in PLANTED
    ]
    _write("ledger_planted.csv", ("rule", "debtor_id", "day"), planted)
    print(f"{len(lawful)} lawful messages to contacts, {len(PLANTED)} planted for the ledger")


if __name__ == "__main__":
    main()
