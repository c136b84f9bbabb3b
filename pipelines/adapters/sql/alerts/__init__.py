"""Alerts on SQL, one part per subject."""

from sqlalchemy import Engine

from pipelines.adapters.sql.alerts.listed import SqlAlertList
from pipelines.adapters.sql.alerts.notices import SqlNotices
from pipelines.adapters.sql.alerts.outbox import SqlOutbox


class SqlAlerts(SqlOutbox, SqlNotices, SqlAlertList):
    """`audit.alert_ports.AlertStore` in the database of a `SqlStore`, which brings the schema up."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
