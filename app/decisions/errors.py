"""How a decision model or a decision can fail."""

from __future__ import annotations

from app.errors import Finding, Refused


class ModelRefused(Refused):
    """The decision model cannot be used: {problems}"""

    status = 422
    code = "decision-model"
    zh = "决策模型不可用：{problems_zh}"

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__(
            problems="; ".join(finding.en for finding in findings[:3]),
            problems_zh="；".join(finding.zh for finding in findings[:3]),
        )


class DecisionError(Refused):
    """Decision {decision}: {problem}"""

    status = 422
    code = "decision-failed"
    zh = "决策“{decision}”：{problem_zh}"

    def __init__(self, decision: str, problem: str, problem_zh: str, rules: tuple[int, ...] = ()) -> None:
        self.rules = rules
        super().__init__(decision=decision, problem=problem, problem_zh=problem_zh)
