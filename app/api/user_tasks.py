"""User tasks: the bearer's inbox, one task, claim, release, complete."""

from __future__ import annotations

from uuid import UUID

from app.api import schemas
from app.api.house import Room, idempotency_key, me, runtime, token
from app.commands import attachments, moving, requests, user_tasks
from app.commands.outside import Outside
from app.engine.errors import DeadlinePassed
from app.queries import tasks

room = Room("user_tasks", url_prefix="/user-tasks", description="User tasks of the bearer's roles, regions and units")


@room.get("")
@room.arguments(schemas.TaskQuery, location="query")
@room.response(200, schemas.TaskListSchema)
@token()
def listing(query):
    """Open tasks by due moment, thirty a page."""
    with runtime().sessions.connect() as session:
        found = tasks.inbox(
            runtime(), session, me(), show=query["show"], search=query["search"], process=query["process"],
            page=query["page"],
        )
    return {"items": found.tasks, "counts": found.counts, "more": found.more}


@room.get("/<uuid:task_id>")
@room.response(200, schemas.TaskDetailSchema)
@token()
def one(task_id: UUID):
    """One open task with its form and what the form shows."""
    with runtime().sessions.connect() as session:
        page = tasks.task_page(runtime(), session, task_id, me())
    form = page.form.for_browser(me().language, page.translations) if page.form else None
    return {**page.task, "schema": form, "values": page.values}


@room.post("/<uuid:task_id>/claim")
@room.response(204)
@token()
def claim(task_id: UUID):
    """Takes a task; 409 when somebody else has it."""
    with runtime().sessions.begin() as session:
        user_tasks.claim(runtime(), session, task_id, by=me())


@room.post("/<uuid:task_id>/release")
@room.response(204)
@token()
def release(task_id: UUID):
    """Gives a task back."""
    with runtime().sessions.begin() as session:
        user_tasks.release(runtime(), session, task_id, by=me())


@room.post("/<uuid:task_id>/send-back")
@room.arguments(schemas.BackBody)
@room.response(204)
@token()
def send_back(body, task_id: UUID):
    """Sends a task back to an earlier one, where the drawing lets whoever does it (jiebang:sendBack)."""
    with runtime().sessions.begin() as session:
        moving.send_back(runtime(), session, task_id, body["target"], reason=body["reason"], by=me())


@room.post("/<uuid:task_id>/withdraw")
@room.arguments(schemas.CancelBody)
@room.response(200, schemas.WithdrawnSchema)
@token()
def withdraw(body, task_id: UUID):
    """Takes one's own completion back before anybody acts on it (jiebang:withdraw); 409 when it is too late."""
    with runtime().sessions.begin() as session:
        return {"id": moving.withdraw(runtime(), session, task_id, reason=body["reason"], by=me())}


@room.post("/<uuid:task_id>/attachments")
@room.arguments(schemas.FileParts, location="files")
@room.response(201, schemas.AttachmentSchema)
@token()
def attach(parts, task_id: UUID):
    """Uploads one file for a field of the form; its answer is a list of such ids. With Idempotency-Key it is kept once."""
    sent = parts["file"]
    with runtime().sessions.begin() as session:
        with requests.once(runtime(), session, me().id, idempotency_key(), f"attach {task_id}") as repeated:
            if repeated.answer is None:
                repeated.answer = attachments.add(runtime(), session, task_id, sent.filename or "", sent.stream, by=me())
            return repeated.answer


@room.post("/<uuid:task_id>/complete")
@room.arguments(schemas.CompleteBody)
@room.response(200, schemas.CompletedSchema)
@token()
def complete(body, task_id: UUID):
    """Answers a task; with the header Idempotency-Key it counts once. 409 late or taken, 422 with messages at the fields."""
    try:
        with runtime().sessions.begin() as session:
            with requests.once(runtime(), session, me().id, idempotency_key(), f"complete {task_id}") as repeated:
                if repeated.answer is None:
                    done_outside = Outside(**body["outside"]) if body["outside"] else None
                    instance_id = user_tasks.complete(
                        runtime(), session, task_id, body["answers"], by=me(), done_outside=done_outside,
                    ).instance_id
                    repeated.answer = {"instance_id": str(instance_id)}
                return repeated.answer
    except DeadlinePassed as error:
        with runtime().sessions.begin() as session:
            user_tasks.refuse_late(runtime(), session, task_id, body["answers"], by=me())
        raise error
