"""Who may read all of an instance: it lies in his scope, and the record that it is about is for him."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.access import OPERATOR, Actor
from app.runtime import Runtime
from app.store import people, records, user_tasks
from app.store.database import Session
from app.store.scoping import About
from app.visibility import is_barred, reach, reads_every


def about(runtime: Runtime, who: Actor) -> tuple[About, ...]:
    """How somebody gets at the records that instances are about, by the processes; operators see every instance."""
    matrix = runtime.programme.visibility
    if who.has(OPERATOR):
        return ()
    kinds = sorted(set(matrix.instances.values()))
    return tuple(
        About(kind, tuple(sorted(each for each, of in matrix.instances.items() if of == kind)), reach(matrix, who, kind)) for kind in kinds
    )


def is_told(runtime: Runtime, session: Session, row: Mapping[str, Any], who: Actor) -> bool:
    """Whether somebody may know whose an instance is."""
    return who.scope.covers(row["region"], row["unit"]) and _reads_subject(runtime, session, row, who)


def reads_all(runtime: Runtime, session: Session, row: Mapping[str, Any], who: Actor) -> bool:
    """Whether somebody may read all of an instance, also what others did in it."""
    return who.scope.covers_all_of(row["region"], row["unit"]) and _reads_subject(runtime, session, row, who)


def _reads_subject(runtime: Runtime, session: Session, row: Mapping[str, Any], who: Actor) -> bool:
    matrix = runtime.programme.visibility
    kind = matrix.instances.get(row["process_id"])
    if kind is None or who.has(OPERATOR):
        return True
    reached = reach(matrix, who, kind)
    record = records.get(session, kind, row["business_key"]) if row["business_key"] else None
    return not is_barred(reached) if record is None else records.readable(session, reached, record) is not None


def known_names(runtime: Runtime, session: Session, identities: Iterable[str | None], who: Actor) -> dict[str, str]:
    """Names of people by id, for the staff of all; units and experts learn their own people's and the staff's."""
    asked = {each for each in identities if each}
    if not who.scope.everything and not who.scope.regions:
        alone = {role for role, scope in runtime.role_scopes.items() if scope == "person"}
        asked -= people.acting_elsewhere(session, asked, who.scope.units, alone) - {who.id}
    return {each: each for each in asked} | people.names(session, asked, who.language)


def closed_parts(runtime: Runtime, who: Actor) -> frozenset[str]:
    """Processes of whose answers somebody reads only his own."""
    matrix = runtime.programme.visibility
    return frozenset(process for process, kind in matrix.parts.items() if not reads_every(reach(matrix, who, kind)))


def is_closed_part(runtime: Runtime, session: Session, file: Mapping[str, Any], who: Actor) -> bool:
    """Whether a file was attached where somebody reads only his own."""
    closed = closed_parts(runtime, who)
    if not closed or file["task_id"] is None or file["by"] == who.id:
        return False
    tasks = user_tasks.of_instance(session, file["instance_id"])
    return any(task["id"] == file["task_id"] and task["process_id"] in closed for task in tasks)
