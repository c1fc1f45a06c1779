"""From what the studio's queries say to what its templates show."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _, lazy_gettext as _l

from app.drawing_changes import ADDED, CHANGED, REMOVED, Changes
from app.errors import Finding
from app.queries.studio import references
from app.queries.studio.process import ProcessPage
from app.web.language import current

SOURCES = {"files": _l("文件部署"), "studio": _l("设计器"), "api": _l("接口")}

FIELDS = {
    "name": _l("名称"), "pool": _l("泳池"), "kind": _l("类型"), "lane": _l("泳道"), "parent": _l("所在子流程"),
    "reminders": _l("提醒"), "inputs": _l("传入"), "outputs": _l("传出"), "event": _l("事件"), "interrupting": _l("中断"),
    "attached": _l("附着于"), "default": _l("默认流"), "multi": _l("多实例"), "called": _l("调用的流程"), "script": _l("脚本"),
    "message": _l("消息"), "documentation": _l("说明"), "condition": _l("条件"), "ends": _l("起止"),
    "setting:form": _l("表单"), "setting:role": _l("角色"), "setting:scope": _l("范围"), "setting:scopeKey": _l("范围取值"),
    "setting:exclude": _l("回避"), "setting:due": _l("办理期限"), "setting:record": _l("业务记录"),
    "setting:recordKey": _l("记录编号"), "setting:state": _l("办理后状态"), "setting:context": _l("参考记录"), "setting:operation": _l("操作"),
    "setting:result": _l("结果变量"), "setting:decision": _l("决策"), "setting:correlationKey": _l("关联键"),
    "setting:payload": _l("消息内容"), "setting:broadcast": _l("广播"), "setting:businessKey": _l("业务编号"),
    "setting:region": _l("地区"), "setting:unit": _l("单位"), "setting:title": _l("标题"), "setting:available": _l("可发起条件"),
}

KINDS = {
    "process": _l("流程"), "sequenceFlow": _l("顺序流"), "task": _l("任务"), "userTask": _l("用户任务"), "manualTask": _l("手工任务"),
    "serviceTask": _l("服务任务"), "scriptTask": _l("脚本任务"), "businessRuleTask": _l("业务规则任务"), "sendTask": _l("发送任务"),
    "receiveTask": _l("接收任务"), "subProcess": _l("子流程"), "callActivity": _l("调用活动"), "exclusiveGateway": _l("排他网关"),
    "parallelGateway": _l("并行网关"), "inclusiveGateway": _l("包容网关"), "eventBasedGateway": _l("事件网关"),
    "startEvent": _l("开始事件"), "endEvent": _l("结束事件"), "intermediateCatchEvent": _l("中间捕获事件"),
    "intermediateThrowEvent": _l("中间抛出事件"), "boundaryEvent": _l("边界事件"),
}

POLICIES = {
    "UNIQUE": _l("唯一：至多一条规则命中"), "ANY": _l("任意：命中的规则结论相同"), "FIRST": _l("首个：自上而下第一条命中的规则"),
    "PRIORITY": _l("优先：结论按优先级取最高"), "RULE ORDER": _l("规则顺序：全部命中的规则，按表中顺序"),
    "OUTPUT ORDER": _l("输出顺序：全部命中的规则，按优先级排列"), "COLLECT": _l("汇集：全部命中的规则"),
}


def source_text(source: str) -> str:
    """Where a version came from, in words."""
    return str(SOURCES.get(source, source))


def field_text(field: str) -> str:
    """What changed, in words."""
    return str(FIELDS.get(field, field.removeprefix("setting:")))


def kind_name(kind: str) -> str:
    """A kind of element in words."""
    return str(KINDS.get(kind, kind))


def policy_text(policy: str) -> str:
    """A hit policy in words."""
    return str(POLICIES.get(policy, policy))


def finding_text(finding: Finding) -> str:
    """A finding in the reader's language."""
    return finding.text(current())


def finding_why(finding: Finding) -> str:
    """Why it matters, in the reader's language."""
    return finding.why(current())


def said(pair: tuple[str, str] | None) -> str:
    """One of two texts."""
    return "" if pair is None else pair[current() == "en"]


def best(zh: str, en: str) -> str:
    """The name in the reader's language."""
    return en if current() == "en" and en else zh


def as_json(finding: Finding) -> dict[str, Any]:
    """A finding as the studio island takes it."""
    return {
        "element": finding.element, "code": finding.code, "severity": finding.severity, "zh": finding.zh, "en": finding.en,
        "why": {"zh": finding.why_zh, "en": finding.why_en},
    }


def page_of(path: str, **more: Any) -> str:
    """The page of a file by its kind."""
    if path.endswith(".bpmn"):
        process = path.rpartition("/")[2].removesuffix(".bpmn")
        return url_for("studio.process", process_id=process, **more)
    return url_for("studio.file", path=path, **more)


def links(page: ProcessPage) -> dict[str, str]:
    """From call activities on the drawing to the pages of what they call."""
    return {
        each.element: url_for("studio.process", process_id=each.target)
        for each in page.uses.get(references.PROCESS, ()) if each.target in page.processes
    }


def marks(changes: Changes, side: str) -> dict[str, Any]:
    """What differs, as marks on the old or the new drawing."""
    shown = {REMOVED, CHANGED} if side == "old" else {ADDED, CHANGED}
    rows = [row for row in changes.rows if row.what in shown and row.kind != "process"]
    overlays = [
        {"element": row.element, "kind": _KIND[row.what], "text": _label(row), "title": _label(row, 9)} for row in rows
    ]
    return {
        "active": [row.element for row in rows if row.what == CHANGED],
        "completed": [row.element for row in rows if row.what == ADDED],
        "incidents": [row.element for row in rows if row.what == REMOVED], "overlays": overlays,
    }


_KIND = {ADDED: "visits", CHANGED: "active", REMOVED: "incident"}


def _label(row: Any, most: int = 2) -> str:
    if row.what == ADDED:
        return _("新增")
    if row.what == REMOVED:
        return _("删除")
    names = [field_text(detail.field) for detail in row.details]
    return _("修改：%(fields)s", fields="、".join(names[:most]) + ("…" if len(names) > most else ""))


def proposed(release: str) -> str:
    """What a designer is told whose version waits for signatures."""
    return _("已提交会签（%(release)s）：有关地区科技厅（委）全部签署后生效。", release=release)
