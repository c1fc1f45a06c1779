"""Types that a model defines (item definitions, DMN 1.5, 7.3.3), as checks of values."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from app.decisions.xml_names import child, children, text_of
from app.feel.errors import FeelSyntaxError
from app.feel.language import UnaryTests, compile_unary
from app.feel.nodes.types import SIMPLE, Check, simple_check
from app.feel.operators import weigh
from app.feel.run import Environment, Run, Scope
from app.feel.temporal import parse_date, parse_datetime, parse_duration, parse_time
from app.feel.values import Function, Value

ALIASES = {
    "dateTime": "date and time", "dayTimeDuration": "days and time duration", "daysAndTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration", "yearsAndMonthsDuration": "years and months duration",
    "integer": "number", "long": "number", "double": "number", "decimal": "number",
}
PARSERS = {
    "date": parse_date, "time": parse_time, "date and time": parse_datetime, "days and time duration": parse_duration,
    "years and months duration": parse_duration,
}


class Types:
    """The types of one model."""

    def __init__(self, definitions: etree._Element, imported: Mapping[str, Types] | None = None) -> None:
        """``imported``: the types of other models, by the names under which they are imported."""
        self._items = {item.get("name", ""): item for item in children(definitions, "itemDefinition")}
        self._imported = imported or {}
        self._checks: dict[tuple[str, bool], Check | None] = {}
        self._named: dict[str, Check | None] | None = None
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
        for prefix, types in self._imported.items():
            inner = name.removeprefix(f"{prefix}.") if prefix else name
            if (not prefix or inner != name) and types.knows(inner):
                return types.check(inner)
        return simple_check(name) if name in SIMPLE and name not in ("Any", "Null") else None

    def result_check(self, type_ref: str | None) -> Check | None:
        """What a function of this type may answer; of a type that is no function, the type itself."""
        name = (type_ref or "").rpartition("}")[2].rpartition(":")[2].strip()
        function = child(self._items[name], "functionItem") if name in self._items else None
        return self.check(type_ref if function is None else function.get("outputTypeRef"))

    def read(self, type_ref: str | None, value: Value, on_the_way: tuple[str, ...] = ()) -> Value:
        """A value out of plain JSON, in which dates, times and durations are texts, as a value of the type.

        ``on_the_way``: types that refer to this one with nothing between them, for those that lead back to themselves.
        """
        name = (type_ref or "").rpartition("}")[2].strip()
        name = name if name in self._items else name.rpartition(":")[2]
        if name in on_the_way:
            return value
        if name in self._items:
            return self._read_item(self._items[name], value, (*on_the_way, name))
        for prefix, types in self._imported.items():
            inner = name.removeprefix(f"{prefix}.") if prefix else name
            if (not prefix or inner != name) and types.knows(inner):
                return types.read(inner, value)
        parser = PARSERS.get(ALIASES.get(name, name))
        if parser is None or not isinstance(value, str):
            return value
        try:
            return parser(value)
        except (ValueError, OverflowError):
            return value

    def _read_item(self, item: etree._Element, value: Value, on_the_way: tuple[str, ...] = ()) -> Value:
        if isinstance(value, list):
            return [self._read_item(item, each, on_the_way) for each in value]
        components = {each.get("name", ""): each for each in children(item, "itemComponent")}
        if components and isinstance(value, dict):
            return {key: self._read_item(components[key], each) if key in components else each for key, each in value.items()}
        return self.read(text_of(item, "typeRef"), value, on_the_way)

    def allowed(self, type_ref: str | None) -> UnaryTests | None:
        """The allowed values of a type of this file; None if it lists none that can be read."""
        name = (type_ref or "").rpartition("}")[2].strip()
        item = self._items.get(name, self._items.get(name.rpartition(":")[2]))
        text = "" if item is None else text_of(child(item, "allowedValues"), "text")
        try:
            return compile_unary(text) if text else None
        except FeelSyntaxError:
            return None

    def problems(self) -> list[tuple[str, FeelSyntaxError]]:
        """Types whose allowed values cannot be read, whether or not anything uses them."""
        for name in self._items:
            self._of_item(name)
        return list(self.unreadable.items())

    def knows(self, name: str) -> bool:
        """Whether the model defines or imports a type of this name."""
        return name in self._items or name in self.named()

    def named(self) -> dict[str, Check | None]:
        """All of them without their restrictions, for expressions that ask whether a value is an instance of one."""
        if self._named is None:
            self._named = {name: self._of_item(name, restricted=False) for name in self._items if name}
            for prefix, types in self._imported.items():
                self._named |= {f"{prefix}.{name}" if prefix else name: check for name, check in types.named().items()}
        return self._named

    def _of_item(self, name: str, restricted: bool = True) -> Check | None:
        """A type may use itself; while it is being built, it says nothing."""
        key = (name, restricted)
        if key not in self._checks:
            self._checks[key] = None
            self._checks[key] = self._built(self._items[name], restricted)
        return self._checks[key]

    def _built(self, item: etree._Element, restricted: bool = True) -> Check | None:
        """``instance of`` does not look at allowed values; a value that is given has to keep them."""
        if child(item, "functionItem") is not None:
            return lambda value: isinstance(value, Function)
        components = {each.get("name", ""): self._built(each, restricted) for each in children(item, "itemComponent")}
        single = _context_check(components) if components else self._base(item, restricted)
        allowed = text_of(child(item, "allowedValues"), "text")
        single = self._restricted(single, allowed, item.get("name", "")) if allowed and restricted else single
        check = _list_check(single) if item.get("isCollection") == "true" else single
        whole = text_of(child(item, "typeConstraint"), "text")
        return self._restricted(check, whole, item.get("name", "")) if whole and restricted else check

    def _base(self, item: etree._Element, restricted: bool) -> Check | None:
        name = text_of(item, "typeRef")
        known = name.rpartition(":")[2] if name not in self._items else name
        return self._of_item(known, restricted) if known in self._items else self.check(name)

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
