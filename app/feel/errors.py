"""How a FEEL text, its evaluation or a value can fail."""

from __future__ import annotations

from app.errors import Refused


class FeelError(Refused):
    """The expression could not be evaluated."""

    status = 422
    code = "feel-error"
    zh = "表达式无法求值。"


class FeelSyntaxError(FeelError):
    """Line {line}, column {column}: {problem}"""

    code = "feel-syntax"
    zh = "第 {line} 行第 {column} 列：{problem_zh}"

    def __init__(self, text: str, position: int, problem: str, problem_zh: str) -> None:
        self.position = min(position, len(text))
        before = text[: self.position]
        self.line = before.count("\n") + 1
        self.column = self.position - (before.rfind("\n") + 1) + 1
        super().__init__(line=self.line, column=self.column, problem=problem, problem_zh=problem_zh)


class FeelBudgetExceeded(FeelError):
    """The expression does more work than is allowed ({reason})."""

    code = "feel-budget"
    zh = "表达式的计算量超出上限（{reason_zh}）。"

    def __init__(self, reason: str = "too many steps", reason_zh: str = "步骤过多") -> None:
        super().__init__(reason=reason, reason_zh=reason_zh)


class FeelValueError(FeelError, ValueError):
    """This value cannot be kept: {reason}."""

    code = "feel-value"
    zh = "无法保存该值：{reason_zh}。"

    def __init__(self, reason: str, reason_zh: str) -> None:
        super().__init__(reason=reason, reason_zh=reason_zh)
