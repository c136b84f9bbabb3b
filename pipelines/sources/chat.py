"""Chat exports -> messages, one a row. Which of them make a conversation, and in which order, the store knows."""

from collections.abc import Sequence
from pathlib import Path

from audit.records import Message, Speaker
from pipelines.sources import fields
from pipelines.sources.mapping import SourceMapping
from pipelines.sources.reading import Parsers, Reading
from pipelines.sources.times import Times


def read(path: Path, source: SourceMapping) -> Reading[Message]:
    """Raises Refused for a file that is no chat table; its bad rows come as Rejected among the messages."""
    words = source.table("chat").values
    name, text = fields.name, fields.text
    sent = Times(source.zone)
    cases, agents, agencies, platforms = fields.Names(), fields.Names(), fields.Names(), fields.Names()
    speakers = fields.Choice(Speaker, words.get("speaker", {}))
    parsers: Parsers = {
        "conversation_id": name,
        "message_id": name,
        "sent_at": sent,
        "speaker": speakers.__getitem__,
        "text": text,
        "case_id": cases.__getitem__,
        "agent_id": agents.__getitem__,
        "agency": agencies.__getitem__,
        "platform": platforms.__getitem__,
    }

    def build(cells: Sequence[str], extra: dict[str, str]) -> Message:
        conversation, message, at, speaker, said, case_id, agent, agency, platform = cells
        if (known := platforms[platform]) is not None:
            extra["platform"] = known
        return Message(
            conversation=name(conversation),
            id=name(message),
            at=sent(at),
            speaker=speakers[speaker],
            text=text(said),
            case_id=cases[case_id],
            agent_id=agents[agent],
            agency=agencies[agency],
            extra=extra,
        )

    return Reading("chat", path, source, parsers, build)
