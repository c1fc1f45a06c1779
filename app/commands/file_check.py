"""Whether every stored file still has the hash that was kept with it: checked each night, and when somebody asks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app import access
from app.access import Actor
from app.commands import notices
from app.engine.waiting import Fact
from app.runtime import Runtime
from app.store import instances, stored_files, work
from app.store.database import Session
from app.store.stored_files import StoredFile

RESULT, ASKED = "file_check", "file_check_asked"
NIGHT = timedelta(hours=20)           # several workers knock in one night; the first one counts
NOTICE = "file_altered"


def claim_night(runtime: Runtime, session: Session, real_now: datetime) -> bool:
    """Defers the check of this night unless another worker has; says whether it did."""
    work.lock_setting(session, ASKED)
    asked = work.setting(session, ASKED)
    if asked and real_now - datetime.fromisoformat(asked) < NIGHT:
        return False
    _defer(runtime, session, real_now)
    return True


def ask(runtime: Runtime, session: Session, real_now: datetime, *, by: Actor) -> None:
    """An operator wants the check now."""
    access.require_role(by, access.OPERATOR)
    _defer(runtime, session, real_now)


def _defer(runtime: Runtime, session: Session, real_now: datetime) -> None:
    work.set_setting(session, ASKED, real_now.isoformat())
    runtime.queue.defer(session, "files", "", lock="files")


def latest(session: Session) -> dict[str, Any]:
    """What the last check found: `at`, `seen`, and `altered` with table, id, name and since when; empty before the first."""
    return work.setting(session, RESULT, {})


def altered_ids(session: Session) -> frozenset[str]:
    """The files that the last check found altered."""
    return frozenset(each["id"] for each in latest(session).get("altered", ()))


def check(runtime: Runtime, real_now: datetime) -> list[StoredFile]:
    """Looks at every file and keeps the result; a file that was found altered leaves a fact and a notice to operators, once."""
    found, seen = [], 0
    for each in stored_files.everything(runtime.sessions):
        seen += 1
        if not each.intact:
            found.append(each)
    with runtime.sessions.begin() as session:
        work.lock_setting(session, RESULT)
        before = {(each["table"], each["id"]): each["since"] for each in latest(session).get("altered", ())}
        now = {(each.table, each.id): each for each in found}
        kept = [
            {"table": each.table, "id": each.id, "name": each.name, "since": before.get(key, real_now.isoformat())}
            for key, each in now.items()
        ]
        _tell(runtime, session, [each for key, each in now.items() if key not in before], real_now)
        _note(runtime, session, "file_intact", [{"table": table, "key": key} for table, key in before if (table, key) not in now])
        work.set_setting(session, RESULT, {"at": real_now.isoformat(), "seen": seen, "altered": kept})
    return found


def _tell(runtime: Runtime, session: Session, fresh: list[StoredFile], real_now: datetime) -> None:
    _note(runtime, session, "file_altered", [{"table": each.table, "key": each.id, "name": each.name} for each in fresh])
    library = runtime.library(session)
    if not library.has(f"forms/notices/{NOTICE}.zh.txt"):
        return
    for each in fresh:
        notices.send(
            runtime, session, library, NOTICE, {"name": each.name, "id": each.id}, [f"{access.OPERATOR}@all"],
            source=f"{NOTICE}:{each.table}:{each.id}:{real_now.isoformat()}",
        )


def _note(runtime: Runtime, session: Session, kind: str, told: list[dict[str, str]]) -> None:
    instances.add_facts(session, None, [Fact(kind, "", None, runtime.clock.now(), None, each) for each in told])
