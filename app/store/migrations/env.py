"""Runs migrations on the connection that `app.store.migrate` opened."""

from alembic import context

from app.store.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, include_object=lambda obj, name, kind, *_: (
    kind != "table" or not str(name).startswith("procrastinate")
))
with context.begin_transaction():
    context.run_migrations()
