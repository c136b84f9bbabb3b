"""What the player of a recording is told: where its bytes are, who is on which lane, and what is drawn on it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from api.console.pages import SHAPES
from api.playable import facts
from audit.correction import CORRECTED
from audit.ports import Incident
from audit.records import Speaker, Transcript
from audit.redaction.model import Redaction
from audit.rights import Verb
from audit.sound_marks import sound_marks

if TYPE_CHECKING:
    from api.visit import Visit

#: The agent's lane is the upper one.
_LANES = (Speaker.AGENT, Speaker.DEBTOR, Speaker.THIRD_PARTY, Speaker.IVR, Speaker.UNKNOWN)


def player(visit: "Visit", incident: Incident, transcript: Transcript | None) -> Mapping[str, Any] | None:
    """None where there is no recording, or for who may hear none. `masked` and `original` are addresses, empty for who may not or what is not there."""
    contact = incident.contact
    if contact.audio is None or not visit.may(Verb.LISTEN):
        return None
    base, redaction = f"/incidents/{incident.id}/audio", visit.house.store.redaction(contact.key)
    told = facts(transcript)
    lacks = missing(redaction, transcript)
    return {
        "masked": "" if lacks else f"{base}/masked",
        "original": f"{base}/original" if visit.may(Verb.PLAY) else "",
        "missing": lacks,
        "waves": f"{base}/waves" if "waveform" in told else "",
        "duration": (transcript.duration if transcript else None) or _end(incident),
        "lanes": _lanes(visit, told),
        "hits": [
            {
                "at": one.at,
                "until": one.until,
                "severity": one.severity,
                "label": f"{SHAPES[one.severity]} {one.category}",
            }
            for one in incident.findings
            if one.at is not None and one.until is not None
        ],
        "marks": [
            {"kind": one.kind.value, "at": one.start, "until": one.end, "label": visit.say(f"player.{one.kind}")}
            for one in sound_marks(contact.turns)
        ],
    }


def missing(redaction: Redaction | None, transcript: Transcript | None) -> str:
    """Why there is no masked copy to hear: `held`, `corrected`, `no_copy`; empty where there is one."""
    if redaction is not None:
        return "held" if redaction.held else ""
    # The copy went with the words that it was made of, and is made again from those that were put in their place.
    return "corrected" if transcript is not None and transcript.origin == CORRECTED else "no_copy"


def _end(incident: Incident) -> float | None:
    return max((turn.end for turn in incident.contact.turns if turn.end is not None), default=None)


def _lanes(visit: "Visit", told: Mapping[str, object]) -> list[dict[str, Any]]:
    """Channel and speaker, in the order in which they are drawn."""
    speakers = told.get("speakers")
    if not isinstance(speakers, Mapping):
        return []
    known = sorted((_LANES.index(Speaker(one)), int(channel), one) for channel, one in speakers.items())
    return [{"channel": channel, "name": visit.say(f"speaker.{one}")} for _, channel, one in known]
