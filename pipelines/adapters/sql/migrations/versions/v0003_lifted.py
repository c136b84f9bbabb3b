"""Why a finding is graver than its rule says."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("findings", sa.Column("lifted", sa.Text(), nullable=False, server_default="[]"))
