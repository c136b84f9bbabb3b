"""SMS logs -> contacts with one turn."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from audit.records import Channel, Contact, Direction, Party, Speaker, Turn
from pipelines.sources import fields
from pipelines.sources.mapping import SourceMapping
from pipelines.sources.reading import Parsers, Reading
from pipelines.sources.times import Times

#: Who wrote a message that came in.
_WRITER = {
    Party.DEBTOR: Speaker.DEBTOR,
    Party.GUARANTOR: Speaker.DEBTOR,
    Party.CONTACT: Speaker.THIRD_PARTY,
    Party.THIRD_PARTY: Speaker.THIRD_PARTY,
    Party.UNKNOWN: Speaker.UNKNOWN,
}


def read(path: Path, source: SourceMapping) -> Reading[Contact]:
    """Raises Refused for a file that is no SMS table; its bad rows come as Rejected among the contacts."""
    words = source.table("sms").values
    name, phone, text = fields.name, fields.phone, fields.text
    sent = Times(source.zone)
    cases, agents, agencies, states = fields.Names(), fields.Names(), fields.Names(), fields.Names()
    parties = fields.Choice(Party, words.get("party_role", {}), Party.UNKNOWN)
    directions = fields.Choice(Direction, words.get("direction", {}), Direction.OUTBOUND)
    parsers: Parsers = {
        "sms_id": name,
        "sent_at": sent,
        "number": phone,
        "text": text,
        "case_id": cases.__getitem__,
        "party_role": parties.__getitem__,
        "direction": directions.__getitem__,
        "agent_id": agents.__getitem__,
        "agency": agencies.__getitem__,
        "status": states.__getitem__,
    }

    def build(cells: Sequence[str], extra: dict[str, str]) -> Contact:
        sms_id, at, number, said, case_id, role, way, agent, agency, status = cells
        party, direction = parties[role], directions[way]
        speaker = Speaker.AGENT if direction is Direction.OUTBOUND else _WRITER[party]
        state = states[status]
        if state is not None:
            extra["status"] = state
        moment: datetime = sent(at)
        # By position: half a million keyword calls cost a tenth of the import.
        return Contact(
            name(sms_id),
            Channel.SMS,
            moment,
            direction,
            party,
            (Turn(0, speaker, text(said)),),
            None,
            cases[case_id],
            phone(number),
            agents[agent],
            agencies[agency],
            None,
            None,
            None,
            None,
            None,
            extra,
        )

    return Reading("sms", path, source, parsers, build)
