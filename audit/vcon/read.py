"""A container as contacts: those of ours come back as they were, those of others as far as they tell."""

from dataclasses import replace
from uuid import UUID

from audit.errors import Problem, Refused
from audit.vcon.dialogs import NO_CONVERSATION, Dialog, dialog_of, kind_of, party
from audit.vcon.mapping import conversation
from audit.vcon.model import CONTACT_CENTRE, VERSIONS, Conversation
from audit.vcon.parsing import Fault, Node, listed, parsed


def read(data: bytes, file: str) -> Conversation:
    """Raises Refused (`vcon.*`) with every fault and its place in the container."""
    faults: list[Problem] = []
    try:
        root = parsed(data)
        _check_head(root)
        parties = [party(one) for one in listed(root, "parties")]
        entries = listed(root, "dialog")
    except Fault as fault:
        raise Refused(fault.at(file)) from None
    if not entries:
        raise Refused(Fault("no_dialog", "dialog").at(file))
    dialogs, notes = list[Dialog](), list[Problem]()
    for entry in entries:
        try:
            if (kind := kind_of(entry)) in NO_CONVERSATION:
                notes.append(Problem("vcon.left_out", f"{file}: {entry.place}", {"type": kind}))
            else:
                dialogs.append(dialog_of(entry, kind, parties))
        except Fault as fault:
            faults.append(fault.at(file))
    try:
        if not faults:
            return replace(conversation(root, _identity(root), dialogs, parties), notes=tuple(notes))
    except Fault as fault:
        faults.append(fault.at(file))
    raise Refused(faults)


def _check_head(root: Node) -> None:
    version = root.get("vcon")
    if version is not None and version.value not in VERSIONS:
        raise Fault("version", version.place, value=ascii(version.value)[:40], known=", ".join(VERSIONS))
    for one in listed(root, "critical"):
        if one.value != CONTACT_CENTRE:
            raise Fault("critical", one.place, value=ascii(one.value)[:40])
    if root.get("created_at") is None:
        raise Fault("missing", "created_at")
    Node(root.value["created_at"], "created_at").moment()
    _identity(root)


def _identity(root: Node) -> str:
    found = root.get("uuid")
    try:
        return str(UUID(found.value if found and isinstance(found.value, str) else ""))
    except ValueError:
        raise Fault("no_uuid", "uuid") from None
