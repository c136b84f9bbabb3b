"""An installation for tests of the incident page: a recording with its masked copy, a debtor's weeks, counted messages."""

import asyncio
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from starlette.testclient import TestClient

from audit.errors import Problem
from audit.findings import Account, Counted, LedgerFinding, LedgerScan, Scan, ledger_id
from audit.ports import Filter
from audit.records import Channel, Complaint, Contact, Disposition, Party, Speaker, Transcript, Turn
from audit.redaction.model import Redaction, Stretch
from audit.rights import Role
from audit.scope import EVERYTHING, Scope
from audit.triage import LEASE, Act, ActKind
from config.settings import Settings
from pipelines.adapters.audio.frames import measure
from pipelines.steps.waveform import waveform
from tests.console import AGENT, NINE, NUMBER, ConsoleHome
from tests.make import case, finding, sms
from tests.sounds import call, in_memory, wav

AGENCY, OTHER_AGENCY = "宜诚服务", "众安外包"
SECONDS = 30
SAMPLES = call(16000, 2, SECONDS)
SOUND, MASKED_SOUND = in_memory(SAMPLES), in_memory(SAMPLES * 0.5)
A_LAW = wav(np.random.default_rng(1).bytes(16000), bits=8, tag=6)
#: A rule of the pack that is shipped.
BLAST = "cn.contacts.blast-address-book"
THREAT = "今天不还钱,你出门最好看着点路,别怪我没提醒你"
WORDS = ("您好,我是宜诚服务的委托催收员", "哪位", "你单位我们也有地址", "你什么意思", f"回我电话{NUMBER}", "我会还的")


@dataclass
class Reviewed(ConsoleHome):
    """Ids of incidents by what they are for."""

    made: int = 0
    case_id: str = ""

    def __post_init__(self):
        self.store = self.application.store
        self.store.put_cases([case(name) for name in ("c1", "c2", "c3")])
        for role in Role:
            self.add(role.value, {role}, Scope(agents=frozenset({AGENT})) if role is Role.AGENT else EVERYTHING)
        wave = {"container": "wav", "codec": "pcm_s16le"}
        self.call = self._call("1", turns(), SOUND, told=wave, quote="出门最好看着点路")
        self._copy("1", SOUND, MASKED_SOUND)
        misheard = (Turn(0, Speaker.AGENT, "你再不还,我爆你同学录", 1.0, 4.0),)
        self.heard = self._call("2", misheard, None, told={}, quote="爆你同学录", case_id="c2")
        telephone = {"container": "wav", "codec": "pcm_alaw"}
        self.held = self._call("3", turns(), A_LAW, told=telephone, quote="别怪我没提醒你", case_id="c2")
        self._copy("3", A_LAW, MASKED_SOUND, (Problem("redaction.still_heard", "call:3"),))
        self._weeks()
        self.counted = self._counted()
        self.real = self._message("再拖我就爆你通讯录", "爆你通讯录", rule=BLAST, category="T08", severity=3)
        right = self._message(f"爆你通讯录,电话{NUMBER}", "爆你通讯录", rule=BLAST, category="T08", severity=3)
        wrong = self._message("不会爆你通讯录的", "爆你通讯录", rule=BLAST, category="T08", severity=3)
        self.judge(right, "true", "confirmed")
        self.judge(wrong, "false", "negated")
        self.stray = self._message("出门小心点", "小心点", case_id=None)
        text = "再不还就上门。法院马上来抓你"
        self.several = self._said(self._sms(text), ("上门", "来抓你"))

    def fresh(self, count):
        """Incidents that nobody touched, in the order of the queue; the case of them is `case_id`."""
        self.made += 1
        self.case_id = f"fresh-{self.made}"
        self.store.put_cases([case(self.case_id)])
        made = [self._said(self._sms("出门小心点", case_id=self.case_id), ("小心点",)) for _ in range(count)]
        return sorted(made)

    def judge(self, incident, decision, reason):
        at, review = self.clock.now, self.application.review
        review.act(Act(incident, ActKind.CLAIM, "lead", at, until=at + LEASE))
        review.act(Act(incident, ActKind.DECIDE, "lead", at, decision=decision, reason=reason))

    def listening(self):
        """What the server is woken by; nobody works on it here."""
        self.app.state.house = replace(self.app.state.house, stored=asyncio.Event())
        return self.app.state.house.stored

    def of_call(self, number):
        (contact,) = self.store.contacts([f"call:{number}"])
        return Filter(case=frozenset({contact.case_id}))

    # ----------------------------------------------------------------------------------------------

    def _call(self, number, said, sound, *, told, quote, case_id="c1"):
        at = NINE + timedelta(hours=12, minutes=40)
        contact = Contact(
            id=number,
            channel=Channel.CALL,
            at=at,
            answered_at=at,
            ended_at=at + timedelta(seconds=SECONDS),
            disposition=Disposition.CONNECTED,
            party=Party.DEBTOR,
            case_id=case_id,
            agency=AGENCY,
            agent_id=AGENT,
            recording=f"{number}.wav" if sound else None,
            audio=self.application.blobs.put(sound) if sound else None,
        )
        self.store.put_contacts([contact])
        drawn = self.application.blobs.put(waveform(measure(SAMPLES)))
        facts = {**told, "speakers": {"0": "agent", "1": "debtor"}, "waveform": drawn}
        made = Transcript(said, "faster-whisper", "tiny@1", {"recording": facts}, SECONDS, contact.audio)
        self.store.put_transcript(contact.key, made)
        (stored,) = self.store.contacts([contact.key])
        turn = next(one.index for one in said if quote in one.text)
        found = finding(stored, quote, turn, at=12.0, until=13.5)
        self.store.put_scans([Scan(contact.key, (found,))], "cn-1")
        return self._id(contact.key)

    def _copy(self, number, sound, masked, held=()):
        blobs = self.application.blobs
        stretches = (Stretch(0, 5.0, 6.0, ("cn_mobile",)),)
        self.store.put_redaction(
            Redaction(f"call:{number}", number, blobs.put(sound), blobs.put(masked), stretches, {}, 1, tuple(held))
        )

    def _sms(self, text, **fields):
        self.made += 1
        values = {"case_id": "c3", "agency": AGENCY, "agent_id": AGENT, "at": NINE - timedelta(minutes=self.made)}
        return sms(f"m{self.made}", text, **{**values, **fields})

    def _message(self, text, quote, case_id="c3", **fields):
        return self._said(self._sms(text, case_id=case_id), (quote,), **fields)

    def _said(self, contact, quotes, **fields):
        self.store.put_contacts([contact])
        self.store.put_scans([Scan(contact.key, tuple(finding(contact, one, **fields) for one in quotes))], "cn-1")
        return self._id(contact.key)

    def _id(self, key):
        (found,) = {one.id for one in self.store.incidents(Filter(), limit=None) if one.contact.key == key}
        return found

    def _weeks(self):
        calls = [
            Contact(
                id=f"n{number}",
                channel=Channel.CALL,
                at=NINE - timedelta(days=1, minutes=-number),
                disposition=Disposition.NO_ANSWER,
                party=Party.DEBTOR,
                case_id="c1",
                agency=AGENCY,
                agent_id=AGENT,
            )
            for number in range(3)
        ]
        visit = Contact("v1", Channel.VISIT, NINE - timedelta(days=20), case_id="c1", agency=AGENCY)
        self.store.put_contacts([*calls, visit])
        self.store.put_complaints(
            [Complaint("p1", NINE + timedelta(days=1), "半夜打电话,语气凶", case_id="c1", channel="12378")]
        )

    def _counted(self):
        whose = (AGENCY, OTHER_AGENCY, AGENCY, AGENCY)
        said = [
            sms(
                f"w{n}",
                f"第{n + 1}次提醒:请尽快还款",
                case_id="c1",
                agency=one,
                at=NINE + timedelta(hours=n),
                party=Party.DEBTOR,
            )
            for n, one in enumerate(whose)
        ]
        self.store.put_contacts(said)
        account = Account("甲方消费金融", "d-c1")
        rule, day = "cn.frequency.messages-per-day", NINE.date()
        found = LedgerFinding(
            id=ledger_id(account, rule, day),
            account=account,
            rule=rule,
            version=1,
            category="T13",
            severity=2,
            confidence=0.98,
            case_id="c1",
            contact=said[-1].key,
            day=day,
            count=4,
            events=tuple(Counted(one.key, one.at, "messages", accused=True) for one in said),
            accused=tuple(one.key for one in said),
            tested=("answers",),
            readings={"messages": 4},
            why="同一天短信超过 3 条",
            basis=("GB/T 45251-2025 (GBT)",),
        )
        due = {one.ledger.account: one for one in self.store.due_ledgers()}
        self.store.put_ledgers([(due[account], LedgerScan(account, (found,)))], "cn-1")
        return found.id


def turns():
    """Twenty of them: a threat in the tenth, both at once before, and nobody for a while behind."""
    texts = [*WORDS, "那就好", "嗯", "什么时候", "月底", THREAT, *(f"第{n}句闲话" for n in range(9))]
    starts = [1.1 * n for n in range(10)] + [11.5] + [21.0 + 0.9 * n for n in range(9)]
    ends = [start + 1.0 for start in starts]
    ends[8], ends[10] = starts[9] + 0.9, 14.0
    sides = (Speaker.AGENT, Speaker.DEBTOR)
    return tuple(Turn(n, sides[n % 2], text, starts[n], ends[n]) for n, text in enumerate(texts))


@contextmanager
def reviewed_home(folder):
    made = Reviewed(Settings(_env_file=None, home=folder, reader="off"))
    with TestClient(made.app):
        yield made
    made.application.store.engine.dispose()
