"""Service tasks: a worker runs the operation; failures are tried again with back-off, then become incidents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from app import feel
from app.engine.errors import NotWaiting, OperationGone
from app.runtime import JobContext, Runtime
from app.store import instances, work
from app.store.database import Session

MAX_ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=15)


def run(runtime: Runtime, session: Session, job_id: UUID) -> None:
    """Runs one job. Nothing happens when nobody waits for it any more.

    The operation's own writes, its result and the tokens that move on commit together. When it fails, only the failure
    is kept; it may run again, with the job id as the key of whatever it sends out.
    """
    job = work.job(session, job_id)
    if not _is_due(runtime, job):
        return
    loaded = instances.load(runtime, session, job["instance_id"])
    job = work.job(session, job_id)        # whoever had the instance until now may have tried it
    if loaded.instance.status == "suspended":
        return                             # whoever resumes it has it run
    if not _is_due(runtime, job) or all(waiting.id != job_id for waiting in loaded.before.jobs):
        return
    operation = runtime.programme.find_operation(job["process_id"], job["operation"])
    if operation is None:
        gone = OperationGone(operation=job["operation"])
        loaded.instance.fail_job(job_id, str(gone), gone.code, gone.text("zh"))
    elif not _perform(runtime, session, loaded, job, operation):
        return
    try:
        instances.save(runtime, session, loaded)
    except NotWaiting:
        return


def _is_due(runtime: Runtime, job: Any) -> bool:
    return job is not None and job["due"] <= runtime.clock.now()


def _perform(runtime: Runtime, session: Session, loaded: instances.Loaded, job: Any, operation: Any) -> bool:
    """Whether the instance has changed; after a failure that will be tried again it has not."""
    savepoint = session.begin_nested()
    try:
        ports = runtime.ports(runtime, session, _context(runtime, loaded, job))
        result = feel.adopt(operation.run(loaded.instance.variables_at(job["id"]), ports))
    except runtime.programme.drawing_error as error:
        savepoint.rollback()
        loaded.instance.throw_error(job["id"], error.code, str(error))
        return True
    except Exception as error:        # whatever a handler does wrong must not stop the worker
        savepoint.rollback()
        return _note_failure(runtime, session, loaded, job, f"{type(error).__name__}: {error}"[:2000])
    savepoint.commit()
    loaded.instance.complete_job(job["id"], result)
    return True


def _context(runtime: Runtime, loaded: instances.Loaded, job: Any) -> JobContext:
    library = runtime.catalogue.at(loaded.row["deployment_id"])
    return JobContext(
        str(job["id"]), loaded.id, loaded.row["started_by"], runtime.clock.now(), library, loaded.row["region"],
        loaded.instance.scopes_of(job["id"]),
    )


def _note_failure(runtime: Runtime, session: Session, loaded: instances.Loaded, job: Any, error: str) -> bool:
    attempts = job["attempts"] + 1
    if attempts >= MAX_ATTEMPTS:
        loaded.instance.fail_job(job["id"], error)
        return True
    due = runtime.clock.now() + FIRST_PAUSE * 4 ** (attempts - 1)
    work.note_attempt(session, job["id"], attempts, error, due)
    return False
