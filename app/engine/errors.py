"""What can go wrong while tokens move, and whom it concerns."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.clock import SHANGHAI
from app.errors import Conflict, Finding, Refused


class EngineError(Refused):
    """The instance cannot go on at this element: {reason}"""

    status = 422
    code = "engine"
    zh = "流程在此处无法继续：{reason}"


class NoFlowTaken(EngineError):
    """No condition of the flows out of “{element}” holds and there is no default flow."""

    code = "no-flow"
    zh = "“{element}”之后没有条件成立的流向，也没有默认流向。"


class UncaughtError(EngineError):
    """Error “{name}” is thrown here, and no boundary event around it catches it."""

    code = "error-uncaught"
    zh = "此处抛出错误“{name}”，外层没有边界事件捕获它。"


class MessageStorm(EngineError):
    """More than {most} messages or signals reached this instance within a minute: a conversation that feeds itself. Mend the drawing, then try again."""

    code = "message-storm"
    zh = "该实例一分钟内收到超过 {most} 条消息或信号：消息在自我循环。请先修改流程图，再重试。"


class OperationGone(EngineError):
    """This release has no operation “{operation}” any more, and this instance is on a version that calls it. Move the instance to a newer version of its process, or bring the operation back, then try again."""

    code = "operation-unknown"
    zh = "本系统已没有操作“{operation}”，而该实例所在的版本仍要调用它。请把实例迁移到较新的流程版本，或恢复该操作，然后重试。"


class NotWaiting(Conflict):
    """This is no longer waiting; somebody else has dealt with it or its deadline has passed."""

    code = "not-waiting"
    zh = "该事项已不在等待中：已有人处理，或期限已过。"


class DeadlinePassed(Conflict):
    """The deadline{deadline_en} has passed and the process has moved on as it does when nobody answers in time. Nothing can be submitted here any more; what was submitted late is kept in the history. The project's page shows what comes next; ask the office in charge if there was good reason."""

    code = "deadline-passed"
    zh = "办理期限{deadline_zh}已过，流程已按逾期规则继续，此处不再接受提交；逾期提交的内容留存在办理记录中。后续环节见项目页面；如有正当理由，请联系主管部门。"

    def __init__(self, deadline: datetime | None = None, **details: Any) -> None:
        when = deadline.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if deadline else ""
        super().__init__(
            deadline_zh=f"（上海时间 {when}）" if when else "", deadline_en=f" ({when}, Shanghai time)" if when else "", **details,
        )


class UnknownDefinition(EngineError):
    """There is no {kind} called “{name}” among the deployed definitions."""

    code = "definition-missing"
    zh = "已部署的定义中没有名为“{name}”的 {kind}。"


class DrawingRefused(Refused):
    """The drawing cannot be deployed: {count} finding(s) must be dealt with."""

    status = 422
    code = "drawing-refused"
    zh = "不能部署：有 {count} 处问题需要处理。"

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__(count=sum(finding.blocks for finding in findings))
