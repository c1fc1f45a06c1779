"""Moving running instances to the newest version: verdicts, the plan, and batches with their progress."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext

from app import access
from app.commands import migrations
from app.commands.instances import ReasonMissing
from app.queries import migrations as queries
from app.web.here import current_person, runtime
from app.web.language import current
from app.web.operations.room import acts, reads, room


@room.get("/moves")
@reads
def moves():
    """Processes with instances on older definitions, and batches."""
    with runtime().sessions.connect() as session:
        found = queries.overview(runtime(), session, current())
    return render_template("operations/moves.html", found=found)


@room.get("/moves/<process_id>")
@reads
def moves_of(process_id: str):
    """What the newest version means for every running instance."""
    return _page(process_id, {})


@room.post("/moves/<process_id>")
@reads
def plan_moves(process_id: str):
    """The same by a plan that is being written; nothing is kept."""
    return _page(process_id, _plan())


@room.post("/moves/<process_id>/start")
@acts
def start_moves(process_id: str):
    """Moves all that can move by the plan."""
    plan = _plan()
    try:
        with runtime().sessions.begin() as session:
            identity = migrations.start(
                runtime(), session, process_id, plan, reason=request.form.get("reason", "")[:1000], by=current_person(), only=_only(),
                unaffected=request.form.get("unaffected") == "1",
            )
    except (ReasonMissing, migrations.NothingToMove) as error:
        return _page(process_id, plan, error.text(current())), error.status
    return redirect(url_for("operations.batch", batch_id=identity), 303)


def _page(process_id: str, plan: dict[str, Any], wrong: str = "") -> str:
    with runtime().sessions.connect() as session:
        found = queries.moves(
            runtime(), session, process_id, plan, current_person(), show=request.values.get("show", ""), only=_only(),
        )
    return render_template(
        "operations/moves_of.html", found=found, given_up=queries.GIVEN_UP, wrong=wrong, shown=queries.SHOWN,
        show=request.values.get("show", ""), only=_only(), may_act=current_person().has(access.OPERATOR),
    )


def _only() -> UUID | None:
    return request.values.get("instance", type=UUID)


def _plan() -> dict[str, Any]:
    """Mappings and decisions of the form; what has not been chosen is left out."""
    mapping = {
        name.removeprefix("map:"): "" if value == queries.GIVEN_UP else value
        for name, value in request.form.items() if name.startswith("map:") and value
    }
    armed = {name.removeprefix("arm:"): value == "yes" for name, value in request.form.items() if name.startswith("arm:") and value}
    return {"mapping": mapping, "armed": armed}


# -- batches -----------------------------------------------------------------------------------------------------------


@room.get("/batches/<uuid:batch_id>")
@reads
def batch(batch_id: UUID):
    """How far a batch is; the page asks again while it runs."""
    with runtime().sessions.connect() as session:
        found = queries.batch(runtime(), session, batch_id, current())
    template = "operations/_progress.html" if request.headers.get("HX-Request") else "operations/batch.html"
    return render_template(template, found=found, may_act=current_person().has(access.OPERATOR))


@room.post("/batches/<uuid:batch_id>/pause")
@acts
def pause_batch(batch_id: UUID):
    """No further instance is moved."""
    with runtime().sessions.begin() as session:
        migrations.pause(runtime(), session, batch_id, by=current_person())
    return redirect(url_for("operations.batch", batch_id=batch_id), 303)


@room.post("/batches/<uuid:batch_id>/resume")
@acts
def resume_batch(batch_id: UUID):
    """Goes on."""
    with runtime().sessions.begin() as session:
        migrations.resume(runtime(), session, batch_id, by=current_person())
    return redirect(url_for("operations.batch", batch_id=batch_id), 303)


@room.post("/batches/<uuid:batch_id>/retry")
@acts
def retry_batch(batch_id: UUID):
    """Tries those again that could not be moved."""
    with runtime().sessions.begin() as session:
        number = migrations.retry(runtime(), session, batch_id, by=current_person())
    flash(ngettext("重新迁移 %(num)s 个实例。", "重新迁移 %(num)s 个实例。", number))
    return redirect(url_for("operations.batch", batch_id=batch_id), 303)
