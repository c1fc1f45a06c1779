"""Decision models (DMN 1.1 to 1.5): tables and expressions that answer one another.

``load(xml).decision("formal_items").evaluate(variables, environment)`` is all that most callers need.
"""

from app.decisions.answering import plain
from app.decisions.errors import DecisionError, ModelRefused
from app.decisions.imports import NO_IMPORTS, Beside, among
from app.decisions.loading import check, load
from app.decisions.model import BoundDecision, Decision, DecisionModel, Outcome

__all__ = [
    "NO_IMPORTS", "Beside", "BoundDecision", "Decision", "DecisionError", "DecisionModel", "ModelRefused", "Outcome", "among",
    "check", "load", "plain",
]
