"""One function for each kind of node of the grammar; importing this package registers them all."""

from app.feel.nodes import access, calls, iteration, literals, logic, tests, types

__all__ = ["access", "calls", "iteration", "literals", "logic", "tests", "types"]
