"""Opening the database and building a runtime, for the commands that need them."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.place import ROOT
from app.clock import Clock
from app.errors import Refused
from app.store import embedded
from app.store.database import Engine, open_engine, require_answer
from app.store.schema_version import is_current

if TYPE_CHECKING:
    from app.runtime import Queue, Runtime

DATA = ROOT / ".data"
DEMO_MADE = "demo_made"          # the setting that says the demo is there, and what making it took
OLDEST_SERVER = 150_000
_started: list[Any] = []


class TooOldDatabase(Refused):
    """PostgreSQL {version} is too old; 15 or newer is needed."""

    code = "database-too-old"
    zh = "PostgreSQL {version} 版本过低，需要 15 或更新版本。"


def say(zh: str, en: str) -> None:
    """A line of progress, in both languages."""
    print(f"{zh}  {en}", file=sys.stderr, flush=True)


def database_url(name: str = "jiebang") -> str:
    """DATABASE_URL, else the embedded PostgreSQL, started when it does not run yet."""
    given = os.environ.get("DATABASE_URL")
    if given:
        return given
    server = embedded.start(data_folder() / "postgres")
    _started.append(server)
    return embedded.ensure_database(server, name)


def stop_database() -> None:
    """Stops the embedded PostgreSQL that this command has started or found running."""
    for server in _started:
        embedded.stop(server)


def data_folder() -> Path:
    """Where this checkout keeps its data; JIEBANG_DATA moves it."""
    folder = Path(os.environ.get("JIEBANG_DATA", DATA))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def ready_engine(url: str) -> Engine:
    """An engine whose database answers and has the newest schema."""
    engine = open_engine(url)
    version = require_answer(engine)
    if version < OLDEST_SERVER:
        raise TooOldDatabase(version=version // 10_000)
    if not is_current(engine):
        from app.store.migrate import migrate

        migrate(engine)
        say("数据库结构已更新。", "The database schema is up to date now.")
    return engine


def runtime_for(
    engine: Engine, *, queue: "Queue | None" = None, clock: Clock | None = None, demo: bool = False, address: str = "",
) -> "Runtime":
    """A runtime for a command: what it defers waits in memory unless a queue is given."""
    from app.adapters.queues import InlineQueue
    from app.factory import build_runtime

    return build_runtime(
        engine, queue or InlineQueue(), clock=clock, environ=os.environ, demo=demo, address=address,
    )


class WeakSecret(Refused):
    """JIEBANG_SECRET must be at least 32 characters; make one with: python3 -c "import secrets; print(secrets.token_hex(32))\""""

    code = "weak-secret"
    zh = "JIEBANG_SECRET 至少 32 个字符；可以这样生成：python3 -c \"import secrets; print(secrets.token_hex(32))\""


def secret_key() -> str:
    """The key of sessions: JIEBANG_SECRET, else one of this checkout's data folder, made at first use."""
    given = os.environ.get("JIEBANG_SECRET")
    if given is not None:
        if len(given) < 32:
            raise WeakSecret()
        return given
    file = data_folder() / "secret"
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as target:
            target.write(secrets.token_hex(32))
    return file.read_text()
