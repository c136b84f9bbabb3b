"""The columns of our import tables, by kind. Everything else a file brings is kept as `extra`."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Columns:
    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return self.required + self.optional


COLUMNS: Mapping[str, Columns] = {
    "cases": Columns(
        ("case_id", "institution", "debtor_id", "due_amount", "overdue_days"),
        (
            "agency",
            "debtor_name",
            "debtor_phones",
            "product",
            "principal",
            "legal_stage",
            "registered_contacts",
            "consents",
            "timezone",
            "assigned_at",
            "notified_at",
            "opened_at",
            "offers",
        ),
    ),
    "calls": Columns(
        ("call_id", "started_at", "ended_at", "number", "direction", "disposition"),
        ("case_id", "answered_at", "party_role", "agent_id", "agency", "recording"),
    ),
    "sms": Columns(
        ("sms_id", "sent_at", "number", "text"),
        ("case_id", "party_role", "direction", "agent_id", "agency", "status"),
    ),
    "chat": Columns(
        ("conversation_id", "message_id", "sent_at", "speaker", "text"),
        ("case_id", "agent_id", "agency", "platform"),
    ),
    "visits": Columns(
        ("visit_id", "started_at"),
        (
            "case_id",
            "ended_at",
            "address_kind",
            "visitors",
            "recorded",
            "met",
            "agency",
            "notes",
            "recording",
        ),
    ),
    "complaints": Columns(
        ("complaint_id", "received_at", "text"),
        ("case_id", "channel", "agency", "about"),
    ),
}

#: Added to every rejects file, and passed over when a mended one is imported.
REJECT_LINE = "原文件行号"
REJECT_REASONS = "拒收原因"
