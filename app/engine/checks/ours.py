"""Rules about our own vocabulary: forms, roles, operations, decisions, called processes, reminders."""

from __future__ import annotations

from app.engine.checks.rule import Context, Found, Rule, rule
from app.engine.model import Drawing
from app.engine.places import comes_before, way_to

SCOPES = {"all", "region", "unit", "person"}


@rule("form-missing", "error", zh="用户任务“{element}”的表单“{form}”不存在。", en="The form “{form}” of user task “{element}” does not exist.")
def form_missing(drawing: Drawing, context: Context) -> Found:
    if context.forms is not None:
        for process, _, element in drawing.walk("userTask"):
            form = element.settings.get("form") or f"{process.id}/{element.id}"
            if form not in context.forms:
                yield element.id, {"form": form}


@rule("role-missing", "error", zh="“{element}”没有写明由哪个角色办理。", en="“{element}” does not say which role does it.")
def role_missing(drawing: Drawing, context: Context) -> Found:
    if context.roles is not None:
        return [(element.id, {}) for _, _, element in drawing.walk("userTask", "manualTask") if not element.settings.get("role")]
    return []


@rule("role-unknown", "error", zh="“{element}”的角色“{role}”不存在。", en="The role “{role}” of “{element}” does not exist.")
def role_unknown(drawing: Drawing, context: Context) -> Found:
    if context.roles is not None:
        for _, _, element in drawing.walk("userTask", "manualTask", "startEvent"):
            for role in filter(None, map(str.strip, element.settings.get("role", "").split(","))):
                if role not in context.roles:
                    yield element.id, {"role": role}


@rule("scope-unknown", "error", zh="“{element}”的范围“{scope}”不存在（all、region、unit、person）。", en="The scope “{scope}” of “{element}” is none of all, region, unit, person.")
def scope_unknown(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk("userTask", "manualTask"):
        scope = element.settings.get("scope", "all")
        if scope not in SCOPES:
            yield element.id, {"scope": scope}


@rule("operation-missing", "error", zh="服务任务“{element}”没有写明操作（jiebang:operation）。", en="Service task “{element}” names no operation (jiebang:operation).")
def operation_missing(drawing: Drawing, context: Context) -> Found:
    if context.operations is not None:
        return [(element.id, {}) for _, _, element in drawing.walk("serviceTask") if not element.settings.get("operation")]
    return []


@rule("operation-unknown", "error", zh="“{element}”的操作“{operation}”不存在。", en="The operation “{operation}” of “{element}” does not exist.")
def operation_unknown(drawing: Drawing, context: Context) -> Found:
    if context.operations is not None:
        for process, _, element in drawing.walk("serviceTask"):
            operation = element.settings.get("operation")
            if operation and not {operation, f"{process.id}.{operation}"} & context.operations:
                yield element.id, {"operation": operation}


@rule("decision-missing", "error", zh="业务规则任务“{element}”没有写明决策（jiebang:decision）。", en="Business rule task “{element}” names no decision (jiebang:decision).")
def decision_missing(drawing: Drawing, context: Context) -> Found:
    return [(element.id, {}) for _, _, element in drawing.walk("businessRuleTask") if not element.settings.get("decision")]


@rule("decision-unknown", "error", zh="“{element}”的决策“{decision}”不存在。", en="The decision “{decision}” of “{element}” does not exist.")
def decision_unknown(drawing: Drawing, context: Context) -> Found:
    if context.decisions is not None:
        for _, _, element in drawing.walk("businessRuleTask"):
            decision = element.settings.get("decision")
            if decision and decision not in context.decisions:
                yield element.id, {"decision": decision}


@rule("called-missing", "error", zh="调用活动“{element}”没有写明被调用的流程。", en="Call activity “{element}” names no process.")
def called_missing(drawing: Drawing, context: Context) -> Found:
    return [(element.id, {}) for _, _, element in drawing.walk("callActivity") if not (element.called or element.settings.get("called"))]


@rule("called-unknown", "error", zh="“{element}”调用的流程“{called}”不存在。", en="The process “{called}” called by “{element}” does not exist.")
def called_unknown(drawing: Drawing, context: Context) -> Found:
    if context.processes is not None:
        here = {process.id for process in drawing.processes}
        for _, _, element in drawing.walk("callActivity"):
            if element.called and element.called not in context.processes | here:
                yield element.id, {"called": element.called}


@rule("reminder-without-due", "error", zh="“{element}”有提醒但没有办理期限（jiebang:due）。", en="“{element}” has reminders but no due rule (jiebang:due).")
def reminder_without_due(drawing: Drawing, context: Context) -> Found:
    return [(element.id, {}) for _, _, element in drawing.walk("userTask") if element.reminders and not element.settings.get("due")]


@rule(
    "reminder-wrong", "error", zh="“{element}”的提醒写错了：{text}（工作日为 -999 至 999 的整数，时间如 09:00）。",
    en="A reminder of “{element}” is wrong: {text} (working days are whole numbers from -999 to 999, times like 09:00).",
)
def reminder_wrong(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk("userTask"):
        yield from ((element.id, {"text": reminder.wrong[:80]}) for reminder in element.reminders if reminder.wrong)


@rule("template-unknown", "error", zh="“{element}”的提醒模板“{template}”不存在。", en="The reminder template “{template}” of “{element}” does not exist.")
def template_unknown(drawing: Drawing, context: Context) -> Found:
    if context.templates is not None:
        for _, _, element in drawing.walk("userTask"):
            for reminder in element.reminders:
                if reminder.template not in context.templates:
                    yield element.id, {"template": reminder.template}


@rule(
    "send-back-unknown", "error", zh="“{element}”不能退回到“{target}”：它不是同一流程中、能重新走到此处的用户任务（jiebang:sendBack）。",
    en="“{element}” cannot be sent back to “{target}”: that is no user task of the same process from which this is reached again (jiebang:sendBack).",
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
