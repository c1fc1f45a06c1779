"""Somebody who has no account objects to what a public notice lists."""

from __future__ import annotations

import hashlib
import mimetypes
from collections import deque
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, BinaryIO
from uuid import UUID

from app.clock import SystemClock
from app.commands import instances
from app.commands.attachments import FileRefused, checked
from app.errors import Conflict, Refused
from app.runtime import Runtime
from app.store import published, user_tasks
from app.store.database import Session

MAX_FILES, MAX_BYTES, MAX_TEXT = 5, 20 * 1024 * 1024, 5_000
MOST, SPAN = 5, timedelta(hours=1)
OUTSIDE = "public"                            # by whom files from outside are


class AnonymousWithoutEvidence(Refused):
    """An objection without a name and a way to reach you is only accepted with evidence that can be verified."""

    status = 422
    code = "anonymous-without-evidence"
    zh = "未署名或未留联系方式的异议，须附可查证的证据材料，否则不予受理。"


class ObjectionIncomplete(Refused):
    """Choose what you object to and state the facts, in no more than five thousand characters."""

    status = 422
    code = "objection-incomplete"
    zh = "请选择异议对象并填写事实与理由，不超过五千字。"


class NoticeOver(Conflict):
    """This notice no longer takes objections."""

    code = "notice-over"
    zh = "公示期已满，不再接受异议。"


class TooMany(Refused):
    """Too many objections have come from your address; try again in an hour."""

    status = 429
    code = "too-many"
    zh = "您所在地址提交过于频繁，请一小时后再试。"


class Turnstile:
    """Lets so many through in a span of time from one address; a process of ours counts for itself."""

    def __init__(self) -> None:
        self._passed: dict[str, deque[datetime]] = {}
        self._lock = Lock()

    def enter(self, address: str) -> None:
        """Counts one; raises TooMany."""
        now = SystemClock().now()
        with self._lock:
            self._passed = {key: times for key, times in self._passed.items() if times[-1] > now - SPAN}
            times = self._passed.setdefault(address, deque(maxlen=MOST))
            if len(times) == MOST and times[0] > now - SPAN:
                raise TooMany()
            times.append(now)


def require_open(runtime: Runtime, notice: Mapping[str, Any]) -> None:
    """Raises NoticeOver when its time has passed."""
    rules = runtime.programme.opening.objection
    if notice["state"] != rules.open_state or notice[rules.until] < runtime.clock.now():
        raise NoticeOver()


def file(
    runtime: Runtime, session: Session, kind: str, notice: Mapping[str, Any], told: Mapping[str, str],
    files: Iterable[tuple[str, BinaryIO]],
) -> UUID:
    """An objection with its evidence begins a case; raises NoticeOver, AnonymousWithoutEvidence, FileRefused."""
    rules = runtime.programme.opening.objection
    require_open(runtime, notice)
    name, contact, facts = (told.get(each, "").strip() for each in ("name", "contact", "facts"))
    subjects = {each["key"] for each in notice[rules.subjects] or []}
    if told.get("subject_key") not in subjects or not facts or len(facts) > MAX_TEXT or len(name) > 200 or len(contact) > 200:
        raise ObjectionIncomplete()
    kept = _read(files)
    signed = bool(name and contact)
    if not signed and not kept:
        raise AnonymousWithoutEvidence()
    library = runtime.library(session)
    evidence = [_keep(runtime, session, *each) for each in kept]
    return instances.start_with(runtime, session, library, rules.process, {
        **rules.fixed, "notice_id": published.notice_number(session, kind, notice["id"], rules.notice) or "",
        "subject_key": told["subject_key"], "facts": facts, "name": name, "contact": contact, "started_by": "",
        "signed": rules.yes if signed else rules.no, "verifiable": rules.yes if kept else rules.no, "evidence": evidence,
    })


def _read(files: Iterable[tuple[str, BinaryIO]]) -> list[tuple[str, bytes]]:
    found = [checked(name, stream) for name, stream in files]
    if len(found) > MAX_FILES or sum(len(content) for _, content in found) > MAX_BYTES:
        raise FileRefused(
            name=found[-1][0], reason_zh=f"最多 {MAX_FILES} 个文件，合计不超过 20 MB", reason_en=f"at most {MAX_FILES} files, 20 MB in all",
        )
    return found


def _keep(runtime: Runtime, session: Session, name: str, content: bytes) -> str:
    return str(user_tasks.add_attachment(
        session, instance_id=None, task_id=None, name=name, content=content, sha256=hashlib.sha256(content).hexdigest(),
        media_type=mimetypes.guess_type(name)[0] or "application/octet-stream", by=OUTSIDE, at=runtime.clock.now(),
    ))
