"""Floods: what the queue is filtered by stands in the index that it walks along, and waiting alerts are found rule by rule."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

_ORDER = ("status", "waiting", sa.text("rank DESC"), "id")
_NARROWED = ("category", "severity", "channel", "institution", "agency", "agent", "rule", "at_us")


def upgrade() -> None:
    op.drop_index("incidents_work", "incidents")
    op.create_index("incidents_work", "incidents", [*_ORDER, *_NARROWED])
    op.create_index("alerts_waiting", "alerts", ["state", "rule", "no"])
