"""The room of operators: its blueprint, who reads, who acts, and the number beside its menu entry."""

from __future__ import annotations

from flask import Blueprint, g, request
from flask_babel import lazy_gettext as _l

from app import access
from app.store import operations
from app.web import menu
from app.web.guard import roles
from app.web.here import runtime
from app.web.operations import facts

room = Blueprint("operations", __name__, url_prefix="/operations", template_folder="templates")
menu.add("operations.index", _l("运行"), access.OPERATOR, access.AUDITOR)
reads = roles(access.OPERATOR, access.AUDITOR)
acts = roles(access.OPERATOR)


@room.context_processor
def words() -> dict[str, object]:
    """Names that the templates of this room use."""
    return {"fact_lines": facts.lines, "fact_brief": facts.brief}


@room.before_app_request
def count() -> None:
    """How many tokens stand still, beside the menu entry."""
    if g.get("actor") is None or not g.actor.has(access.OPERATOR, access.AUDITOR) or request.method != "GET":
        return
    if request.headers.get("HX-Request") or request.path.startswith(("/static/", "/api/", "/drawings/", "/attachments/")):
        return
    with runtime().sessions.connect() as session:
        g.counts = {**g.get("counts", {}), "operations.index": operations.incident_count(session)}
