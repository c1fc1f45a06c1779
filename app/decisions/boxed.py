"""Boxed expressions (DMN 1.5, 10.2) as closures over FEEL scopes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from lxml import etree

from app.decisions.reader import Reader
from app.decisions.tables import read_table
from app.decisions.xml_names import child, children, local, text_of
from app.feel.compiler import Code
from app.feel.nodes.access import element_at, item_scope
from app.feel.nodes.calls import user_function
from app.feel.nodes.iteration import NoList, bindings
from app.feel.nodes.literals import constant
from app.feel.run import Scope
from app.feel.values import Function, Value

BOXES: dict[str, Callable[[Reader, etree._Element], Code]] = {}
_STEPS_OF_A_BOX = 5


def box(name: str) -> Callable[[Callable[[Reader, etree._Element], Code]], Callable[[Reader, etree._Element], Code]]:
    """Registers the function that compiles the elements of this name."""

    def register(function: Callable[[Reader, etree._Element], Code]) -> Callable[[Reader, etree._Element], Code]:
        BOXES[name] = function
        return function

    return register


def expression_in(reader: Reader, parent: etree._Element | None) -> Code:
    """The closure for the expression that an element holds; null if it holds none."""
    element = child(parent, *BOXES)
    return constant(None) if element is None else reader.checked(BOXES[local(element)](reader, element), element)


@box("literalExpression")
def _literal(reader: Reader, element: etree._Element) -> Code:
    return reader.within(text_of(element), reader.place)


@box("decisionTable")
def _table(reader: Reader, element: etree._Element) -> Code:
    table = read_table(reader, element, reader.within_expression)
    if table is None:
        return constant(None)
    return lambda scope: table.evaluate(scope).value


@box("context")
def _context(reader: Reader, element: etree._Element) -> Code:
    """Entries see those before them; an entry without a name is the result of the whole."""
    entries: list[tuple[str | None, Code]] = []
    inner = reader
    for entry in children(element, "contextEntry"):
        variable = child(entry, "variable")
        name = None if variable is None else variable.get("name", "")
        seen = inner.knowing(name) if name and child(entry, "functionDefinition") is not None else inner
        entries.append((name, reader.checked(expression_in(seen, entry), variable)))
        inner = inner.knowing(name) if name else inner

    def code(scope: Scope) -> Value:
        values: dict[str, Value] = {}
        inside = Scope(values, scope, scope.run)
        scope.run.spend(len(entries) + 1)
        for key, entry_code in entries:
            if key is None:
                return entry_code(inside)
            values[key] = entry_code(inside)
        return values

    return code


@box("invocation")
def _invocation(reader: Reader, element: etree._Element) -> Code:
    callee = expression_in(reader, element)
    given = {}
    for each in children(element, "binding"):
        parameter = child(each, "parameter")
        if parameter is not None:
            given[parameter.get("name", "")] = expression_in(reader, each)

    def code(scope: Scope) -> Value:
        function = callee(scope)
        if not isinstance(function, Function) or not given.keys() <= set(function.parameters):
            return None
        arguments = [given[name](scope) if name in given else None for name in function.parameters]
        return function.call(scope.run, arguments)

    return code


FOREIGN = {"JAVA", "J", "PMML", "P"}


def refuse_foreign(reader: Reader, element: etree._Element) -> None:
    """Functions of other languages are never run: that is said where they are read, and they are null."""
    kind = element.get("kind", "")
    reader.error(
        "function-foreign", f"{reader.place[0]}: functions of the kind {kind} are not run", f"{reader.place[1]}：不运行 {kind} 类型的函数"
    )


@box("functionDefinition")
def function_definition(reader: Reader, element: etree._Element) -> Code:
    """A function; one of another language (kind Java or PMML) is refused and null."""
    if element.get("kind", "FEEL").upper() in FOREIGN:
        refuse_foreign(reader, element)
        return constant(None)
    parameters = children(element, "formalParameter")
    names = tuple(parameter.get("name", "") for parameter in parameters)
    checks = [reader.types.check(parameter.get("typeRef")) for parameter in parameters]
    body = expression_in(reader.knowing(*names), element)
    types = ("Any",) * len(names)
    return lambda scope: user_function(names, types, checks, body, _STEPS_OF_A_BOX, scope)


@box("relation")
def _relation(reader: Reader, element: etree._Element) -> Code:
    columns = [column.get("name", "") for column in children(element, "column")]
    rows = [[BOXES[local(cell)](reader, cell) for cell in children(row, *BOXES)] for row in children(element, "row")]

    def code(scope: Scope) -> Value:
        scope.run.spend(len(rows) * (len(columns) + 1))
        return [dict(zip(columns, [cell(scope) for cell in row], strict=False)) for row in rows]

    return code


@box("list")
def _list(reader: Reader, element: etree._Element) -> Code:
    codes = [BOXES[local(each)](reader, each) for each in children(element, *BOXES)]

    def code(scope: Scope) -> Value:
        scope.run.spend(len(codes) + 1)
        return [each(scope) for each in codes]

    return code


@box("conditional")
def _conditional(reader: Reader, element: etree._Element) -> Code:
    condition, then, otherwise = (expression_in(reader, child(element, name)) for name in ("if", "then", "else"))

    def code(scope: Scope) -> Value:
        value = condition(scope)
        if value is not None and not isinstance(value, bool):
            return None
        return then(scope) if value else otherwise(scope)

    return code


@box("filter")
def _filter(reader: Reader, element: etree._Element) -> Code:
    source = expression_in(reader, child(element, "in"))
    match = expression_in(reader.knowing("item"), child(element, "match"))

    def code(scope: Scope) -> Value:
        value = source(scope)
        if value is None:
            return None
        elements = value if isinstance(value, list) else [value]
        chosen = []
        for each in elements:
            scope.run.spend(_STEPS_OF_A_BOX)
            result = match(item_scope(each, scope))
            if isinstance(result, Decimal):
                return element_at(elements, result)
            if result is not None and not isinstance(result, bool):
                return None
            if result:
                chosen.append(each)
        return chosen

    return code


@box("for")
def _for(reader: Reader, element: etree._Element) -> Code:
    domains, body = _iteration(reader, element, "return")

    def code(scope: Scope) -> Value:
        partial: list[Value] = []
        base: dict[str, Value] = {}
        try:
            for inner in bindings(Scope(base, scope, scope.run), domains):
                scope.run.spend(_STEPS_OF_A_BOX + len(partial))
                base["partial"] = list(partial)
                partial.append(body(inner))
        except NoList:
            return None
        return partial

    return code


@box("some")
def _some(reader: Reader, element: etree._Element) -> Code:
    return _quantified(reader, element, decides=True)


@box("every")
def _every(reader: Reader, element: etree._Element) -> Code:
    return _quantified(reader, element, decides=False)


def _quantified(reader: Reader, element: etree._Element, decides: bool) -> Code:
    domains, body = _iteration(reader, element, "satisfies")

    def code(scope: Scope) -> Value:
        answer: bool | None = not decides
        try:
            for inner in bindings(scope, domains):
                scope.run.spend(_STEPS_OF_A_BOX)
                value = body(inner)
                if value is not None and not isinstance(value, bool):
                    return None
                if value is decides:
                    answer = decides
                elif value is None and answer is not decides:
                    answer = None
        except NoList:
            return None
        return answer

    return code


def _iteration(reader: Reader, element: etree._Element, body: str) -> tuple[list[tuple[str, Code]], Code]:
    name = element.get("iteratorVariable", "")
    domain = expression_in(reader, child(element, "in"))
    return [(name, domain)], expression_in(reader.knowing(name, "partial"), child(element, body))
