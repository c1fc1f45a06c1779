"""What can go wrong while tokens move, and whom it concerns."""

from __future__ import annotations

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


class NotWaiting(Conflict):
    """This is no longer waiting; somebody else has dealt with it or its deadline has passed."""

    code = "not-waiting"
    zh = "该事项已不在等待中：已有人处理，或期限已过。"


class DeadlinePassed(Conflict):
    """The deadline has passed; the process has moved on."""

    code = "deadline-passed"
    zh = "期限已过，流程已按逾期处理，本次提交未被接受。"


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
