"""The whole schema: whoever makes or compares it needs every module of tables to have entered its own."""

from pipelines.adapters.sql import alert_tables, retention_tables, review_tables, tables

__all__ = ["alert_tables", "metadata", "retention_tables", "review_tables"]

metadata = tables.metadata
