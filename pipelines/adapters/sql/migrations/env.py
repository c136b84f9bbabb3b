"""Alembic runs this: the migrations go through the one connection that `migrate` opened."""

from alembic import context

from pipelines.adapters.sql.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
