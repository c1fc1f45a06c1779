"""Everything that is looked at before a drawing may run; each rule is one small function with a code."""

from __future__ import annotations

from app.engine.checks import data_flow, events, expressions, kinds, meaning, ours, structure
from app.engine.checks.rule import Context, Rule
from app.engine.model import Drawing
from app.errors import Finding

RULES: tuple[Rule, ...] = (*structure.RULES, *events.RULES, *meaning.RULES, *expressions.RULES, *ours.RULES, *data_flow.RULES, *kinds.RULES)

MAX_FINDINGS = 200


def check(drawing: Drawing, context: Context = Context()) -> list[Finding]:
    """What keeps a drawing from running (errors) and what its designer should know (warnings).

    `context` says which forms, roles, operations, decisions and processes exist; what is None is not looked at.
    """
    found: list[Finding] = []
    for rule in RULES:
        found.extend(rule.find(drawing, context))
        if len(found) > MAX_FINDINGS or (found and rule is structure.too_large):
            break                        # of a drawing that is too large the other rules could speak for hours
    return sorted(found[:MAX_FINDINGS], key=lambda finding: (not finding.blocks, finding.element or ""))
