"""Brings a database to the newest schema: our tables by Alembic, Procrastinate's own beside them."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from procrastinate.schema import SchemaManager
from sqlalchemy import Connection, text

from app.store.database import Engine

FOLDER = Path(__file__).parent / "migrations"


def migrate(engine: Engine) -> bool:
    """Applies what is missing, one process at a time; says whether there was anything."""
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(7200)"))
        before = MigrationContext.configure(connection).get_current_revision()
        if before == newest():
            return False
        command.upgrade(_config(connection), "head")
        if not connection.scalar(text("SELECT to_regclass('procrastinate_jobs')")):
            driver = connection.connection.driver_connection
            with driver.cursor() as cursor:
                cursor.execute(SchemaManager.get_schema())
    return True


def newest() -> str | None:
    """The newest revision of this release."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def write_revision(engine: Engine, message: str) -> None:
    """For developers: a new migration from the difference between tables and database."""
    with engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True)
