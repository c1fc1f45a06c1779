"""What people do with their tasks: claim, release, draft, complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app import access, feel
from app.access import Actor
from app.commands.named_files import require_own
from app.commands.offers import offered
from app.engine.errors import DeadlinePassed, NotWaiting
from app.engine.holding import Suspended
from app.engine.waiting import Fact, UserTask
from app.errors import Conflict, NotFound
from app.library import Library
from app.runtime import Runtime
from app.store import instances, people, records, user_tasks
from app.store.database import Session


class ClaimedByOther(Conflict):
    """{name} has claimed this task; ask for it to be released first."""

    code = "claimed-by-other"
    zh = "{name} 已认领此任务；如需办理，请先请其释放。"


@dataclass(frozen=True)
class Completed:
    """Where a completion has led: the instance and what is open in it now."""

    instance_id: UUID
    open: tuple[UserTask, ...]

    def next_for(self, who: Actor) -> UUID | None:
        """The next task in it that somebody may do."""
        return next((task.id for task in self.open if access.can_do(who, task.candidates, task.excluded)), None)


def open_task(session: Session, task_id: UUID, who: Actor) -> Mapping[str, Any]:
    """An open task that somebody may do; raises NotFound, NotWaiting, Forbidden."""
    task = user_tasks.get(session, task_id)
    if task is None:
        raise NotFound()
    if who.grants.isdisjoint(task["candidates"]) and task["completed_by"] != who.id:
        raise NotFound()              # the same answer as for a task that does not exist
    if task["state"] == "cancelled":
        raise _taken_away(task)
    if task["state"] != "open":
        raise NotWaiting(instance_id=task["instance_id"])
    access.require_task(who, task["candidates"], task["excluded"])
    return task


def _taken_away(task: Mapping[str, Any]) -> Conflict:
    """Why a task was taken away: its deadline passed, or something else happened before that."""
    if task["due"] is None or task["ended_at"] < task["due"]:
        return NotWaiting(instance_id=task["instance_id"])
    return DeadlinePassed(task["due"], instance_id=task["instance_id"])


def claim(runtime: Runtime, session: Session, task_id: UUID, *, by: Actor) -> None:
    """Somebody takes a task for himself."""
    task = open_task(session, task_id, by)
    if not user_tasks.claim(session, task_id, by.id, runtime.clock.now()):
        open_task(session, task_id, by)           # it may have been completed since
        raise _claimed(session, task_id, by)
    _note(runtime, session, task, "claimed", by)


def release(runtime: Runtime, session: Session, task_id: UUID, *, by: Actor) -> None:
    """Somebody gives a claimed task back."""
    task = open_task(session, task_id, by)
    if not user_tasks.release(session, task_id, by.id):
        raise Conflict()
    _note(runtime, session, task, "released", by)


def _note(runtime: Runtime, session: Session, task: Mapping[str, Any], kind: str, by: Actor) -> None:
    fact = Fact(kind, task["element"], task["id"], runtime.clock.now(), by.id)
    instances.add_facts(session, task["instance_id"], [fact])


def save_draft(runtime: Runtime, session: Session, task_id: UUID, answers: Mapping[str, Any], *, by: Actor) -> None:
    """Keeps unfinished answers; nothing is checked but that they can be stored."""
    task = open_task(session, task_id, by)
    require_free(session, task, by)
    feel.encode(feel.from_json(dict(answers)))
    if not user_tasks.save_draft(session, task_id, answers):
        raise NotWaiting(instance_id=task["instance_id"])


def require_free(session: Session, task: Mapping[str, Any], by: Actor) -> None:
    """Raises ClaimedByOther when somebody else has claimed the task."""
    if task["claimed_by"] not in (None, by.id):
        raise _claimed(session, task["id"], by)


def _claimed(session: Session, task_id: UUID, by: Actor) -> ClaimedByOther:
    """Says by name who has the task now."""
    task = user_tasks.get(session, task_id)
    holder = (task["claimed_by"] if task else None) or ""
    return ClaimedByOther(name=people.names(session, [holder], by.language).get(holder, holder))


def complete(runtime: Runtime, session: Session, task_id: UUID, answers: Mapping[str, Any], *, by: Actor) -> Completed:
    """The actor answers a user task; the tokens move on until all of them wait.

    Raises NotFound, Forbidden, FourEyes, ClaimedByOther, Invalid (messages at the fields), NotWaiting when somebody was
    faster, DeadlinePassed when the deadline was.
    """
    task = open_task(session, task_id, by)
    require_free(session, task, by)
    loaded = instances.load(runtime, session, task["instance_id"])
    require_running(loaded)
    _require_waiting(loaded, task_id, NotWaiting())
    loaded.instance.fire_due()
    _require_waiting(loaded, task_id, DeadlinePassed(task["due"], instance_id=task["instance_id"]))
    values = _checked(runtime, session, loaded, task, answers, by)
    _write_record(runtime, session, loaded, task_id, values, by)
    _move_record(runtime, session, loaded, task_id, values, by)
    loaded.instance.complete_user_task(task_id, values, by.id)
    waiting = instances.save(runtime, session, loaded)
    return Completed(task["instance_id"], waiting.user_tasks)


def require_running(loaded: instances.Loaded) -> None:
    """Raises Suspended while the operators have suspended the instance."""
    if loaded.instance.status == "suspended":
        raise Suspended()


def _require_waiting(loaded: instances.Loaded, task_id: UUID, error: Conflict) -> None:
    if all(waiting.id != task_id for waiting in loaded.instance.waiting().user_tasks):
        raise error


def _checked(
    runtime: Runtime, session: Session, loaded: instances.Loaded, task: Mapping[str, Any], answers: Mapping[str, Any],
    by: Actor,
) -> dict[str, Any]:
    """The answers as the form of the instance's own version reads them; without a form nothing is asked."""
    surroundings = runtime.surroundings(loaded.row["deployment_id"])
    if not surroundings.library.has_form(task["form"]):
        return feel.from_json(dict(answers))
    form = surroundings.library.form(task["form"], task["region"])
    given = {**given_values(session, loaded, task["id"]), **offered(runtime, session, form.offered, by)}
    values = form.load(answers, surroundings.environment(task["region"]), by.language, given)
    require_own(session, values, given, task["id"], by)
    return values


def given_values(session: Session, loaded: instances.Loaded, task_id: UUID) -> dict[str, Any]:
    """What a form shows before anybody has typed: the process's variables, then the record it writes."""
    variables = loaded.instance.variables_at(task_id)
    bound = record_of(loaded, task_id)
    row = records.get(session, *bound) if bound else None
    return {**variables, **(row["data"] if row else {})}


def context_of(session: Session, loaded: instances.Loaded, task_id: UUID, library: Library) -> list[Mapping[str, Any]]:
    """Records that the drawing says belong beside the form."""
    settings = loaded.instance.settings_at(task_id)
    found = []
    for kind in filter(None, (each.strip() for each in settings.get("context", "").split(","))):
        key = loaded.instance.evaluate_at(task_id, library.record_keys.get(kind, f"={kind}_id"))
        row = records.get(session, kind, str(key)) if key else None
        if row is not None:
            found.append(row)
    return found


def record_of(loaded: instances.Loaded, task_id: UUID) -> tuple[str, str] | None:
    """Type and key of the business record that a task's answers are written to."""
    settings = loaded.instance.settings_at(task_id)
    kind = settings.get("record")
    if not kind:
        return None
    key = loaded.instance.evaluate_at(task_id, settings.get("recordKey") or f"={kind}_id")
    return (kind, str(key)) if key else None


def _write_record(
    runtime: Runtime, session: Session, loaded: instances.Loaded, task_id: UUID, values: Mapping[str, Any], by: Actor,
) -> None:
    bound = record_of(loaded, task_id)
    if bound is None or not values:
        return
    kind, key = bound
    now, settings = runtime.clock.now(), loaded.instance.settings_at(task_id)
    reason = settings.get("form") or ""
    if records.get(session, kind, key) is None:
        states = getattr(runtime.programme.record_types.get(kind), "states", ("draft",))
        records.create(
            session, kind, key, title=str(values.get("title") or loaded.row["title"] or key),
            region=loaded.row["region"], unit=loaded.row["unit"], state=states[0], data=values, at=now, by=by.id,
            reason=reason,
        )                              # somebody else's with the same key, made at the same moment, is changed like any other
    title = values.get("title")
    records.change(
        session, kind, key, at=now, by=by.id, data=values, reason=reason, title=title if isinstance(title, str) else None,
    )


def _move_record(
    runtime: Runtime, session: Session, loaded: instances.Loaded, task_id: UUID, values: Mapping[str, Any], by: Actor,
) -> None:
    """The record that the task writes, else the first that it shows, gets the state that the drawing says."""
    settings = loaded.instance.settings_at(task_id)
    state = loaded.instance.evaluate_at(task_id, settings.get("state"), answers=dict(values), actor=by.id)
    if not state:
        return
    bound = record_of(loaded, task_id) or _first_shown(runtime, loaded, task_id, settings)
    if bound is not None and records.get(session, *bound) is not None:
        records.change(session, *bound, state=str(state), at=runtime.clock.now(), by=by.id, reason=settings.get("form") or "")


def _first_shown(
    runtime: Runtime, loaded: instances.Loaded, task_id: UUID, settings: Mapping[str, str],
) -> tuple[str, str] | None:
    kind = settings.get("context", "").partition(",")[0].strip()
    if not kind:
        return None
    library = runtime.surroundings(loaded.row["deployment_id"]).library
    key = loaded.instance.evaluate_at(task_id, library.record_keys.get(kind, f"={kind}_id"))
    return (kind, str(key)) if key else None


def refuse_late(runtime: Runtime, session: Session, task_id: UUID, answers: Mapping[str, Any], *, by: Actor) -> None:
    """A submission after the deadline: the deadline takes effect, and what came too late is kept as refused."""
    task = user_tasks.get(session, task_id)
    if task is None or by.grants.isdisjoint(task["candidates"]):
        raise NotFound()
    loaded = instances.load(runtime, session, task["instance_id"])
    loaded.instance.fire_due()
    instances.save(runtime, session, loaded)
    instances.add_facts(session, task["instance_id"], [Fact(
        "refused_late", task["element"], task_id, runtime.clock.now(), by.id, {"answers": feel.from_json(dict(answers))},
    )])
