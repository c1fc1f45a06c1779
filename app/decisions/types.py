"""Types that a model defines (item definitions, DMN 1.5, 7.3.3), as checks of values."""

from __future__ import annotations

from lxml import etree

from app.decisions.xml_names import child, children, text_of
from app.feel.errors import FeelSyntaxError
from app.feel.language import compile_unary
from app.feel.nodes.types import SIMPLE, Check, simple_check
from app.feel.operators import weigh
from app.feel.run import Environment, Run, Scope
from app.feel.values import Function, Value

ALIASES = {
    "dateTime": "date and time", "dayTimeDuration": "days and time duration", "daysAndTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration", "yearsAndMonthsDuration": "years and months duration",
    "integer": "number", "long": "number", "double": "number", "decimal": "number",
}


class Types:
    """The types of one model."""

    def __init__(self, definitions: etree._Element) -> None:
        self._items = {item.get("name", ""): item for item in children(definitions, "itemDefinition")}
        self._checks: dict[str, Check | None] = {}
        self.unreadable: dict[str, FeelSyntaxError] = {}     # by the name of the type: allowed values that are no FEEL

    def check(self, type_ref: str | None) -> Check | None:
        """What tells whether a value is of the type; None if the type says nothing."""
        if not type_ref:
            return None
        name = type_ref.rpartition("}")[2].strip()
        name = name if name in self._items else name.rpartition(":")[2]
        name = ALIASES.get(name, name)
        if name in self._items:
            return self._of_item(name)
        return simple_check(name) if name in SIMPLE and name not in ("Any", "Null") else None

    def problems(self) -> list[tuple[str, FeelSyntaxError]]:
        """Types whose allowed values cannot be read, whether or not anything uses them."""
        self.named()
        return list(self.unreadable.items())

    def named(self) -> dict[str, Check | None]:
        """All of them, for expressions that ask whether a value is an instance of one."""
        return {name: self._of_item(name) for name in self._items if name}

    def _of_item(self, name: str) -> Check | None:
        """A type may use itself; while it is being built, it says nothing."""
        if name not in self._checks:
            self._checks[name] = None
            self._checks[name] = self._built(self._items[name])
        return self._checks[name]

    def _built(self, item: etree._Element) -> Check | None:
        if child(item, "functionItem") is not None:
            return lambda value: isinstance(value, Function)
        components = {each.get("name", ""): self._built(each) for each in children(item, "itemComponent")}
        single = _context_check(components) if components else self.check(text_of(item, "typeRef"))
        allowed = text_of(child(item, "allowedValues"), "text")
        single = self._restricted(single, allowed, item.get("name", "")) if allowed else single
        return _list_check(single) if item.get("isCollection") == "true" else single

    def _restricted(self, single: Check | None, allowed: str, name: str) -> Check | None:
        try:
            tests = compile_unary(allowed)
        except FeelSyntaxError as error:
            self.unreadable[name] = error
            return single
        return lambda value: (single is None or single(value)) and tests.matches_in(value, Scope({}, None, Run(Environment())))


def fitting(run: Run, check: Check | None, value: Value) -> Value:
    """The value if it is of the type; one element and a list of one stand for each other, anything else is null."""
    if check is None or value is None:
        return value
    weigh(run, value)
    if check(value):
        return value
    if isinstance(value, list) and len(value) == 1 and check(value[0]):
        return value[0]
    return [value] if check([value]) else None


def _context_check(components: dict[str, Check | None]) -> Check:
    def check(value: Value) -> bool:
        return isinstance(value, dict) and all(
            name in value and (inner is None or value[name] is None or inner(value[name]))
            for name, inner in components.items()
        )

    return check


def _list_check(single: Check | None) -> Check:
    return lambda value: isinstance(value, list) and (
        single is None or all(element is None or single(element) for element in value)
    )
