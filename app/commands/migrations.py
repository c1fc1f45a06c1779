"""Moving running instances to the newest version of their definitions: verdicts, batches, their progress.

A batch is many small jobs: each moves a few instances, one transaction an instance, and defers the next, so that people's
work never waits long. One that cannot be moved stays as it is, with the reason.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app import access
from app.access import Actor
from app.clock import SystemClock
from app.commands.instances import require_reason
from app.engine.instance import Instance
from app.engine.migration import MOVABLE, UNAFFECTED, NotMovable, Plan, Verdict, signature
from app.engine.model import Element
from app.engine.waiting import Fact
from app.errors import Conflict, NotFound, Refused
from app.library import Library
from app.runtime import Runtime
from app.store import batches, definitions, instances
from app.store.database import ConnectionLost, Session

log = logging.getLogger("jiebang.migrations")
CHUNK = 20                                # instances of one job
LANES = 2                                 # jobs of a batch that wait or run at one time
LEASE = timedelta(seconds=120)
FORGOTTEN = timedelta(seconds=90)


class NothingToMove(Refused):
    """No running instance can be moved by this plan."""

    status = 422
    code = "nothing-to-move"
    zh = "按此方案没有可以迁移的运行中实例。"


class NotPausable(Conflict):
    """The batch is not in a state for that."""

    code = "batch-state"
    zh = "该批次当前状态不允许此操作。"


@dataclass(frozen=True)
class Judged:
    """A running instance, and what the newest version means for it."""

    row: Mapping[str, Any]
    verdict: Verdict


def plan_of(stored: Mapping[str, Any]) -> Plan:
    """A plan as programs and pages write it: `mapping` old → new (empty: given up), `armed` new boundary event → now or not."""
    return Plan(dict(stored.get("mapping") or {}), {name: bool(each) for name, each in (stored.get("armed") or {}).items()})


def judge(runtime: Runtime, session: Session, process_id: str, plan: Plan, only: UUID | None = None) -> list[Judged]:
    """Every running instance of a process on older definitions with its verdict; equal states are judged once."""
    library = runtime.library(session)
    if process_id not in library.process_ids():
        raise NotFound()
    known: dict[Any, Verdict] = {}
    found = []
    for row in batches.elsewhere(session, process_id, library.deployment, only):
        key = (row["deployment_id"], row["region"], signature(row["state"]))
        if key not in known:
            instance = Instance.restore(row["state"], runtime.surroundings(row["deployment_id"]))
            known[key] = _verdict(runtime, instance, row, library, plan)
        found.append(Judged({name: each for name, each in row.items() if name != "state"}, known[key]))
    return found


def _verdict(runtime: Runtime, instance: Instance, row: Mapping[str, Any], library: Library, plan: Plan) -> Verdict:
    return instance.verdict(library, plan, _same(runtime.catalogue.at(row["deployment_id"]), library, row["region"]))


def _same(old: Library, new: Library, region: str | None) -> Callable[[str, Element], bool]:
    return lambda process, element: old.files_of(process, element, region) == new.files_of(process, element, region)


# -- batches -----------------------------------------------------------------------------------------------------------


def start(
    runtime: Runtime, session: Session, process_id: str, plan: Mapping[str, Any], *, reason: str, by: Actor, only: UUID | None = None,
    unaffected: bool = False,
) -> UUID:
    """Begins to move every instance that can move; with `unaffected` those too whom the new version does not concern.

    Raises Forbidden, NotFound, ReasonMissing, NothingToMove.
    """
    access.require_role(by, access.OPERATOR)
    require_reason(reason)
    wanted = {MOVABLE, UNAFFECTED} if unaffected else {MOVABLE}
    chosen = [each.row["id"] for each in judge(runtime, session, process_id, plan_of(plan), only) if each.verdict.kind in wanted]
    if not chosen:
        raise NothingToMove()
    library, now = runtime.library(session), runtime.clock.now()
    version = definitions.process_version_at(session, process_id, library.deployment)
    kept = {**plan, "unaffected": unaffected}
    identity = batches.create(
        session, process_id=process_id, version=version, deployment=library.deployment, plan=kept, reason=reason.strip(), by=by.id,
        at=now, real=SystemClock().now(), instances=chosen,
    )
    _note(runtime, session, "batch_started", identity, by, process=process_id, version=version, count=len(chosen), reason=reason.strip())
    _defer(runtime, session, identity)
    return identity


def pause(runtime: Runtime, session: Session, identity: UUID, *, by: Actor) -> None:
    """No further instance is moved; the one under way is. Raises Forbidden, NotFound, NotPausable."""
    _change(session, identity, by, "running")
    batches.set_state(session, identity, "paused")
    _note(runtime, session, "batch_paused", identity, by)


def resume(runtime: Runtime, session: Session, identity: UUID, *, by: Actor) -> None:
    """Goes on with those that are left."""
    _change(session, identity, by, "paused")
    batches.set_state(session, identity, "running", worked_at=SystemClock().now())
    _note(runtime, session, "batch_resumed", identity, by)
    _defer(runtime, session, identity)


def retry(runtime: Runtime, session: Session, identity: UUID, *, by: Actor) -> int:
    """Tries those again that could not be moved; says how many."""
    _change(session, identity, by, "done", "paused", "running")
    number = batches.wait_again(session, identity)
    batches.set_state(session, identity, "running", worked_at=SystemClock().now())
    _note(runtime, session, "batch_retried", identity, by, count=number)
    _defer(runtime, session, identity)
    return number


def _change(session: Session, identity: UUID, by: Actor, *states: str) -> None:
    access.require_role(by, access.OPERATOR)
    batch = batches.get(session, identity, lock=True)
    if batch is None:
        raise NotFound()
    if batch["state"] not in states:
        raise NotPausable()


def _note(runtime: Runtime, session: Session, kind: str, identity: UUID, by: Actor, **data: Any) -> None:
    instances.add_facts(session, None, [Fact(kind, "", None, runtime.clock.now(), by.id, {"batch": str(identity), **data})])


def _defer(runtime: Runtime, session: Session, identity: UUID) -> None:
    for lane in range(LANES):
        runtime.queue.defer(session, "batch", f"{identity}:{lane}", lock=f"batch:{identity}:{lane}")


# -- one job -----------------------------------------------------------------------------------------------------------


def work_on(runtime: Runtime, argument: str) -> None:
    """Moves the next few instances of a batch, each in a transaction of its own, and defers the following ones."""
    identity, lane = UUID(argument.partition(":")[0]), argument.partition(":")[2]
    real = SystemClock().now()
    with runtime.sessions.begin() as session:
        batch = batches.get(session, identity)
        if batch is None or batch["state"] != "running":
            return
        chosen = batches.claim(session, identity, real, real + LEASE, CHUNK)
        batches.worked(session, identity, real)
    for place, instance_id in enumerate(chosen):
        if not _one(runtime, identity, batch, instance_id):
            with runtime.sessions.begin() as session:
                batches.give_back(session, identity, chosen[place:])
            return
    with runtime.sessions.begin() as session:
        if chosen:
            runtime.queue.defer(session, "batch", argument, lock=f"batch:{identity}:{lane}")
        elif not batches.counts(session, identity)["waiting"]:
            _done(session, identity, runtime.clock.now())


def _done(session: Session, identity: UUID, now: datetime) -> None:
    batch = batches.get(session, identity, lock=True)
    if batch is not None and batch["state"] == "running":
        batches.set_state(session, identity, "done", ended_at=now)


class _Paused(Exception):
    """The batch has been paused while an instance was moved; that is taken back."""


def _one(runtime: Runtime, identity: UUID, batch: Mapping[str, Any], instance_id: UUID) -> bool:
    """Moves one instance, or keeps why not; False when the batch has been paused."""
    try:
        with runtime.sessions.begin() as session:
            state = _move(runtime, session, batch, instance_id)
            if not batches.settle(session, identity, instance_id, state, runtime.clock.now()):
                raise _Paused
    except _Paused:
        return False
    except ConnectionLost:                           # nothing is wrong with the instance
        raise
    except instances.Busy:                           # somebody is at work there; its turn comes again
        with runtime.sessions.begin() as session:
            batches.give_back(session, identity, [instance_id])
    except Refused as error:
        element = error.obstacle.element if isinstance(error, NotMovable) else None
        _fail(runtime, identity, instance_id, element, error.code, error.text("zh"), error.text("en"))
    except Exception as error:                       # whatever is wrong with one holds up no other
        log.exception("instance %s could not be moved", instance_id)
        told = f"{type(error).__name__}: {error}"[:500]
        _fail(runtime, identity, instance_id, None, "unexpected", told, told)
    return True


def _fail(runtime: Runtime, identity: UUID, instance_id: UUID, element: str | None, code: str, zh: str, en: str) -> None:
    with runtime.sessions.begin() as session:
        batches.fail(session, identity, instance_id, runtime.clock.now(), element=element, code=code, zh=zh, en=en)


def _move(runtime: Runtime, session: Session, batch: Mapping[str, Any], instance_id: UUID) -> str:
    """Moves an instance to the batch's definitions unless it has finished, is there already, or is not concerned."""
    loaded = instances.load(runtime, session, instance_id)
    row = loaded.row
    if not loaded.instance.running or row["deployment_id"] >= batch["deployment_id"]:
        return "unaffected"
    plan, library = plan_of(batch["plan"]), runtime.catalogue.at(batch["deployment_id"])
    fired = loaded.instance.fire_due()               # what is due still happens by the old drawing
    if not loaded.instance.running or not batch["plan"].get("unaffected") and _is_unaffected(runtime, loaded, library, plan):
        if fired:
            instances.save(runtime, session, loaded)
        return "unaffected"
    earlier = loaded.instance.take_facts()
    told = {"mapping": dict(plan.elements), "armed": dict(plan.armed)}
    moved = loaded.instance.migrated(
        runtime.surroundings(batch["deployment_id"]), plan, by=batch["by"], reason=batch["reason"], version=batch["version"],
        **{"from": row["definition_version"]}, **{name: each for name, each in told.items() if each},
    )
    instances.add_facts(session, instance_id, earlier)
    for message in loaded.instance.take_messages():
        instances.add_message(runtime, session, message, source=instance_id)
    loaded.instance = moved
    instances.save(runtime, session, loaded)
    return "moved"


def _is_unaffected(runtime: Runtime, loaded: instances.Loaded, library: Library, plan: Plan) -> bool:
    return _verdict(runtime, loaded.instance, loaded.row, library, plan).kind == UNAFFECTED


def wake_forgotten(runtime: Runtime, session: Session, real_now: datetime) -> int:
    """Batches whose jobs were lost with a worker go on; says how many."""
    found = batches.forgotten(session, real_now - FORGOTTEN)
    for identity in found:
        batches.worked(session, identity, real_now)
        _defer(runtime, session, identity)
    return len(found)
