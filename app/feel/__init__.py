"""FEEL, the expression language of DMN 1.5: what conditions, timers and decision tables are written in.

``compile(text).evaluate(variables, environment)`` is all that most callers need.
"""

from app.feel.builtins import BUILTINS
from app.feel.encoding import adopt, decode, encode, from_json, json_text, to_json
from app.feel.errors import FeelBudgetExceeded, FeelError, FeelSyntaxError, FeelValueError
from app.feel.kinds import ZH as KIND_ZH, Clash, entry_kinds, kind_and_clashes
from app.feel.language import Expression, UnaryTests, compile, compile_unary, tree
from app.feel.run import Environment
from app.feel.shape import entry_names
from app.feel.values import Function, Months, Range, type_name

__all__ = [
    "BUILTINS", "Clash", "Environment", "Expression", "FeelBudgetExceeded", "FeelError", "FeelSyntaxError", "FeelValueError",
    "Function", "KIND_ZH", "Months", "Range", "UnaryTests", "adopt", "compile", "compile_unary", "decode", "encode",
    "entry_kinds", "entry_names", "from_json", "json_text", "kind_and_clashes", "to_json", "tree", "type_name",
]
