"""Moving an instance against its drawing: operators jump and restart, people send back and withdraw where the drawing allows it.

A user task says `jiebang:sendBack="element element"` when whoever does it may send it back to one of these, and
`jiebang:withdraw="true"` when whoever has done it may take that back until somebody acts on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from app import access
from app.access import Actor
from app.commands.instances import active, require_reason
from app.commands.user_tasks import open_task, require_free, require_running
from app.engine.errors import NotWaiting
from app.engine.instance import Instance
from app.engine.model import Element, Process
from app.engine.moves import TooLate
from app.engine.places import after, inside, way_to
from app.engine.waiting import UserTask
from app.errors import Forbidden, NotFound
from app.library import Library
from app.runtime import Runtime
from app.store import facts, instances, user_tasks
from app.store.database import Session

ACTS = {"userTask", "manualTask", "serviceTask", "receiveTask"}            # elements whose completion somebody acts by
EFFECTS = {"message_thrown", "signal_thrown", "message_received", "timer_fired", "jumped", "sent_back", "migrated"}


class NotSentBack(Forbidden):
    """The drawing does not let this task be sent back there, or that has not been done here."""

    code = "not-sent-back"
    zh = "流程图不允许把此任务退回到该环节，或该环节在此未曾办理。"


class NotWithdrawn(Forbidden):
    """The drawing does not let this be withdrawn."""

    code = "not-withdrawn"
    zh = "流程图不允许撤回此项。"


# -- operators ---------------------------------------------------------------------------------------------------------


def jump(
    runtime: Runtime, session: Session, instance_id: UUID, token: UUID, target: str, *, alone: bool = False, reason: str, by: Actor,
) -> None:
    """An operator puts a token at another element of its process, see `app.engine.moves.jump`.

    Raises Forbidden, ReasonMissing, NotFound, NotWaiting, NoSuchPlace, NotEnterable.
    """
    _act(runtime, session, instance_id, reason, by, lambda instance: instance.jump(
        token, target, alone=alone, by=by.id, reason=reason.strip(),
    ))


def send_token_back(
    runtime: Runtime, session: Session, instance_id: UUID, token: UUID, target: str, *, reason: str, by: Actor,
) -> None:
    """An operator has something done again from an earlier element, whatever the drawing lets people do. Raises NotBefore too."""
    _act(runtime, session, instance_id, reason, by, lambda instance: instance.send_back(token, target, by=by.id, reason=reason.strip()))


def restart(runtime: Runtime, session: Session, instance_id: UUID, target: str, *, reason: str, by: Actor) -> None:
    """An operator lets a finished instance run again from an element. Raises Forbidden, ReasonMissing, NotWaiting, NoSuchPlace."""
    access.require_role(by, access.OPERATOR)
    require_reason(reason)
    loaded = instances.load(runtime, session, instance_id)
    loaded.instance.restart(target, by=by.id, reason=reason.strip())
    instances.save(runtime, session, loaded)


def _act(runtime: Runtime, session: Session, instance_id: UUID, reason: str, by: Actor, act: Callable[[Instance], None]) -> None:
    access.require_role(by, access.OPERATOR)
    loaded = active(runtime, session, instance_id, reason)
    act(loaded.instance)
    instances.save(runtime, session, loaded)


# -- sending back ------------------------------------------------------------------------------------------------------


def send_back(runtime: Runtime, session: Session, task_id: UUID, target: str, *, reason: str, by: Actor) -> UUID:
    """Whoever may do a task sends it back to an earlier one that the drawing names; returns the instance.

    Raises NotFound, NotWaiting, Forbidden, FourEyes, ClaimedByOther, ReasonMissing, NotSentBack, NotBefore, Suspended.
    """
    task = open_task(session, task_id, by)
    require_free(session, task, by)
    require_reason(reason)
    loaded = instances.load(runtime, session, task["instance_id"])
    require_running(loaded)
    if target not in back_targets(session, loaded, task):
        raise NotSentBack()
    loaded.instance.send_back(task_id, target, by=by.id, reason=reason.strip())
    instances.save(runtime, session, loaded)
    return task["instance_id"]


def back_targets(session: Session, loaded: instances.Loaded, task: Mapping[str, Any]) -> list[str]:
    """Elements that the drawing lets an open task be sent back to, of those that have been done in this instance."""
    if all(waiting.id != task["id"] for waiting in loaded.instance.waiting().user_tasks):
        raise NotWaiting(instance_id=task["instance_id"])
    named = loaded.instance.settings_at(task["id"]).get("sendBack", "").split()
    if not named:
        return []
    done = {row["element"] for row in user_tasks.of_instance(session, task["instance_id"]) if row["state"] == "completed"}
    return [element for element in named if element in done]


# -- withdrawing -------------------------------------------------------------------------------------------------------


def withdraw(runtime: Runtime, session: Session, task_id: UUID, *, reason: str, by: Actor) -> UUID | None:
    """Whoever has completed a task takes that back before anybody acts on it; it is open again, with what was answered.

    Returns the task that is open now. Raises NotFound, NotWithdrawn, ReasonMissing, TooLate, Suspended.
    """
    task = user_tasks.get(session, task_id)
    if task is None or task["state"] != "completed" or task["completed_by"] != by.id:
        raise NotFound()
    require_reason(reason)
    loaded = instances.load(runtime, session, task["instance_id"])
    require_running(loaded)
    done = _withdrawable(runtime, session, task, loaded.row)
    told = done["data"] or {}
    loaded.instance.withdraw(
        task["process_id"], task["element"], scopes=told.get("scopes", ()), item=_number(told.get("item")), by=by.id, reason=reason.strip(),
        of=task_id,
    )
    waiting = instances.save(runtime, session, loaded)
    return _again(waiting.user_tasks, loaded.before.user_tasks, task)


def _again(now: tuple[UserTask, ...], before: tuple[UserTask, ...], task: Mapping[str, Any]) -> UUID | None:
    known = {each.id for each in before}
    return next((each.id for each in now if each.id not in known and each.element == task["element"]), None)


def _number(item: Any) -> int | None:
    return int(item) if item is not None else None


def may_withdraw(runtime: Runtime, session: Session, task: Mapping[str, Any], who: Actor) -> bool:
    """Whether somebody may take back what he has done, as far as can be seen without trying."""
    if task["state"] != "completed" or task["completed_by"] != who.id or not _allows(runtime, task, task["deployment_id"]):
        return False
    try:
        row = instances.row(session, task["instance_id"])
        return row["status"] == "active" and bool(_withdrawable(runtime, session, task, row))
    except (NotWithdrawn, TooLate):
        return False


def _withdrawable(runtime: Runtime, session: Session, task: Mapping[str, Any], row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fact of the completion, if nobody has acted on it; raises NotWithdrawn, TooLate."""
    way = _allows(runtime, task, row["deployment_id"])
    if not way:
        raise NotWithdrawn()
    library = runtime.catalogue.at(row["deployment_id"])
    process = library.process(task["process_id"]).process
    since = facts.since_completion(session, task["instance_id"], task["id"])
    if not since:
        raise TooLate()
    following = dict(_following(library, process, way))
    if any(_acted(each, following, task["completed_by"]) or _withdrew(each, task["id"]) for each in since[1:]):
        raise TooLate()
    return since[0]


def _allows(runtime: Runtime, task: Mapping[str, Any], deployment: int) -> tuple[Element, ...]:
    """The way to a task's element in its drawing, where that lets it be withdrawn; else nothing."""
    way = way_to(runtime.catalogue.at(deployment).process(task["process_id"]).process.scope, task["element"])
    return way if way and way[-1].settings.get("withdraw") == "true" else ()


def _acted(fact: Mapping[str, Any], following: Mapping[str, str], me: str) -> bool:
    if fact["element"] not in following:
        return False
    if fact["kind"] == "completed":
        return following[fact["element"]] in ACTS
    return fact["kind"] in EFFECTS or fact["kind"] == "claimed" and fact["by"] != me


def _withdrew(fact: Mapping[str, Any], task: UUID) -> bool:
    return fact["kind"] == "withdrawn" and fact["token"] == task


def _following(library: Library, process: Process, way: tuple[Element, ...]) -> Iterator[tuple[str, str]]:
    """Elements that come after one in its process, with their kinds; those of called processes too."""
    scope, seen = process.scope, {process.id}
    for element in way:
        ahead = after(scope, element.id).elements - {element.id}
        for each in (inner for name in ahead for inner in inside(scope.elements[name])):
            yield each.id, each.kind
            yield from _called(library, each, seen)
        scope = element.scope or scope


def _called(library: Library, element: Element, seen: set[str]) -> Iterator[tuple[str, str]]:
    if element.kind != "callActivity":
        return
    named = [element.called] if element.called and not element.settings.get("called") else library.process_ids()
    for process in named:
        if process not in seen and process in library.process_ids():
            seen.add(process)
            for _, each in library.process(process).process.scope.walk():
                yield each.id, each.kind
                yield from _called(library, each, seen)
