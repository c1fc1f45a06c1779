"""Rules about what standard BPMN lets a drawing say and what is not executed: accepted in silence it would run wrong."""

from __future__ import annotations

from app.engine.checks.rule import Context, Found, Rule, rule
from app.engine.model import Drawing

BEYOND = {
    "instantiate": (
        "它不能自行启动流程（instantiate）；请在前面画一个消息开始事件。",
        "It cannot start the process by itself (instantiate); draw a message start event before it.",
    ),
    "quantity": (
        "令牌数量（startQuantity、completionQuantity）只能是 1；请画出并行网关或多实例。",
        "Token quantities (startQuantity, completionQuantity) other than 1 are not executed; draw a parallel gateway or a multi-instance.",
    ),
    "behavior": (
        "多实例只在全部完成时继续（behavior=All）；请用边界事件或完成条件代替。",
        "A multi-instance goes on when all is complete (behavior=All); use a boundary event or a completion condition instead.",
    ),
    "association": (
        "数据关联有多个来源；请写明转换（transformation）。",
        "A data association has several sources; write its transformation.",
    ),
}
WITHOUT_CONDITIONS = {"parallelGateway", "eventBasedGateway"}


@rule(
    "attribute-refused", "error",
    zh="“{element}”：{zh}",
    en="“{element}”: {en}",
    why_zh="BPMN 允许这样写，但这里不会照做；默默接受，流程走的就不是图上画的路。",
    why_en="BPMN allows it, but nothing here acts on it: accepted in silence, the process would not do what the drawing says.",
)
def attribute_refused(drawing: Drawing, context: Context) -> Found:
    for _, _, element in drawing.walk():
        for what in element.beyond:
            zh, en = BEYOND[what]
            yield element.id, {"zh": zh, "en": en}


@rule(
    "start-ambiguous", "error",
    zh="“{element}”处还有一个没有触发条件的开始事件，说不清从哪里开始；请只保留一个，其余改为消息开始事件或画成分支。",
    en="“{element}” is one more plain start event, so it is not clear where to begin; keep one, and make the others message start events or branches.",
    why_zh="发起的人只按一次“发起”，系统不能替他挑选从哪里开始。",
    why_en="Whoever starts the process does so once; the engine cannot choose a beginning for them.",
)
def start_ambiguous(drawing: Drawing, context: Context) -> Found:
    for process, scope in drawing.scopes():
        plain = [element for element in scope.starts() if not element.events]
        if process.executable:
            yield from ((element.id, {}) for element in plain[1:])


@rule(
    "condition-misplaced", "error",
    zh="顺序流“{element}”上的条件不会被判断：它从“{source}”流出；请在前面画一个排他或包容网关。",
    en="The condition on flow “{element}” is never asked, because it leaves “{source}”; draw an exclusive or inclusive gateway before it.",
    why_zh="看图的人以为条件会拦住令牌，实际上每次都会放行。",
    why_en="Readers would think that it holds tokens back, but each of them would pass.",
)
def condition_misplaced(drawing: Drawing, context: Context) -> Found:
    for _, scope in drawing.scopes():
        for flow in scope.flows.values():
            if flow.condition and scope.elements[flow.source].kind in WITHOUT_CONDITIONS:
                yield flow.id, {"source": flow.source}


RULES: tuple[Rule, ...] = (attribute_refused, start_ambiguous, condition_misplaced)
