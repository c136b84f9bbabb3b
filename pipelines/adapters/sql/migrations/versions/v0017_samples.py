"""What is wrong with a contact that was drawn, and the sample that a double review belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0014"


def upgrade() -> None:
    op.add_column("drawn", sa.Column("category", sa.Text(), nullable=False, server_default=""))
    op.add_column("drawn", sa.Column("rule", sa.Text(), nullable=False, server_default=""))
    op.add_column("doubles", sa.Column("plan", sa.Text(), nullable=False, server_default=""))
    op.create_index("doubles_plan", "doubles", ["plan"])
    op.create_index("doubles_first", "doubles", ["first"])
    op.create_index("doubles_second", "doubles", ["second"])
