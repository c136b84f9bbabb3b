"""How well each turn was heard and how it sounds; turns from before have neither."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("turns", sa.Column("grade", sa.Text(), nullable=True))
    op.add_column("turns", sa.Column("quality", sa.Text(), nullable=True))
