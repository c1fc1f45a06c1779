"""Starting, cancelling and repairing process instances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from app import access, feel
from app.access import Actor
from app.commands.named_files import ids_in, require_own
from app.commands.offers import offered
from app.engine.expressions import formula
from app.engine.instance import Instance
from app.engine.model import Element
from app.errors import Forbidden, Invalid, NotFound, Refused
from app.library import Library
from app.runtime import Runtime
from app.store import definitions, instances, operations, user_tasks
from app.store.database import Session

MAX_RETRIES = 200


class NotAvailable(Refused):
    """“{name}” cannot be started today: no rule set or call is open for new starts."""

    status = 422
    code = "not-available"
    zh = "“{name}”今天不能发起：没有处于有效期内、接受新发起的办法或申报批次。"


class ReasonMissing(Refused):
    """Give a reason; it is kept with the history."""

    status = 422
    code = "reason-missing"
    zh = "请填写理由，理由会记入办理记录。"


class NameMissing(Refused):
    """Name a variable; names do not begin with @."""

    status = 422
    code = "name-missing"
    zh = "请填写变量名；变量名不以 @ 开头。"


class NoSuchVariable(Refused):
    """There is no variable {name}; texts are written in quotes, such as "{name}"."""

    status = 422
    code = "no-such-variable"
    zh = '没有变量 {name}；文本要写在引号里，如 "{name}"。'


def start_event(library: Library, process_id: str) -> Element | None:
    """The start event by which people start a process, None when only messages do."""
    elements = library.process(process_id).process.scope.elements.values()
    return next((each for each in elements if each.kind == "startEvent" and each.event is None), None)


def may_start(runtime: Runtime, library: Library, process_id: str, who: Actor) -> bool:
    """Whether somebody's roles let him start a process."""
    start = start_event(library, process_id)
    if start is None:
        return False
    roles = [role.strip() for role in start.settings.get("role", "").split(",") if role.strip()]
    return who.has(*roles) if roles else who.has(access.OPERATOR, access.DESIGNER)


def is_available(runtime: Runtime, session: Session, library: Library, process_id: str) -> bool:
    """Whether the drawing lets it start at this moment (validity of the rule set, an open call)."""
    start = start_event(library, process_id)
    text = start.settings.get("available") if start else None
    if not text:
        return True
    asking = runtime.reading(session, library)
    functions = {name: partial(call, asking) for name, call in runtime.programme.start_functions.items()}
    environment = runtime.surroundings(library.deployment).environment()
    environment = replace(environment, functions={**environment.functions, **functions})
    return formula(text, frozenset(environment.functions)).evaluate({}, environment) is True


def start(
    runtime: Runtime, session: Session, process_id: str, answers: Mapping[str, Any] | None = None, *, by: Actor,
    variables: Mapping[str, Any] | None = None,
) -> UUID:
    """Somebody starts a process; `answers` are those of its start form, `variables` FEEL values beside them.

    Raises Forbidden, NotAvailable, Invalid for the form, UnknownDefinition.
    """
    library = runtime.library(session)
    executable = library.process(process_id)
    if not may_start(runtime, library, process_id, by):
        raise Forbidden()
    if not is_available(runtime, session, library, process_id):
        raise NotAvailable(name=executable.process.name or process_id)
    values = dict(variables or {})
    form_name = start_event(library, process_id).settings.get("form")
    if form_name:
        environment = runtime.surroundings(library.deployment).environment()
        form = library.form(form_name)
        given = offered(runtime, session, form.offered, by)
        asked = form.load(answers or {}, environment, by.language, given)
        require_own(session, asked, given, None, by)
        values.update(asked)
    elif answers:
        raise Invalid({"_form": ["这一流程没有发起表单。" if by.language == "zh" else "This process has no start form."]})
    values.setdefault("started_by", by.id)
    if by.unit:
        values.setdefault("starter_unit", by.unit)
    identity = start_with(runtime, session, library, process_id, values, by=by.id)
    user_tasks.bind_attachments(session, ids_in(dict(answers or {})), identity, by.id)
    return identity


def start_with(
    runtime: Runtime, session: Session, library: Library, process_id: str, variables: Mapping[str, Any], *,
    by: str | None = None, message: str | None = None, event: str | None = None,
) -> UUID:
    """A new instance with these variables, on the definitions of a library; nobody is asked."""
    instance = Instance.start(
        runtime.surroundings(library.deployment), process_id, variables, message=message, event=event, by=by,
    )
    version = definitions.process_version_at(session, process_id, library.deployment)
    return instances.create(
        runtime, session, instance, process_id=process_id, version=version, deployment=library.deployment, by=by,
    )


def cancel(runtime: Runtime, session: Session, instance_id: UUID, *, reason: str, by: Actor) -> None:
    """An operator ends an instance."""
    access.require_role(by, access.OPERATOR)
    loaded = active(runtime, session, instance_id, reason)
    loaded.instance.cancel(reason.strip(), by.id)
    instances.save(runtime, session, loaded)


def retry(runtime: Runtime, session: Session, instance_id: UUID, token_id: UUID, *, by: Actor) -> None:
    """An operator lets a token try again after its incident."""
    access.require_role(by, access.OPERATOR)
    loaded = instances.load(runtime, session, instance_id)
    loaded.instance.retry(token_id, by.id)
    instances.save(runtime, session, loaded)


def retry_incident(runtime: Runtime, session: Session, incident_id: UUID, *, by: Actor) -> UUID:
    """The same by the incident's own number; returns its instance. Raises NotFound when it is gone."""
    row = operations.incident(session, incident_id)
    if row is None:
        raise NotFound()
    retry(runtime, session, row["instance_id"], incident_id, by=by)
    return row["instance_id"]


def retry_all(runtime: Runtime, *, by: Actor, limit: int = MAX_RETRIES) -> tuple[int, int]:
    """Lets every token that stands still try again, each in a transaction of its own; how many tried, how many could not."""
    access.require_role(by, access.OPERATOR)
    with runtime.sessions.connect() as session:
        waiting = operations.incident_ids(session, limit)
    tried = refused = 0
    for incident_id in waiting:
        try:
            with runtime.sessions.begin() as session:
                retry_incident(runtime, session, incident_id, by=by)
            tried += 1
        except Refused:
            refused += 1
    return tried, refused


def set_variable(
    runtime: Runtime, session: Session, instance_id: UUID, name: str, text: str, *, reason: str, by: Actor,
    at: UUID | None = None,
) -> None:
    """An operator repairs a variable: its new value is FEEL over those there are; before, after, their types and the reason are kept.

    With `at`, a token, it is one of those that are seen there, inside a called process, subprocess or item.
    Raises Forbidden, NameMissing, ReasonMissing, NoSuchVariable, FeelError, NotWaiting.
    """
    access.require_role(by, access.OPERATOR)
    if not name or name.startswith("@"):
        raise NameMissing()
    loaded = active(runtime, session, instance_id, reason)
    loaded.instance.set_variables({name: written(runtime, loaded, text, at)}, by.id, reason.strip(), at=at)
    instances.save(runtime, session, loaded)


def written(runtime: Runtime, loaded: instances.Loaded, text: str, at: UUID | None = None) -> Any:
    """The value of what an operator has written, FEEL over the variables that are seen at a token or in the whole instance.

    Raises NoSuchVariable, FeelError.
    """
    environment = runtime.surroundings(loaded.row["deployment_id"]).environment(loaded.row["region"])
    expression = formula(text, frozenset(environment.functions))
    seen = loaded.instance.variables_at(at) if at else loaded.instance.variables
    unknown = expression.names - seen.keys()
    if unknown:
        raise NoSuchVariable(name=min(unknown))
    value = feel.adopt(expression.evaluate(seen, environment))
    feel.encode(value)
    return value


def require_reason(reason: str) -> None:
    """What is done against the drawing has a reason, which is kept; raises ReasonMissing."""
    if not reason or not reason.strip():
        raise ReasonMissing()


def active(runtime: Runtime, session: Session, instance_id: UUID, reason: str) -> instances.Loaded:
    """An instance that runs, loaded for a change that has a reason; raises ReasonMissing, NotFound."""
    require_reason(reason)
    loaded = instances.load(runtime, session, instance_id)
    if not loaded.instance.running:
        raise NotFound()
    return loaded


