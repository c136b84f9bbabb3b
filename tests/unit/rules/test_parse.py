"""Every way in which a rule file can be wrong, with the line that is named."""

from datetime import date
from pathlib import Path

import pytest

from audit.errors import Refused
from audit.findings import Tier
from audit.records import Party, Speaker
from audit.rules.facts import Between, Fact, OneOf, Timed, Told
from audit.rules.model import (
    Absence,
    AllOf,
    AnyOf,
    Force,
    Near,
    Part,
    Phrase,
    Pii,
    Reach,
    Recognised,
    Repeated,
    Rule,
    Spread,
    Unanswered,
    Unit,
    Who,
)
from config.loader import load_pack, read_pack
from tests.unit.rules.packs import GOOD, config, said

LEXICON = "you: [你, 你们]\nharm: [打, '/砍{1,3}/', $you]\n"


def rule_of(folder: Path, text: str) -> Rule:
    return load_pack("cn", config(folder, LEXICON, rule=text)).rules[0]


def faults_of(folder: Path, text: str, lexicon: str = LEXICON) -> list[tuple[str, str]]:
    _, faults = read_pack("cn", config(folder, lexicon, rule=text))
    return [(fault.where.removeprefix("packs/cn/rule.yml:").removeprefix("lexicons/"), fault.code) for fault in faults]


def test_a_good_rule(tmp_path: Path) -> None:
    rule = rule_of(tmp_path, GOOD)
    assert (rule.id, rule.version, rule.severity, rule.where) == ("cn.test.blast", 1, 3, "packs/cn/rule.yml:1")
    assert rule.title == {"zh": "测试", "en": "Test"}
    assert (rule.valid_from, rule.valid_to) == (date(2025, 2, 28), None)
    assert rule.law[0].force is Force.LAW
    assert str(rule.law[0]) == "个人信息保护法 第10条 (LAW)"
    assert rule.who.speakers == {Speaker.AGENT}
    assert rule.who.parties == frozenset()
    assert rule.say == Phrase("爆你通讯录", "爆你通讯录")
    assert [(row.line, row.quote) for row in rule.tests.must] == [
        (14, "爆你通讯录"),
        (15, "爆你通讯录"),
        (16, "爆你通讯录"),
    ]


def test_optional_fields(tmp_path: Path) -> None:
    extra = "who: {party: [debtor, guarantor]}\ncase: {legal_stage: none}\nunless: [negation]\nnote: why\n"
    rule = rule_of(tmp_path, extra + GOOD.replace("2025-02-28}", "2025-02-28, to: 2026-01-01}"))
    assert rule.who.parties == {Party.DEBTOR, Party.GUARANTOR}
    assert rule.who.speakers == {Speaker.AGENT}
    assert rule.facts == (Fact("legal_stage", OneOf(frozenset({"none"}))),)
    assert (rule.unless, rule.note, rule.valid_to) == (("negation",), "why", date(2026, 1, 1))


YOU = "(?:你们|你)"
A = Phrase("a", "a")
HARM = "(?:砍{1,3}|你们|你|打)"


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        pytest.param("say: 'HR,你!'", Phrase("hr,你!", "HR,你!"), id="words are normalised"),
        pytest.param("say: 'a.b'", Phrase(r"a\.b", "a.b"), id="words are no regex"),
        pytest.param("say: $you", Phrase(YOU, "$you"), id="a group is filled in longest first"),
        pytest.param("say: $harm", Phrase(HARM, "$harm"), id="groups hold regexes and groups"),
        pytest.param("say: {regex: '打${you}'}", Phrase(f"打{YOU}", "打${you}"), id="group inside a regex"),
        pytest.param("say: {pii: cn_id}", Pii(frozenset({"cn_id"})), id="one kind of personal data"),
        pytest.param(
            "say: {near: [a, b], within: 3 chars}",
            Near((Phrase("a", "a"), Phrase("b", "b")), 3, ordered=True),
            id="near",
        ),
        pytest.param(
            "say: {together: [a, b], within: 0 chars}",
            Near((Phrase("a", "a"), Phrase("b", "b")), 0, ordered=False),
            id="together",
        ),
        pytest.param(
            "say: {all: [a], none: [{any: [b]}]}",
            AllOf((Phrase("a", "a"),), (AnyOf((Phrase("b", "b"),)),)),
            id="all and none, nested",
        ),
    ],
)
def test_patterns(tmp_path: Path, line: str, pattern: object) -> None:
    assert rule_of(tmp_path, said(line)).say == pattern


def test_absence(tmp_path: Path) -> None:
    rule = rule_of(tmp_path, said("absent: {say: $you, within: {turns: 3}, at_least: {turns: 2}}"))
    assert rule.say is None
    assert rule.absence is not None
    assert rule.absence == Absence(Phrase(YOU, "$you"), Reach(3, Unit.TURNS), 2)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("version: 1", "version: one", ("2", "rules.not_a_number")),
        ("version: 1", "version: 0", ("2", "rules.not_a_number")),
        ("version: 1", "versions: 1", ("2", "rules.unknown_key")),
        ("version: 1\n", "", ("1", "rules.missing_key")),
        ("id: cn.test.blast", "id: Blast", ("1", "rules.bad_id")),
        ("status: live", "status: alive", ("3", "rules.unknown_value")),
        ("en: Test", "en: Test, or not", ("4", "rules.unquoted_comma")),
        (", en: Test", "", ("4", "rules.missing_key")),
        ("title: {zh: 测试, en: Test}", "title: 测试", ("4", "rules.not_a_mapping")),
        ("owner: tests", "owner:", ("7", "rules.missing_key")),
        ("verified: text", "verified: weak", ("8", "rules.weak_law")),
        ("force: LAW", "force: ACT", ("9", "rules.unknown_value")),
        ("\n  - {instrument: 个人信息保护法, place: 第10条, force: LAW, verified: text}", " []", ("8", "rules.no_law")),
        ("force: LAW, ", "", ("9", "rules.missing_key")),
        ("2025-02-28", "2025-02-30", ("10", "rules.not_a_date")),
        ("2025-02-28", "2025-02-28, to: 2025-02-01", ("10", "rules.from_after_to")),
        ("say: 爆你通讯录\n", "", ("1", "rules.say_or_absent")),
        ("say: 爆你通讯录\n", "unless: [negations]\nsay: 爆你通讯录\n", ("11", "rules.unknown_value")),
        ("say: 爆你通讯录\n", "unless: negation\nsay: 爆你通讯录\n", ("11", "rules.not_a_list")),
        ("say: 爆你通讯录\n", "who: {party: [debtor, friend]}\nsay: 爆\n", ("11", "rules.unknown_value")),
        ("say: 爆你通讯录\n", "case: {stage: none}\nsay: 爆\n", ("11", "rules.unknown_key")),
        ("category: T08", "category: T99", ("1", "rules.unknown_category")),
        ("severity: 3", "severity: 4", ("1", "rules.severity_range")),
        ("id: cn.", "id: us.", ("1", "rules.wrong_prefix")),
        (", quote: 爆你通讯录}\n    - {text: 明", "}\n    - {text: 明", ("14", "rules.no_quote")),
        ("quote: 爆你通讯录}\n    - {text: 明", "quote: 通信录}\n    - {text: 明", ("14", "rules.quote_not_in_text")),
        ("    - {text: '不还,爆你通讯录', quote: 爆你通讯录}\n", "", ("13", "rules.too_few_rows")),
        ("    - {text: 您好, because: nothing said}\n", "", ("17", "rules.too_few_rows")),
        ("'不还,爆你通讯录'", "不还,爆你通讯录", ("16", "rules.unquoted_comma")),
        (", because: nothing said", "", ("20", "rules.no_because")),
        ("text: 您好", "text: 您好, at: 2026-03-01T10:00:00", ("20", "rules.not_a_time")),
        ("text: 您好", "text: 您好, at: tomorrow", ("20", "rules.not_a_time")),
        ("text: 您好", "text: 您好, at: 2026-03-01T22:00:00+08:00, quote: 再见", ("20", "rules.quote_not_in_text")),
        ("text: 您好", "text: 您好, case: {due_amount: 12元}", ("20", "rules.not_a_number")),
        ("text: 您好", "text: 您好, case: {legal_stage: won}", ("20", "rules.unknown_value")),
        ("text: 您好", "channel: call", ("20", "rules.text_or_turns")),
        ("text: 您好", "turns: [{text: 您好}]", ("20", "rules.missing_key")),
    ],
)
def test_faults_name_their_line(tmp_path: Path, old: str, new: str, fault: tuple[str, str]) -> None:
    assert old in GOOD
    assert fault in faults_of(tmp_path, GOOD.replace(old, new, 1))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        pytest.param("say: $nobody", "rules.unknown_group", id="misspelt group"),
        pytest.param("say: {regex: '${nobody}a'}", "rules.unknown_group", id="misspelt group in a regex"),
        pytest.param("say: {near: [a, b]}", "rules.missing_key", id="near without a distance"),
        pytest.param("say: {near: [a, b], within: 3 words}", "rules.bad_distance", id="distance in another unit"),
        pytest.param("say: {near: [a, b], within: 61 chars}", "rules.bad_gap", id="distance too wide"),
        pytest.param("say: {near: [a], within: 3 chars}", "rules.too_few_parts", id="near needs two parts"),
        pytest.param("say: {any: []}", "rules.too_few_parts", id="any of nothing"),
        pytest.param("say: {pii: iris}", "rules.unknown_value", id="unknown kind of personal data"),
        pytest.param("say: {sounds_like: a}", "rules.unknown_form", id="unknown form"),
        pytest.param("say: {any: [a], none: [b]}", "rules.unknown_key", id="none goes with all"),
        pytest.param("say: ['a']", "rules.not_text", id="a list is no pattern"),
        pytest.param("say: '  '", "rules.not_text", id="blanks are no words"),
        pytest.param('say: "\\u200b"', "rules.matches_nothing", id="words that vanish when normalised"),
        pytest.param("absent: {say: a, within: {turns: 3}}", "rules.missing_key", id="absence without at_least"),
        pytest.param(
            "absent: {say: a, within: {turns: 0}, at_least: {turns: 1}}", "rules.not_a_number", id="no turns at all"
        ),
        pytest.param(
            "absent: {say: a, within: {turns: 3, seconds: 9}, at_least: {turns: 1}}", "rules.turns_or_seconds", id="two"
        ),
        pytest.param("absent: {say: a, within: {}, at_least: {turns: 1}}", "rules.turns_or_seconds", id="no stretch"),
        pytest.param(
            "absent: {say: a, within: {turns: 1}, at_least: {turns: 1}, from: middle}", "rules.unknown_value", id="from"
        ),
        pytest.param(
            "absent: {say: a, within: {turns: 1}, at_least: {turns: 1}, from: end, opening: recorded}",
            "rules.opening_of_the_end",
            id="the opening of the end",
        ),
        pytest.param("say: {near: [a, b], within: 0 turns}", "rules.bad_distance", id="no turns between"),
        pytest.param("say: {near: [a, b], within: 21 turns}", "rules.bad_distance", id="too many turns"),
        pytest.param("say: {near: [a, b], within: 301 seconds}", "rules.bad_distance", id="too many seconds"),
        pytest.param("say: {near: [a], within: 3 turns}", "rules.too_few_parts", id="one part spread"),
        pytest.param("say: {together: [a, b, c, d, e], within: 3 turns}", "rules.too_many_parts", id="too many orders"),
        pytest.param("say: {near: [a, {by: agents, say: b}], within: 3 turns}", "rules.unknown_value", id="by whom"),
        pytest.param("say: {near: [a, {by: agent}], within: 3 turns}", "rules.missing_key", id="by without say"),
        pytest.param("say: {near: [a, {by: agent, say: b}], within: 3 chars}", "rules.only_at_top", id="by in a turn"),
        pytest.param(
            "say: {near: [{by: debtor, say: a}, {by: debtor, say: b}], within: 3 turns}",
            "rules.nobody_accused",
            id="the agent says nothing",
        ),
        pytest.param("say: {any: [{repeated: {say: a, times: 2}}]}", "rules.only_at_top", id="repeated within any"),
        pytest.param("say: {any: [{near: [a, b], within: 2 turns}]}", "rules.bad_gap", id="turns within any"),
        pytest.param("say: {repeated: {say: a, times: 1}}", "rules.bad_times", id="once is no repetition"),
        pytest.param("say: {repeated: {say: a}}", "rules.missing_key", id="how often"),
        pytest.param("who: {turns: 3}\nsay: a", "rules.bad_reach", id="which turns"),
        pytest.param("who: {seconds: first 0}\nsay: a", "rules.bad_reach", id="no seconds"),
        pytest.param("tiers: [phonetic]\nsay: a", "rules.never_exact", id="never exact"),
        pytest.param("tiers: [loud]\nsay: a", "rules.unknown_value", id="unknown tier"),
        pytest.param("case: {}\nsay: a", "rules.missing_key", id="no fact"),
        pytest.param("case: {overdue_days: 90}\nsay: a", "rules.not_a_mapping", id="a bare number"),
        pytest.param("case: {overdue_days: {more_than: 9, less_than: 9}}\nsay: a", "rules.nothing_between", id="none"),
        pytest.param("case: {overdue_days: {}}\nsay: a", "rules.missing_key", id="no bound"),
        pytest.param("case: {notified_at: soon}\nsay: a", "rules.unknown_value", id="when"),
        pytest.param("case: {consents: off_hours}\nsay: a", "rules.unknown_value", id="known or missing only"),
        pytest.param(
            "absent: {say: a, within: {turns: 1}, at_least: {turns: 2}}", "rules.at_least_over_within", id="impossible"
        ),
        pytest.param(
            "say: a\nabsent: {say: a, within: {turns: 1}, at_least: {turns: 1}}", "rules.say_or_absent", id="both"
        ),
    ],
)
def test_faulty_patterns(tmp_path: Path, line: str, code: str) -> None:
    assert ("11", code) in faults_of(tmp_path, said(line))


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("say: a\nunanswered: {by: agent, say: b}", "rules.missing_key"),
        ("absent: {say: a, within: {turns: 1}, at_least: {turns: 1}}\nwho: {turns: first 2}", "rules.reach_of_what"),
        ("say: {reader: T08, at_least: 0.9}\nwho: {seconds: last 9}", "rules.reach_of_what"),
        ("say: a\nunanswered: {by: agent, say: b, within: {seconds: 3}}", "rules.unknown_key"),
        (
            "say: a\nunanswered: {by: agent, say: b, within: {turns: 1}, or: {reader: T08, at_least: 1}}",
            "rules.unread",
        ),
        ("say: a\nplain: yes", "rules.plain_what"),
        ("say: a\nplain: often", "rules.unknown_value"),
        (
            "absent: {say: a, within: {turns: 1}, at_least: {turns: 1}}\nunanswered: {by: agent, say: b, within: {turns: 1}}",
            "rules.unanswered_what",
        ),
    ],
)
def test_faulty_answers(tmp_path: Path, lines: str, code: str) -> None:
    assert ("12", code) in faults_of(tmp_path, said(lines))


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        (
            "who: {turns: last 2, seconds: first 30}\nsay: a",
            "who",
            Who(frozenset({Speaker.AGENT}), reaches=(Reach(2, Unit.TURNS, first=False), Reach(30, Unit.SECONDS))),
        ),
        ("say: {repeated: {say: a, times: 3}}", "say", Repeated(A, 3)),
        (
            "say: {near: [a, {by: debtor, say: a}], within: 2 turns}",
            "say",
            Spread((Part(A), Part(A, frozenset({Speaker.DEBTOR}))), 2, Unit.TURNS),
        ),
        (
            "say: {together: [a, a], within: 30 seconds}",
            "say",
            Spread((Part(A), Part(A)), 30, Unit.SECONDS, ordered=False),
        ),
        (
            "say: a\nunanswered: {by: [agent, ivr], say: a, within: {turns: 3}}",
            "unanswered",
            Unanswered(frozenset({Speaker.AGENT, Speaker.IVR}), A, 3),
        ),
        (
            "say: {reader: T08, at_least: 1}\nunanswered: {by: agent, say: a, within: {turns: 3}, or: {reader: answer, at_least: 1}}",
            "unanswered",
            Unanswered(frozenset({Speaker.AGENT}), A, 3, Recognised("answer", 1)),
        ),
        (
            "absent: {say: a, within: {seconds: 30}, at_least: {turns: 1}, opening: recorded}",
            "absence",
            Absence(A, Reach(30, Unit.SECONDS), 1, opening=True),
        ),
        (
            "absent: {say: a, within: {turns: 2}, at_least: {turns: 1}, from: end}",
            "absence",
            Absence(A, Reach(2, Unit.TURNS, first=False), 1),
        ),
        ("tiers: [exact]\nsay: a", "tiers", frozenset({Tier.EXACT})),
        ("say: a", "tiers", frozenset({Tier.EXACT, Tier.PHONETIC})),
        (
            "case: {overdue_days: {less_than: 90}, agency: missing}\nsay: a",
            "facts",
            (Fact("agency", Told(known=False)), Fact("overdue_days", Between(less_than=90))),
        ),
        (
            "case: {notified_at: after contact, product: [甲, 乙]}\nsay: a",
            "facts",
            (Fact("product", OneOf(frozenset("甲乙"))), Fact("notified_at", Timed(before=False))),
        ),
    ],
)
def test_conversations_are_read(tmp_path: Path, lines: str, field: str, value: object) -> None:
    assert getattr(rule_of(tmp_path, said(lines)), field) == value


@pytest.mark.parametrize(
    ("lexicon", "fault"),
    [
        pytest.param("you: [你, $them]\nthem: [$you]", ("words.yml:2", "rules.group_cycle"), id="cycle"),
        pytest.param("you: [$you]", ("words.yml:1", "rules.group_cycle"), id="cycle of one"),
        pytest.param("you: []", ("words.yml:1", "rules.empty_group"), id="empty"),
        pytest.param("you: [你, $x]", ("words.yml:1", "rules.unknown_group"), id="unknown group within"),
        pytest.param("you: 你", ("words.yml:1", "rules.not_a_list"), id="not a list"),
        pytest.param("you: [/a+/]", ("words.yml:1", "rules.unbounded_repeat"), id="bad regex within"),
        pytest.param("You: [你]", ("words.yml:1", "rules.bad_group_name"), id="name"),
        pytest.param("- you", ("words.yml:1", "rules.not_a_mapping"), id="not a mapping"),
    ],
)
def test_faulty_groups(tmp_path: Path, lexicon: str, fault: tuple[str, str]) -> None:
    faults = faults_of(tmp_path, said("say: $you"), lexicon)
    assert fault in faults
    assert {where for where, _ in faults} <= {"words.yml:1", "words.yml:2", "11"}


def test_a_group_of_one_name_in_two_files(tmp_path: Path) -> None:
    root = config(tmp_path, LEXICON)
    (root / "lexicons" / "more.yml").write_text("you: [侬]", encoding="utf-8")
    assert [str(fault) for fault in read_pack("cn", root)[1]] == [
        "lexicons/words.yml:1: rules.doubled_group group='you' first='lexicons/more.yml:1'"
    ]


def test_every_fault_of_every_file_comes_at_once_and_the_rest_goes_on(tmp_path: Path) -> None:
    root = config(tmp_path, a=GOOD, b=GOOD.replace("version: 1", "version: x").replace("live", "dead"), c="id: [")
    loaded, faults = read_pack("cn", root)
    assert [rule.id for rule in loaded.rules] == ["cn.test.blast"]
    assert {(fault.where, fault.code) for fault in faults} == {
        ("packs/cn/b.yml:2", "rules.not_a_number"),
        ("packs/cn/b.yml:3", "rules.unknown_value"),
        ("packs/cn/c.yml:2", "config.not_yaml"),
    }
    with pytest.raises(Refused) as refused:
        load_pack("cn", root)
    assert refused.value.problems == faults


def test_several_rules_in_one_file(tmp_path: Path) -> None:
    second = said("say: 上门", GOOD.replace("cn.test.blast", "cn.test.visit"))
    rules = load_pack("cn", config(tmp_path, rule=f"{GOOD}---\n{second}")).rules
    assert [(rule.id, rule.where) for rule in rules] == [
        ("cn.test.blast", "packs/cn/rule.yml:1"),
        ("cn.test.visit", "packs/cn/rule.yml:22"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(GOOD, f"# a comment\n\n{GOOD}".replace("owner: tests", "owner:   'tests'"), True, id="layout"),
        pytest.param(GOOD, GOOD.replace("您好", "再见"), False, id="a test row"),
        pytest.param(GOOD, GOOD.replace("第10条", "第11条"), False, id="the law"),
    ],
)
def test_digest(tmp_path: Path, one: str, other: str, same: bool) -> None:
    first, second = rule_of(tmp_path / "1", one), rule_of(tmp_path / "2", other)
    assert (first.digest == second.digest) is same


def test_digest_covers_the_groups_used_and_no_others(tmp_path: Path) -> None:
    rule = said("say: {any: [$harm, a]}")
    lexicons = [LEXICON, LEXICON.replace("打", "揍"), LEXICON.replace("你们", "您"), LEXICON + "other: [x]\n"]
    digests = [
        load_pack("cn", config(tmp_path / str(number), lexicon, rule=rule)).rules[0].digest
        for number, lexicon in enumerate(lexicons)
    ]
    assert digests[0] == digests[3]
    assert len(set(digests)) == 3
