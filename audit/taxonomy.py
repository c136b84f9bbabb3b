"""The categories of violation, T01 to T25: names, severities that rules may carry, and what they rest on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Category:
    id: str
    slug: str
    zh: str
    en: str
    #: Least and most severity of a rule in this category; 4 zero tolerance, 3 major, 2 moderate, 1 process.
    severity: tuple[int, int]
    #: Obligations and instruments, by the short names of the legal register.
    references: tuple[str, ...]


CATEGORIES: dict[str, Category] = {
    category.id: category
    for category in (
        Category(
            "T01",
            "violence_threat",
            "人身威胁恐吓",
            "Threat of violence",
            (4, 4),
            ("CN-SPEECH-1", "PSAPL 50", "CRIM 293", "CRIM 293-1"),
        ),
        Category("T02", "soft_violence", "软暴力滋扰", "Soft violence", (4, 4), ("SOFTV", "CN-VISIT-6", "CN-SPEECH-1")),
        Category("T03", "abuse_insult", "辱骂侮辱人格", "Abuse and insult", (1, 3), ("CN-SPEECH-1", "CIVIL 1024")),
        Category(
            "T04",
            "impersonate_authority",
            "冒充公检法或律师",
            "Posing as an authority or lawyer",
            (4, 4),
            ("CN-SPEECH-2", "CRIM 279", "CRIM 280"),
        ),
        Category(
            "T05",
            "exaggerated_legal_effect",
            "夸大法律后果",
            "Exaggerated legal consequences",
            (3, 3),
            ("CN-SPEECH-3", "CN-CR-4", "N23", "N24"),
        ),
        Category(
            "T06",
            "false_document_or_stage",
            "虚假法律文书或虚构程序阶段",
            "False document or stage of proceedings",
            (4, 4),
            ("CN-SPEECH-3", "CRIM 280"),
        ),
        Category(
            "T07",
            "credit_exaggeration",
            "征信夸大或虚构黑名单",
            "False statements on credit records",
            (3, 3),
            ("CN-SPEECH-3", "CN-CR-1", "CN-CR-2", "CN-CR-3", "N16", "N19"),
        ),
        Category(
            "T08",
            "contact_blast_threat",
            "威胁联系亲友或单位",
            "Threat to contact relatives, friends or employer",
            (3, 3),
            ("CN-3P-1", "CN-3P-2", "CN-3P-3", "CN-3P-4", "PIPL 10"),
        ),
        Category(
            "T09",
            "third_party_disclosure",
            "向第三人泄露债务信息",
            "Disclosure of the debt to a third party",
            (4, 4),
            ("CN-3P-3", "PIPL 25", "CRIM 253-1"),
        ),
        Category(
            "T10",
            "third_party_payment_demand",
            "要求无关第三人代偿",
            "Demand that a third party pays",
            (3, 3),
            ("CN-3P-1", "MICRO(5)"),
        ),
        Category(
            "T11",
            "public_exposure",
            "公开曝光或张贴",
            "Public exposure",
            (4, 4),
            ("CN-SPEECH-5", "PIPL 25", "CIVIL 1024", "CIVIL 1032"),
        ),
        Category(
            "T12",
            "unlawful_visit",
            "违规外访",
            "Unlawful visit",
            (3, 4),
            ("CN-VISIT-*", "CN-SPEECH-7", "CRIM 238", "CRIM 245"),
        ),
        Category(
            "T13",
            "frequency_harassment",
            "频次骚扰",
            "Harassment by frequency",
            (2, 3),
            ("CN-FREQ-*", "N03", "N04", "N05"),
        ),
        Category(
            "T14", "off_hours", "非规定时间催收", "Contact outside permitted hours", (3, 3), ("CN-TIME-1", "N01", "N02")
        ),
        Category(
            "T15",
            "identity_failure",
            "未表明或虚假身份",
            "Identity not given or false",
            (2, 3),
            ("CN-ID-1", "CN-ID-2", "CN-ID-3", "CN-REC-1"),
        ),
        Category("T16", "false_promise", "虚假承诺", "False promise", (2, 2), ("CN-SPEECH-3",)),
        Category("T17", "induce_new_debt", "诱导以贷养贷或违法筹资", "Inducing new debt", (3, 3), ("CN-SPEECH-4",)),
        Category(
            "T18",
            "private_payment",
            "私下收款或索要验证码",
            "Private payment or demand for one-time codes",
            (4, 4),
            ("CN-SPEECH-4", "MICRO(3)", "CRIM 266"),
        ),
        Category(
            "T19",
            "false_amount_or_fees",
            "金额不实或巧立收费",
            "False amount or invented fees",
            (3, 3),
            ("CN-SPEECH-3", "CN-SPEECH-4", "CN-SPEECH-8", "LEND 29"),
        ),
        Category(
            "T20",
            "obstruct_complaint",
            "阻碍投诉或无视争议与代理人",
            "Obstructing complaints, ignoring disputes or counsel",
            (2, 3),
            ("CN-COMP-1", "CREDIT 25", "CREDIT 26", "CN-ID-5"),
        ),
        Category(
            "T21",
            "unlawful_personal_data",
            "非法获取或滥用个人信息",
            "Unlawful personal data",
            (4, 4),
            ("CN-PI-6", "CN-3P-6", "CRIM 253-1"),
        ),
        Category(
            "T22",
            "off_channel",
            "私人设备或非官方渠道",
            "Private device or unofficial channel",
            (2, 2),
            ("CN-SPEECH-6", "CN-REC-1"),
        ),
        Category(
            "T23",
            "vulnerability_abuse",
            "漠视自伤疾病、歧视或性骚扰",
            "Abuse of vulnerability",
            (4, 4),
            ("CN-SPEECH-1", "CIVIL 1010", "CIVIL 1024"),
        ),
        Category(
            "T24",
            "escalation_trigger",
            "债务人侧风险信号未处置",
            "Sign of risk without reaction",
            (2, 2),
            ("CN-SPEECH-1",),
        ),
        Category("T25", "omission_checks", "必备动作缺失", "Required step omitted", (1, 2), ("CN-ID-1", "CN-REC-1")),
    )
}
