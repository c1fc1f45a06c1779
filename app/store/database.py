"""The way to PostgreSQL: one engine a process, one transaction a command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, Engine, Select, create_engine, text
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.pool import NullPool

from app.errors import Refused

__all__ = ["BadValue", "ConnectionLost", "DatabaseUnavailable", "Engine", "LockNotAvailable", "Session", "aside", "for_libpq", "in_batches", "open_engine", "reading", "require_answer"]

BadValue = DataError                    # a number or text of the request that no column can hold
# a transaction whose process sleeps is ended by the server, so that it does not keep its locks from the others
OPTIONS = "-c timezone=UTC -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
ConnectionLost = OperationalError       # the server went away, refused, or made us wait too long
Session = Connection           # what commands and queries are given: a connection inside its transaction


class DatabaseUnavailable(Refused):
    """The database does not answer ({reason}). Check that PostgreSQL runs and that DATABASE_URL is right."""

    status = 503
    code = "database-unavailable"
    zh = "数据库没有响应（{reason}）。请检查 PostgreSQL 是否运行、DATABASE_URL 是否正确。"


def open_engine(url: str, *, pool_size: int = 8, durable: bool = True) -> Engine:
    """An engine for a URL such as postgresql://user@host/name; the driver is psycopg 3, time zone UTC.

    `durable=False` does not wait for the disk at each commit: for data that can be made again, such as the demo.
    """
    scheme, _, rest = url.partition("://")
    if scheme in {"postgres", "postgresql"}:
        url = f"postgresql+psycopg://{rest}"
    return create_engine(
        url, pool_size=pool_size, max_overflow=16, pool_pre_ping=False, pool_recycle=1800, json_deserializer=orjson.loads,
        connect_args={"options": OPTIONS + ("" if durable else " -c synchronous_commit=off"), "connect_timeout": 10},
    )


def for_libpq(url: str) -> str:
    """The address as PostgreSQL's own library reads it, without the name of a driver."""
    scheme, _, rest = url.partition("://")
    return f"postgresql://{rest}" if scheme.startswith("postgres") else url


def aside(engine: Engine) -> Engine:
    """The same database for the rare read in the middle of somebody's transaction, with a connection of its own each time.

    Whoever holds a connection and a lock must not wait for another connection of the same pool: when many are at one
    instance, those who have the other connections wait for that lock.
    """
    return create_engine(engine.url, poolclass=NullPool, connect_args={"options": OPTIONS, "connect_timeout": 10})


def reading(engine: Engine) -> Session:
    """A connection for single reads: no transaction is opened and ended around each, which saves two round trips."""
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")


def in_batches(session: Session, query: Select[Any], size: int = 500) -> Iterator[Sequence[Mapping[str, Any]]]:
    """All rows of a query, some at a time: a cursor of the server keeps the others, so that a long list needs little memory."""
    return session.execute(query.execution_options(yield_per=size)).mappings().partitions()


def require_answer(engine: Engine) -> int:
    """The server's version number (180004 for 18.4); raises DatabaseUnavailable when there is no answer."""
    try:
        with engine.connect() as connection:
            return int(connection.scalar(text("SHOW server_version_num")))
    except OperationalError as error:
        raise DatabaseUnavailable(reason=str(error.orig).strip().splitlines()[0]) from error
