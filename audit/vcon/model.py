"""What both directions share: our words for theirs."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from audit.errors import Problem
from audit.records import Contact, Disposition, Message, Party, Speaker, Transcript

#: Versions of the syntax that are read; the first is written. The latest drafts leave the version out.
VERSIONS = ("0.4.0", "0.3.0", "0.0.2", "0.0.1")
#: The extension of contact centres, which tells the role of a party.
CONTACT_CENTRE = "CC"
#: Purpose of the attachment that holds what a container has no place for.
FACTS = "fairdial-contact"
TURNS = "fairdial-turns"
ROLES: Mapping[Speaker, str] = {
    Speaker.AGENT: "agent",
    Speaker.DEBTOR: "customer",
    Speaker.THIRD_PARTY: "thirdparty",
    Speaker.IVR: "bot",
}
SPEAKERS = {role: speaker for speaker, role in ROLES.items()}
#: Who is reached, by role of the other side.
PARTIES = {Speaker.DEBTOR: Party.DEBTOR, Speaker.THIRD_PARTY: Party.THIRD_PARTY}
#: Why no conversation came about.
INCOMPLETE: Mapping[Disposition, str] = {
    Disposition.NO_ANSWER: "no-answer",
    Disposition.BUSY: "busy",
    Disposition.REJECTED: "hung-up",
    Disposition.VOICEMAIL: "voicemail-no-message",
    Disposition.INVALID: "failed",
}
DISPOSITIONS = {**{theirs: ours for ours, theirs in INCOMPLETE.items()}, "congestion": Disposition.INVALID}


@dataclass(frozen=True, slots=True)
class Conversation:
    """What one container holds, as records of ours."""

    contacts: tuple[Contact, ...] = ()
    #: Of a chat, which the store makes a contact of.
    messages: tuple[Message, ...] = ()
    #: By key of their contact.
    recordings: Mapping[str, bytes] = field(default_factory=dict)
    transcripts: Mapping[str, Transcript] = field(default_factory=dict)
    #: What was left out although the rest is used.
    notes: tuple[Problem, ...] = ()


def content_hash(data: bytes) -> str:
    """As containers write it: `sha512-` and the hash in base64url without padding."""
    return f"sha512-{unpadded(hashlib.sha512(data).digest())}"


def unpadded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
