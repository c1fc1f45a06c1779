"""Whether a database has the newest schema, asked without loading what migrates it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from app.store.database import Engine

VERSIONS = Path(__file__).parent / "migrations" / "versions"


def newest() -> str:
    """The newest revision of this release: migrations are numbered files."""
    return max(path.name for path in VERSIONS.glob("[0-9]*.py")).partition("_")[0]


def is_current(engine: Engine) -> bool:
    """Whether nothing is left to migrate."""
    with engine.connect() as session:
        if session.scalar(text("SELECT to_regclass('alembic_version')")) is None:
            return False
        return session.scalar(text("SELECT version_num FROM alembic_version")) == newest()
