"""Plain threats and taunts stand, whatever the shipped reader thinks of them; what the same words also mean accuses nobody."""

import pytest

from audit.records import Channel, Contact, Party, Speaker, Turn
from audit.scan import scan
from config.settings import Settings
from pipelines.bootstrap import reader_of
from tests.rules.test_taxonomy import chinese_pack

ROWS = [
    ("我会去你家打你", "T01", "to come home and beat somebody"),
    ("明天我找人打断你的腿", "T01", "a limb"),
    ("你信不信我弄死你", "T01", "a life"),
    ("不还钱就砍死你", "T01", "a life, with a condition"),
    ("要钱还是要命,你自己选", "T01", "money against life"),
    ("要死就去死,别在这跟我演", "T23", "a taunt about self-harm"),
    ("想跳楼?跳之前先把钱还了", "T23", "a debt before a life"),
    ("超市今天打折,您先买菜,我晚点再打来", None, "a discount"),
    ("您有不明白的随时打断我", None, "an interruption"),
    ("中介抽你三个点,别去", None, "a commission"),
]


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.CALL])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[-1])
def test_what_stands(row: tuple[str, str | None, str], channel: Channel) -> None:
    text, category, _ = row
    contact = Contact("1", channel, party=Party.DEBTOR, turns=(Turn(0, Speaker.AGENT, text),))
    found = scan(contact, chinese_pack(), reader_of(Settings())).findings
    assert (category in {one.category for one in found}) if category else not found
