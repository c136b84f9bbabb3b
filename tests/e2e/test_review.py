"""Review from the command line: a verdict leaves a test row, and a corrected transcript is judged anew."""

import yaml

from audit.records import Speaker, Transcript, Turn
from config.settings import DATABASE
from pipelines.adapters.sql.engine import connect
from pipelines.adapters.sql.store import SqlStore

CASES = "case_id,institution,debtor_id,due_amount,overdue_days\nc1,甲方消费金融,d1,1000,61\n"
SMS = "sms_id,sent_at,case_id,number,party_role,direction,agent_id,agency,text,status\n"
CALLS = "call_id,started_at,ended_at,case_id,number,party_role,direction,disposition,agent_id,agency\n"
THREAT = "再不还钱就打断你的腿。我的电话13800000000"


def test_a_rejection_becomes_a_test_row_that_its_author_takes(fairdial, tmp_path):
    (tmp_path / "cases.csv").write_text(CASES)
    (tmp_path / "sms.csv").write_text(
        SMS + f"1,2026-03-01T09:00:00+08:00,c1,10012345678,debtor,outbound,A-1,乙方,{THREAT},送达\n"
    )
    fairdial("ingest", "cases", "cases.csv")
    assert fairdial("ingest", "sms", "sms.csv").code == 0
    found = fairdial("incidents", "list", "category:T01", "--json").lines
    incident, rule = found[0]["incident"], found[0]["rule"]
    assert fairdial("incidents", "judge", incident, "--as", "false", "--by", "甲", "--reason", "quoted").code == 0
    assert fairdial("incidents", "judge", incident, "--as", "true", "--by", "乙").code == 2, "decided is decided"
    assert fairdial("incidents", "list", "category:T01", "--json").lines[0]["status"] == "decided"
    told = fairdial("rules", "offers", rule)
    rows = yaml.safe_load(told.out)["tests"]["must_not"]
    assert rows[0]["because"] == "quoted"
    assert "打断你的腿" in rows[0]["text"]
    assert "13800000000" not in told.out
    (line, *_) = fairdial("rules", "offers", rule, "--json").lines
    assert fairdial("rules", "settle", line["id"], "--as", "taken", "--by", "作者").code == 0
    assert line["id"] not in fairdial("rules", "offers").out
    assert fairdial("rules", "settle", "unknown", "--as", "taken", "--by", "作者").code == 2
    assert fairdial("rules", "settle", line["id"], "--as", "withdrawn", "--by", "作者").code == 2


def test_a_corrected_transcript_is_kept_beside_the_old_one_and_judged_anew(fairdial, home, tmp_path):
    (tmp_path / "calls.csv").write_text(
        CALLS
        + "7,2026-03-01T09:00:00+08:00,2026-03-01T09:01:00+08:00,c1,10012345678,debtor,outbound,connected,A-1,乙方\n"
    )
    fairdial("ingest", "calls", "calls.csv")
    engine = connect(f"sqlite:///{home / DATABASE}")
    heard = Transcript((Turn(0, Speaker.AGENT, "再不还钱就打断你的推", 0.0, 2.0),), "vendor:json", "m", {})
    SqlStore(engine).put_transcript("call:7", heard)
    engine.dispose()
    assert fairdial("work").code == 0
    assert fairdial("correct", "7", "--turn", 5, "--text", "x", "--by", "甲").code == 2
    done = fairdial("correct", "7", "--turn", 0, "--text", "再不还钱就打断你的腿", "--by", "甲")
    assert done.code == 0, done.err
    versions = fairdial("transcripts", "7", "--json").lines
    assert [one["origin"] for one in versions] == ["vendor:json", "corrected"]
    assert versions[1]["settings"]["corrected"]["by"] == "甲"
    assert "T01" in {one["category"] for one in fairdial("incidents", "list", "channel:call", "--json").lines}
