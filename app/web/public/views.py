"""Public lists, one entry of each, statistics and open data."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request

from app.commands import objections
from app.errors import Refused
from app.queries import published
from app.web.guard import public
from app.web.here import runtime
from app.web.language import current
from app.web.public import presenters

room = Blueprint("public", __name__, template_folder="templates", url_prefix="/public")
turnstile = objections.Turnstile()


@room.context_processor
def _names():
    """What the templates of this room call."""
    return {
        "words": presenters.word, "public_fields": presenters.listed_fields, "public_value": presenters.value_of,
        "public_lists": lambda: runtime().programme.opening.collections,
    }


@room.get("")
@public
def index():
    """What there is, with the newest of each list."""
    with runtime().sessions.connect() as session:
        lists = [
            (listed, published.page(runtime(), session, listed, language=current()))
            for listed in runtime().programme.opening.collections
        ]
    return render_template("public/index.html", lists=lists)


@room.get("/statistics")
@public
def statistics():
    """Counts and amounts by field, region and year."""
    with runtime().sessions.connect() as session:
        entries = published.statistics(runtime(), session)
    return render_template("public/statistics.html", charts=presenters.charts(entries))


@room.get("/data")
@public
def data():
    """What open data there are, field by field."""
    return render_template("public/data.html", schemas=presenters.schemas(), licence=runtime().programme.opening.licence)


@room.get("/data/<name>.<form>")
@public
def download(name: str, form: str) -> Response:
    """A public list as open data; unchanged ones are not sent again."""
    if form not in presenters.FORMS:
        abort(404)
    with runtime().sessions.connect() as session:
        if name == presenters.STATISTICS:
            rows = published.statistics(runtime(), session)
        else:
            rows = published.everything(runtime(), session, _collection(name))
    body, kind = presenters.FORMS[form](name, rows)
    answer = Response(body, content_type=kind)
    if form == "csv":
        answer.headers["Content-Disposition"] = f"attachment; filename={name}.csv"
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


@room.get("/<name>")
@public
def listing(name: str):
    """A public list, by search and by field."""
    listed, page = _collection(name), max(request.args.get("page", 1, type=int), 1)
    search, chosen = (request.args.get(each, "")[:100] for each in ("search", "choose"))
    with runtime().sessions.connect() as session:
        found = published.page(
            runtime(), session, listed, language=current(), search=search, chosen=chosen, number=page,
        )
    return render_template(
        "public/listing.html", listed=listed, found=found, page=page, search=search, chosen=chosen,
        options=presenters.options(listed),
    )


@room.get("/<name>/<path:identity>")
@public
def one(name: str, identity: str):
    """One entry of a public list; a notice says how to object."""
    return _entry(name, identity)


@room.post("/<name>/<path:identity>")
@public
def object_to(name: str, identity: str):
    """Files an objection to what a notice lists."""
    rules = runtime().programme.opening.objection
    if rules is None or name != rules.collection:
        abort(404)
    listed = _collection(name)
    told = {each: request.form.get(each, "") for each in ("subject_key", "name", "contact", "facts")}
    files = [(each.filename, each.stream) for each in request.files.getlist("evidence") if each.filename]
    try:
        with runtime().sessions.begin() as session:
            notice = published.one(runtime(), session, listed, identity, language=current())
            objections.require_open(runtime(), notice)
            turnstile.enter(request.remote_addr or "")
            objections.file(runtime(), session, listed.type, notice, told, files)
    except Refused as error:
        if error.status != 422:
            raise
        return _entry(name, identity, told=told, refused=error.text(current())), 422
    return render_template("public/filed.html", listed=listed, identity=identity), 201


def _entry(name: str, identity: str, *, told: dict[str, str] | None = None, refused: str = "") -> str:
    listed, rules = _collection(name), runtime().programme.opening.objection
    with runtime().sessions.connect() as session:
        row = published.one(runtime(), session, listed, identity, language=current())
    takes = rules is not None and rules.collection == name
    subjects = row[rules.subjects] or [] if takes else []
    return render_template(
        "public/one.html", listed=listed, row=row, shown=presenters.shown(listed, row), takes_objections=takes,
        is_open=takes and row["state"] == rules.open_state and row[rules.until] >= runtime().clock.now(), subjects=subjects,
        told=told or {}, refused=refused,
    )


def _collection(name: str):
    return published.collection(runtime(), name)
