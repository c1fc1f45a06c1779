"""Notices to people: in the portal, with a courtesy copy by mail."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from app.clock import SHANGHAI
from app.library import Library
from app.runtime import Runtime
from app.store import people
from app.store.database import Session

PATIENCE = timedelta(minutes=15)         # for so long the queue itself tries to send a mail
GIVE_UP = timedelta(days=3)
_PLACE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")


def fill(template: str, values: Mapping[str, Any], language: str) -> tuple[str, str]:
    """Subject (the first line) and body of a notice; `{{ name }}` places are filled with plain text, nothing runs."""
    text = _PLACE.sub(lambda match: _word(_look_up(values, match[1]), language), template)
    subject, _, body = text.strip().partition("\n")
    return subject.removeprefix("Subject:").removeprefix("主题：").strip(), body.strip()


def _look_up(values: Mapping[str, Any], path: str) -> Any:
    found: Any = values
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _word(value: Any, language: str) -> str:
    if value is None:
        return "—"
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if value.tzinfo else value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, ",f")
    if isinstance(value, list):
        return ("；" if language == "zh" else "; ").join(_word(each, language) for each in value)
    if isinstance(value, Mapping):
        return " ".join(_word(each, language) for each in value.values())
    return str(value)


def send(
    runtime: Runtime, session: Session, library: Library, template: str, values: Mapping[str, Any],
    grants: Iterable[str], *, source: str, instance_id: UUID | None = None, but: Collection[str] = (),
) -> int:
    """Tells everybody who holds one of these grants except `but`; says how many people that were. The same source tells once."""
    now, told = runtime.clock.now(), 0
    for person in [each for each in people.holders(session, grants) if each["id"] not in but]:
        language = "en" if person["language"] == "en" and library.has(f"forms/notices/{template}.en.txt") else "zh"
        text = library.template(f"forms/notices/{template}.{language}.txt").decode()
        subject, body = fill(text, {**values, "person": person["name"], "address": runtime.address}, language)
        if not people.add_notice(session, person["id"], subject, body, now, instance_id=instance_id, source=source):
            continue
        told += 1
        if person["email"]:
            mail = people.add_mail(session, person["email"], person["id"], subject, body, now)
            if runtime.mailer is not None:
                runtime.queue.defer(session, "mail", str(mail), lock=f"mail:{mail}")
    return told


def about_task(runtime: Runtime, session: Session, template: str, task: Mapping[str, Any], *, source: str) -> int:
    """Reminds whoever claimed a task, or everybody who may do it; says how many people that were."""
    library = runtime.catalogue.at(task["deployment_id"])
    grants = task["candidates"]
    if task["claimed_by"]:
        mine = [f"{grant.partition('@')[0]}@person:{task['claimed_by']}" for grant in grants]
        grants = mine or grants
    about = task["item"] if not task["item"].isdigit() else ""
    values = {
        "task": task["name"], "title": about or task["title"] or "", "key": task["business_key"] or "", "due": task["due"],
        "proposal_id": task["business_key"] or "", "project_id": task["business_key"] or "",
    }
    return send(runtime, session, library, template, values, grants, source=source, instance_id=task["instance_id"], but=task["excluded"])


def deliver_mail(runtime: Runtime, session: Session, mail_id: int) -> Exception | None:
    """Hands a mail over to the mail server; a failure is kept with the mail, and returned for whoever tries again."""
    mail = people.mail(session, mail_id)
    if mail is None or mail["sent_at"] or runtime.mailer is None:
        return None
    try:
        runtime.mailer(mail["recipient"], mail["subject"], mail["body"])
    except Exception as error:          # a mail server may do anything wrong
        people.mark_mail(session, mail_id, error=f"{type(error).__name__}: {error}"[:500])
        return error
    people.mark_mail(session, mail_id, sent_at=runtime.clock.now())
    return None


def send_again(runtime: Runtime, session: Session) -> int:
    """A chore: mails that have not gone out, because the mail server was away for longer than the queue is patient."""
    if runtime.mailer is None:
        return 0
    now = runtime.clock.now()
    left = people.unsent_mails(session, now - GIVE_UP, now - PATIENCE)
    for mail in left:
        runtime.queue.defer(session, "mail", str(mail), lock=f"mail:{mail}")
    return len(left)
