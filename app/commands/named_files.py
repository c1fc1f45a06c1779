"""Files that answers name by their ids, and whether whoever answers may name them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.access import Actor
from app.errors import Invalid
from app.store import user_tasks
from app.store.database import Session


def ids_in(answers: Any) -> set[UUID]:
    """Whatever may be the id of a file anywhere in answers."""
    if isinstance(answers, Mapping):
        answers = list(answers.values())
    if isinstance(answers, (list, tuple)):
        return set().union(*(ids_in(each) for each in answers))
    try:
        return {UUID(answers)} if isinstance(answers, str) and len(answers) == 36 else set()
    except ValueError:
        return set()


def foreign(session: Session, answers: Any, given: Any, task_id: UUID | None, by: str = "") -> set[str]:
    """Ids in answers of files that were neither attached to this task nor named by what the form was given.

    Before there is a task, at the start of a process, it may be what that person brought for a start. Who reads a record
    reads the files that it names, so to name a file is to show it.
    """
    rows = user_tasks.attachment_names(session, ids_in(answers) - ids_in(given))
    return {identity for identity, row in rows.items() if not (_brought(row, by) if task_id is None else row["task_id"] == task_id)}


def _brought(row: Mapping[str, Any], by: str) -> bool:
    return row["by"] == by and row["task_id"] is None and row["instance_id"] is None


def require_own(session: Session, answers: Mapping[str, Any], given: Any, task_id: UUID | None, by: Actor) -> None:
    """Raises Invalid, with messages at the fields, for answers that name somebody else's file."""
    strange = foreign(session, answers, given, task_id, by.id)
    if strange:
        text = "这个文件不是在此项任务中上传的。" if by.language == "zh" else "This file was not attached to this task."
        raise Invalid({name: [text] for name, answer in answers.items() if strange & {str(each) for each in ids_in(answer)}})
