"""A changed rule is read whole, and every fault is told with its line."""

import pytest

from audit.rules.lock import Locked
from audit.rules.model import Status
from config.changed import file_of, read_change, source, with_status
from config.loader import load_pack
from tests.unit.rules.packs import GOOD, config, said

OTHER = said("say: 上门闹事").replace("cn.test.blast", "cn.test.visit")
OTHER = OTHER.replace("我要爆你通讯录, quote: 爆你通讯录", "我要上门闹事, quote: 上门闹事")
NEXT = GOOD.replace("version: 1", "version: 2")


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    folder = config(tmp_path_factory.mktemp("pack"), two=f"# 说明\n{GOOD}---\n{OTHER}")
    return load_pack(folder / "packs" / "cn", folder)


@pytest.fixture(scope="module")
def rule(pack):
    return pack.rules[0]


@pytest.mark.parametrize(
    ("text", "lock", "found"),
    [
        pytest.param(NEXT, 1, [], id="a new version"),
        pytest.param(NEXT.replace("severity: 3", "severity: 4"), 1, ["rules.severity_range"], id="too grave"),
        pytest.param(GOOD, 1, ["change.none"], id="nothing changed"),
        pytest.param(
            GOOD.replace("owner: tests", "owner: others"), 1, ["rules.changed_without_version"], id="same version"
        ),
        pytest.param(NEXT, 3, ["rules.version_went_back"], id="the lock is further on"),
        pytest.param(NEXT.replace("cn.test.blast", "cn.test.other"), 1, ["change.other_rule"], id="another rule"),
        pytest.param(f"{NEXT}---\n{NEXT}", 1, ["change.one_rule"], id="two of them"),
        pytest.param("", 1, ["change.one_rule"], id="nothing at all"),
        pytest.param("say: [", 1, ["config.not_yaml"], id="no YAML"),
        pytest.param(
            NEXT.replace("爆你通讯录\n", "上门闹事\n", 1), 1, ["rules.shadow_duplicate"], id="what another says"
        ),
        pytest.param(NEXT.replace("category: T08", "category: T99"), 1, ["rules.unknown_category"], id="pack policy"),
    ],
)
def test_faults(pack, rule, text, lock, found):
    changed, faults = read_change(text, rule, pack, {rule.id: Locked(lock, "other")})
    assert ([fault.code for fault in faults], changed is None) == (found, bool(found))


def test_every_fault_with_its_line(pack, rule):
    text = NEXT.replace("severity: 3", "severity: 9").replace("owner: tests", "titel: x")
    _, faults = read_change(text, rule, pack, {})
    assert [(fault.code, fault.where) for fault in faults] == [
        ("rules.unknown_key", "change.yml:7"),
        ("rules.missing_key", "change.yml:1"),
    ]


def test_the_text_is_the_rule_s_own_document(pack, rule):
    assert source(rule, pack) == f"# 说明\n{GOOD}"
    assert source(pack.rules[1], pack) == OTHER
    assert file_of(rule) == "two.yml"


def test_another_status_is_another_version(pack, rule):
    changed, faults = read_change(with_status(source(rule, pack), Status.RETIRED, 2), rule, pack, {})
    assert faults == ()
    assert (changed.status, changed.version) == (Status.RETIRED, 2)
    assert with_status("id: x\nversion: 1", Status.SHADOW, 2) == "id: x\nversion: 2\nstatus: shadow\n"
