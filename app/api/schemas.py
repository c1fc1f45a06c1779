"""What goes in and comes out, as marshmallow schemas: the OpenAPI page is written from them."""

from __future__ import annotations

from flask_smorest.fields import Upload
from marshmallow import Schema, validate
from marshmallow.fields import UUID, AwareDateTime, Boolean, Date, DateTime, Dict, Integer, List, Nested, Raw, String

MAX_SIZE = 200


class ErrorSchema(Schema):
    """Every error: a code for programs, a sentence for people."""

    code = String(required=True)
    message = String(required=True)
    errors = Dict(keys=String(), metadata={"description": "messages at the fields, in marshmallow's shape"})
    findings = List(Dict(), metadata={"description": "what keeps a deployment from being accepted"})


class PageQuery(Schema):
    """One page of a list."""

    page = Integer(load_default=1, validate=validate.Range(1, 10_000))
    size = Integer(load_default=50, validate=validate.Range(1, MAX_SIZE))


def listing(item: type[Schema]) -> type[Schema]:
    """The schema of a page of something."""
    name = item.__name__.removesuffix("Schema") + "List"
    return Schema.from_dict({"items": List(Nested(item), required=True), "total": Integer(required=True)}, name=name)


# -- definitions -------------------------------------------------------------------------------------------------------


class DeployBody(Schema):
    """Files by path: base64, or text as it stands in `texts`."""

    files = Dict(keys=String(), values=String(), metadata={"description": "path → content, base64"})
    texts = Dict(keys=String(), values=String(), metadata={"description": "path → content, text"})
    note = String(load_default="", validate=validate.Length(max=500))


class FindingSchema(Schema):
    file = String()
    element = String(allow_none=True)
    code = String()
    severity = String()
    message = String(metadata={"description": "what is wrong and what to do"})
    why = String(metadata={"description": "why it matters; may be empty"})


class ProcessVersionSchema(Schema):
    process_id = String()
    version = Integer()
    name = String()
    deployment = Integer(attribute="deployment_id")
    path = String()
    at = DateTime()
    by = String(allow_none=True)
    note = String()
    running = Integer()


ProcessVersionList = listing(ProcessVersionSchema)


class DeployedSchema(Schema):
    deployment = Integer(allow_none=True, metadata={"description": "null: nothing has changed"})
    files = List(String())
    processes = List(Dict())
    findings = List(Nested(FindingSchema))
    release = String(allow_none=True, metadata={"description": "where it waits for signatures; null: it counts already, or nothing has changed"})


class DeploymentSchema(Schema):
    id = Integer()
    at = DateTime()
    by = String(allow_none=True)
    note = String()
    source = String()
    files = List(Dict())


# -- instances ---------------------------------------------------------------------------------------------------------


class StartBody(Schema):
    process_id = String(required=True, validate=validate.Length(1, 200))
    answers = Dict(keys=String(), metadata={"description": "answers of the start form"})
    variables = Dict(keys=String(), metadata={"description": "process variables; operators and designers only"})


class InstanceQuery(PageQuery):
    status = String(load_default="", validate=validate.OneOf(["", "active", "suspended", "completed", "cancelled"]))
    process = String(load_default="", validate=validate.Length(max=200))
    search = String(load_default="", validate=validate.Length(max=100))
    incidents = Boolean(load_default=False)


class InstanceSchema(Schema):
    id = UUID()
    process_id = String()
    version = Integer(attribute="definition_version")
    business_key = String(allow_none=True)
    title = String(allow_none=True)
    region = String(allow_none=True)
    unit = String(allow_none=True)
    status = String()
    incidents = Integer()
    started_at = DateTime()
    started_by = String(allow_none=True)
    ended_at = DateTime(allow_none=True)


class InstanceDetailSchema(InstanceSchema):
    active = List(Dict(), metadata={"description": "elements where tokens are"})
    waiting = Dict(metadata={"description": "user tasks, timers, messages, jobs and incidents"})
    variables = Dict(keys=String(), metadata={"description": "for operators, designers and auditors"})
    attachments = List(Nested(lambda: AttachmentSchema()), metadata={"description": "fetch one from /attachments/{id}"})
    documents = List(Nested(lambda: DocumentSchema()), metadata={"description": "fetch one from /documents/{id}"})


class CancelBody(Schema):
    reason = String(required=True, validate=validate.Length(1, 1000))


class ResumeBody(CancelBody):
    timers = String(load_default="catch_up", validate=validate.OneOf(["catch_up", "shift", "hold"]))


class BackBody(CancelBody):
    target = String(required=True, validate=validate.Length(1, 200), metadata={"description": "the id of an element"})


class TokenBackBody(BackBody):
    token = UUID(required=True, metadata={"description": "what waits there: a user task, job, timer, subscription or incident"})


class JumpBody(TokenBackBody):
    alone = Boolean(load_default=False)


class VariableBody(CancelBody):
    name = String(required=True, validate=validate.Length(1, 200))
    value = String(required=True, validate=validate.Length(1, 10_000), metadata={"description": "FEEL"})
    token = UUID()


class TimerBody(CancelBody):
    due = AwareDateTime(required=True)


class PlanBody(Schema):
    process_id = String(required=True, validate=validate.Length(1, 200))
    mapping = Dict(keys=String(), values=String(), load_default=dict, metadata={"description": "old element → new; empty: given up"})
    armed = Dict(keys=String(), values=Boolean(), load_default=dict, metadata={"description": "new boundary event → armed from now on"})
    instance = UUID()


class MigrationBody(PlanBody):
    reason = String(required=True, validate=validate.Length(1, 1000))
    unaffected = Boolean(load_default=False)


class ObstacleSchema(Schema):
    code = String()
    process = String()
    element = String()


class VerdictSchema(Schema):
    id = UUID()
    business_key = String(allow_none=True)
    version = Integer()
    verdict = String(metadata={"description": "unaffected, movable or refused"})
    obstacles = List(Nested(ObstacleSchema))


class VerdictsSchema(Schema):
    counts = Dict(keys=String(), values=Integer())
    items = List(Nested(VerdictSchema))


class BatchErrorSchema(Schema):
    id = UUID()
    business_key = String(allow_none=True)
    element = String(allow_none=True)
    code = String()
    message = String(attribute="text")


class BatchSchema(Schema):
    id = UUID()
    process_id = String()
    version = Integer()
    state = String(metadata={"description": "running, paused or done"})
    total = Integer()
    done = Integer()
    counts = Dict(keys=String(), values=Integer())
    errors = List(Nested(BatchErrorSchema))


class WithdrawnSchema(Schema):
    id = UUID(allow_none=True, metadata={"description": "the task that is open again"})


class StartedSchema(Schema):
    id = UUID()


# -- user tasks --------------------------------------------------------------------------------------------------------


class TaskQuery(Schema):
    page = Integer(load_default=1, validate=validate.Range(1, 1_000))
    show = String(load_default="", validate=validate.OneOf(["", "claimed", "free", "others"]))
    process = String(load_default="", validate=validate.Length(max=200))
    search = String(load_default="", validate=validate.Length(max=100))


class TaskSchema(Schema):
    id = UUID()
    instance_id = UUID()
    process_id = String()
    element = String()
    name = String()
    form = String()
    item = String()
    due = DateTime(allow_none=True)
    opened_at = DateTime()
    claimed_by = String(allow_none=True)
    business_key = String(allow_none=True)
    title = String(allow_none=True)
    region = String(allow_none=True)


class TaskListSchema(Schema):
    items = List(Nested(TaskSchema))
    counts = Dict(keys=String(), values=Integer())
    more = Boolean()


class TaskDetailSchema(TaskSchema):
    schema = Dict(allow_none=True, metadata={"description": "the form, as form-js reads it"})
    values = Dict(keys=String())


class FileParts(Schema):
    file = Upload(required=True)


class AttachmentSchema(Schema):
    id = UUID()
    name = String()
    size = Integer()


class DocumentSchema(Schema):
    id = UUID()
    number = String()
    template = String()
    at = DateTime()


class OutsideBody(Schema):
    system = String(required=True, validate=validate.Length(1, 60))
    number = String(required=True, validate=validate.Length(1, 100))
    on = String(required=True, validate=validate.Length(equal=10), metadata={"description": "the day it was done there"})
    file = String(load_default="", validate=validate.Length(max=36), metadata={"description": "id of a file attached to the task"})


class CompleteBody(Schema):
    answers = Dict(keys=String(), required=True)
    outside = Nested(OutsideBody, load_default=None, metadata={"description": "done in another system, where the drawing allows that"})


class CompletedSchema(Schema):
    instance_id = UUID()


# -- messages, time, incidents -----------------------------------------------------------------------------------------


class MessageBody(Schema):
    name = String(required=True, validate=validate.Length(1, 200))
    key = Raw(required=True, metadata={"description": "correlation key: a text or a number"})
    payload = Dict(keys=String(), load_default=dict)
    instance_id = UUID(load_default=None, metadata={"description": "refused unless this instance waits for it"})
    dedupe_key = String(load_default=None, validate=validate.Length(1, 200))


class SignalBody(Schema):
    name = String(required=True, validate=validate.Length(1, 200))
    payload = Dict(keys=String(), load_default=dict)
    dedupe_key = String(load_default=None, validate=validate.Length(1, 200))


class ItemBody(CancelBody):
    item = Raw(required=True, allow_none=True, metadata={"description": "what the item variable will hold"})


class StartTimerSchema(Schema):
    process_id = String()
    element = String()
    due = DateTime(allow_none=True, metadata={"description": "none: it starts nothing any more"})


class MessageIdSchema(Schema):
    id = UUID()


class TimerSchema(Schema):
    id = UUID()
    instance_id = UUID()
    element = String()
    due = DateTime()
    process_id = String()
    business_key = String(allow_none=True)
    title = String(allow_none=True)


class IncidentSchema(Schema):
    id = UUID()
    instance_id = UUID()
    element = String()
    code = String()
    message = String()
    at = DateTime()
    process_id = String()
    business_key = String(allow_none=True)


class ClockSchema(Schema):
    now = DateTime()
    next = DateTime(allow_none=True)


class AdvanceBody(Schema):
    to = String(required=True, metadata={"description": "“next”, or a moment (ISO 8601; without a zone: Shanghai)"})


class AdvancedSchema(Schema):
    now = DateTime()
    timers = Integer()
    reminders = Integer()
    finished = Boolean(metadata={"description": "false: it took too long; send the same again to go on"})


# -- calendar ----------------------------------------------------------------------------------------------------------


class CalendarQuery(Schema):
    region = String(load_default="", validate=validate.Length(max=20), metadata={"description": "empty: national days only"})


class CalendarDaySchema(Schema):
    day = Date()
    region = String(metadata={"description": "empty: the whole country"})
    working = Boolean()
    name = String()
    source = String()
    origin = String(metadata={"description": "official, entered, or expected where the notice is still to come"})


class CalendarSchema(Schema):
    year = Integer()
    provisional = Boolean(metadata={"description": "the official notice for this year is still to come"})
    days = List(Nested(CalendarDaySchema))


class DaysRemovedBody(Schema):
    region = String(load_default="", validate=validate.Length(max=20), metadata={"description": "empty: the whole country"})
    first = Date(required=True)
    last = Date(load_default=None, metadata={"description": "included; without it only the first day"})
    reason = String(required=True, validate=validate.Length(1, 500), metadata={"description": "such as the number of the notice"})


class DaysBody(DaysRemovedBody):
    working = Boolean(required=True, metadata={"description": "whether people work on these days"})
    name = String(load_default="", validate=validate.Length(max=100))


class DaysChangedSchema(Schema):
    days = Integer()


# -- records and people ------------------------------------------------------------------------------------------------


class RecordQuery(PageQuery):
    state = String(load_default="", validate=validate.Length(max=100))
    search = String(load_default="", validate=validate.Length(max=100))
    sort = String(load_default="key", validate=validate.Length(max=30), metadata={"description": "key, title, state, region or updated_at; with - in front descending"})


class RecordSchema(Schema):
    type = String()
    key = String()
    title = String()
    state = String()
    region = String(allow_none=True)
    unit = String(allow_none=True)
    version = Integer()
    created_at = DateTime()
    updated_at = DateTime()


class RecordDetailSchema(RecordSchema):
    data = Dict(keys=String())


class NumberSchema(Schema):
    type = String()
    key = String()
    system = String()
    number = String()
    at = DateTime()


class NumberBody(Schema):
    number = String(required=True, validate=validate.Length(0, 100), metadata={"description": "an empty one is taken back"})


class MeSchema(Schema):
    id = String()
    name = String()
    unit = String(allow_none=True)
    language = String()
    roles = List(String())
    grants = List(String())
