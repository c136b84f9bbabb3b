"""Each act of the log is signed."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("acts", sa.Column("seal", sa.Text(), nullable=False, server_default=""))
