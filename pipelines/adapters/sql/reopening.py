"""Incidents that were decided and have something new."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from audit.triage import Act, ActKind, take
from pipelines.adapters.sql.incident_acts import put_act
from pipelines.adapters.sql.incident_rows import known_rows, to_work
from pipelines.adapters.sql.verdicts import judged

#: In whose name FairDial itself acts.
SYSTEM = "fairdial"


def reopen(connection: Connection, decided: Mapping[str, Sequence[str]], now: datetime) -> None:
    """Those of the decided incidents that have a finding without a verdict; given are their findings."""
    wanted = [finding for findings in decided.values() for finding in findings]
    if not wanted:
        return
    known = judged(connection, wanted)
    again = [key for key, findings in decided.items() if not known.issuperset(findings)]
    for key, row in known_rows(connection, again).items():
        act = Act(key, ActKind.REOPEN, SYSTEM, now)
        put_act(connection, act, take(to_work(row), act))
