"""Rules about our own vocabulary: forms, roles, operations, decisions, called processes, reminders."""

from __future__ import annotations

from app.engine.checks.rule import Context, Found, Rule, rule
from app.engine.model import Drawing
from app.engine.places import comes_before, way_to

SCOPES = {"all", "region", "unit", "person"}


@rule(
    "form-missing", "error",
    zh="用户任务“{element}”的表单“{form}”不存在；请新建它，或选择已有的表单。",
    en="The form “{form}” of user task “{element}” does not exist; make it, or choose one that exists.",
    why_zh="办理的人打开任务没有内容可填，任务就办不完。",
    why_en="Whoever opens the task has nothing to fill in and cannot complete it.",
)
def form_missing(drawing: Drawing, context: Context) -> Found:
    if context.forms is not None:
        for process, _, element in drawing.walk("userTask"):
            form = element.settings.get("form") or f"{process.id}/{element.id}"
            if form not in context.forms:
                yield element.id, {"form": form}


@rule(
    "role-missing", "error",
    zh="“{element}”没有写明由哪个角色办理；请选择一个角色。",
    en="“{element}” does not say which role does it; choose one.",
    why_zh="任务不会出现在任何人的清单里，流程会一直等在这里。",
    why_en="The task is in nobody's list, and the process waits here for ever.",
)
def role_missing(drawing: Drawing, context: Context) -> Found:
    if context.roles is not None:
        return [(element.id, {}) for _, _, element in drawing.walk("userTask", "manualTask") if not element.settings.get("role")]
    return []


@rule(
    "role-unknown", "error",
    zh="“{element}”的角色“{role}”不存在；请选择已有的角色。",
    en="The role “{role}” of “{element}” does not exist; choose one that does.",
    why_zh="没有人担任它，也就没有人能看到并办理。",
    why_en="Nobody holds it, so nobody sees this or may do it.",
)
def role_unknown(drawing: Drawing, context: Context) -> Found:
    if context.roles is not None:
        for _, _, element in drawing.walk("userTask", "manualTask", "startEvent"):
            for role in filter(None, map(str.strip, element.settings.get("role", "").split(","))):
                if role not in context.roles:
                    yield element.id, {"role": role}


@rule(
    "scope-unknown", "error",
    zh="“{element}”的范围“{scope}”不存在；请写 all、region、unit 或 person。",
    en="The scope “{scope}” of “{element}” does not exist; write all, region, unit or person.",
    why_zh="范围决定角色中哪些人能看到任务；写错了，该看到的人就看不到。",
    why_en="It decides who of the role sees the task; with a wrong one the right people do not.",
)
def scope_unknown(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk("userTask", "manualTask"):
        scope = element.settings.get("scope", "all")
        if scope not in SCOPES:
            yield element.id, {"scope": scope}


@rule(
    "operation-missing", "error",
    zh="服务任务“{element}”没有写明操作（jiebang:operation）；请选择一个操作。",
    en="Service task “{element}” names no operation (jiebang:operation); choose one.",
    why_zh="系统不知道要做什么，流程走到这里无法继续。",
    why_en="The system does not know what to do, so the process cannot go on from here.",
)
def operation_missing(drawing: Drawing, context: Context) -> Found:
    if context.operations is not None:
        return [(element.id, {}) for _, _, element in drawing.walk("serviceTask") if not element.settings.get("operation")]
    return []


@rule(
    "operation-unknown", "error",
    zh="“{element}”的操作“{operation}”不存在；请选择已有的操作，或先编写它。",
    en="The operation “{operation}” of “{element}” does not exist; choose one that does, or have it written first.",
    why_zh="没有代码来执行它，每一次都会失败成为异常。",
    why_en="No code answers to it, so each attempt would fail and end as an incident.",
)
def operation_unknown(drawing: Drawing, context: Context) -> Found:
    if context.operations is not None:
        for process, _, element in drawing.walk("serviceTask"):
            operation = element.settings.get("operation")
            if operation and not {operation, f"{process.id}.{operation}"} & context.operations:
                yield element.id, {"operation": operation}


@rule(
    "decision-missing", "error",
    zh="业务规则任务“{element}”没有写明决策（jiebang:decision）；请选择一个决策。",
    en="Business rule task “{element}” names no decision (jiebang:decision); choose one.",
    why_zh="没有决策就没有结论，后面的判断无所依据。",
    why_en="Without one there is no result, and what is decided later has nothing to go by.",
)
def decision_missing(drawing: Drawing, context: Context) -> Found:
    return [(element.id, {}) for _, _, element in drawing.walk("businessRuleTask") if not element.settings.get("decision")]


@rule(
    "decision-unknown", "error",
    zh="“{element}”的决策“{decision}”不存在；请选择已有的决策，或先发布决策表。",
    en="The decision “{decision}” of “{element}” does not exist; choose one that does, or publish its table first.",
    why_zh="走到这里时没有决策表可查，流程会停下成为异常。",
    why_en="When the process gets here there is no table to ask, and it would stop as an incident.",
)
def decision_unknown(drawing: Drawing, context: Context) -> Found:
    if context.decisions is not None:
        for _, _, element in drawing.walk("businessRuleTask"):
            decision = element.settings.get("decision")
            if decision and decision not in context.decisions:
                yield element.id, {"decision": decision}


@rule(
    "called-missing", "error",
    zh="调用活动“{element}”没有写明被调用的流程；请选择一个流程。",
    en="Call activity “{element}” names no process; choose one.",
    why_zh="没有流程可以启动，令牌会等一个永远不来的结果。",
    why_en="There is nothing to start, so the token would wait for an end that never comes.",
)
def called_missing(drawing: Drawing, context: Context) -> Found:
    return [(element.id, {}) for _, _, element in drawing.walk("callActivity") if not (element.called or element.settings.get("called"))]


@rule(
    "called-unknown", "error",
    zh="“{element}”调用的流程“{called}”不存在；请改正名称，或先发布那个流程。",
    en="The process “{called}” called by “{element}” does not exist; correct the name, or publish that process first.",
    why_zh="走到这里时启动不了它，流程会停下成为异常。",
    why_en="When the process gets here it cannot be started, and all stops as an incident.",
)
def called_unknown(drawing: Drawing, context: Context) -> Found:
    if context.processes is not None:
        here = {process.id for process in drawing.processes}
        for _, _, element in drawing.walk("callActivity"):
            if element.called and element.called not in context.processes | here:
                yield element.id, {"called": element.called}


@rule(
    "reminder-without-due", "error",
    zh="“{element}”有提醒但没有办理期限（jiebang:due）；请写明期限，或删除提醒。",
    en="“{element}” has reminders but no due rule (jiebang:due); write when it is due, or remove them.",
    why_zh="提醒说的是期限将到；没有期限，收到的人不知道要赶在什么时候。",
    why_en="A reminder tells of a due time; without one people do not know by when they have to act.",
)
def reminder_without_due(drawing: Drawing, context: Context) -> Found:
    return [(element.id, {}) for _, _, element in drawing.walk("userTask") if element.reminders and not element.settings.get("due")]


@rule(
    "reminder-wrong", "error",
    zh="“{element}”的提醒写错了，请改正：{text}（工作日为 -999 至 999 的整数，时间如 09:00）。",
    en="A reminder of “{element}” is wrong, correct it: {text} (working days are whole numbers from -999 to 999, times like 09:00).",
    why_zh="看不懂的提醒发不出去，过了期限才有人发现。",
    why_en="A reminder that cannot be read is never sent; people learn of it when it is too late.",
)
def reminder_wrong(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk("userTask"):
        yield from ((element.id, {"text": reminder.wrong[:80]}) for reminder in element.reminders if reminder.wrong)


@rule(
    "template-unknown", "error",
    zh="“{element}”的提醒模板“{template}”不存在；请选择已有的模板，或先新建它。",
    en="The reminder template “{template}” of “{element}” does not exist; choose one that does, or write it first.",
    why_zh="到了提醒的时候没有文字可发，谁也收不到通知。",
    why_en="When the time comes there is no text to send, and nobody is told.",
)
def template_unknown(drawing: Drawing, context: Context) -> Found:
    if context.templates is not None:
        for _, _, element in drawing.walk("userTask"):
            for reminder in element.reminders:
                if reminder.template not in context.templates:
                    yield element.id, {"template": reminder.template}


@rule(
    "send-back-unknown", "error",
    zh="“{element}”不能退回到“{target}”：它不是同一流程中、能重新走到此处的用户任务；请选择此前的任务（jiebang:sendBack）。",
    en="“{element}” cannot be sent back to “{target}”: that is no user task of the same process from which this is reached again; choose an earlier task (jiebang:sendBack).",
    why_zh="退回的事项要能再走到这里，否则一去就回不来。",
    why_en="What is sent back has to come here again; otherwise it is gone for good.",
)
def send_back_unknown(drawing: Drawing, context: Context) -> Found:
    for process, _, element in drawing.walk("userTask", "manualTask"):
        for target in element.settings.get("sendBack", "").split():
            way = way_to(process.scope, target)
            if not way or way[-1].kind not in {"userTask", "manualTask"} or not comes_before(process.scope, target, element.id):
                yield element.id, {"target": target}


RULES: tuple[Rule, ...] = (
    form_missing, role_missing, role_unknown, scope_unknown, operation_missing, operation_unknown, decision_missing,
    decision_unknown, called_missing, called_unknown, reminder_without_due, reminder_wrong, template_unknown,
    send_back_unknown,
)
