"""Retention on SQL, one part per subject."""

from sqlalchemy import Engine

from pipelines.adapters.sql.retention.deleting import SqlDeleting
from pipelines.adapters.sql.retention.holding import SqlHolding
from pipelines.adapters.sql.retention.requesting import SqlRequesting
from pipelines.adapters.sql.retention.sweeping import SqlSweeping


class SqlRetention(SqlDeleting, SqlSweeping, SqlHolding, SqlRequesting):
    """`audit.retention_ports.RetentionStore` in the database of a `SqlStore`, which brings the schema up."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
