"""Following the names of a template through its loops and conditions to the fields that they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jinja2 import nodes

from app.papers.names import Fields
from app.record_fields import RecordField

ANY = RecordField("any", "", "")
Scope = Mapping[str, RecordField]


@dataclass(frozen=True)
class Problem:
    """A name that is unknown, has rows where one value is printed, is one value where rows are expected, or is not allowed."""

    code: str
    name: str
    offered: tuple[str, ...] = ()


class Walk:
    """One walk; `problems` has line and problem, `used` the names at the top. Without fields every name may be filled."""

    def __init__(self, fields: Fields | None) -> None:
        self._fields = fields
        self.problems: list[tuple[int, Problem]] = []
        self.used: set[str] = set()

    def all(self, body: Iterable[nodes.Node], scope: Scope) -> None:
        """Statements in a row; what one sets the next may name."""
        inside = dict(scope)
        for node in body:
            self._statement(node, inside)

    def _statement(self, node: nodes.Node, scope: dict[str, RecordField]) -> None:
        if isinstance(node, nodes.Output):
            for each in node.nodes:
                if not isinstance(each, nodes.TemplateData):
                    self._printed(each, scope)
        elif isinstance(node, nodes.For):
            self._loop(node, scope)
        elif isinstance(node, nodes.If):
            self._value(node.test, scope)
            for branch in (node.body, node.elif_, node.else_):
                self.all(branch, scope)
        elif isinstance(node, nodes.Assign) and isinstance(node.target, nodes.Name):
            scope[node.target.name] = self._value(node.node, scope)
        else:
            self._say(node, "forbidden", type(node).__name__.lower())

    def _printed(self, node: nodes.Node, scope: Scope) -> None:
        field = self._value(node, scope)
        if field.kind in {"rows", "group"}:
            self._say(node, "rows", _written(node))

    def _loop(self, node: nodes.For, scope: Scope) -> None:
        rows = self._value(node.iter, scope)
        if rows.kind not in {"rows", "list", "any"}:
            self._say(node, "single", _written(node.iter))
        row = RecordField("group", "", "", fields=rows.fields) if rows.kind == "rows" and rows.fields else ANY
        named = [each.name for each in node.target.find_all(nodes.Name)] or [getattr(node.target, "name", "")]
        inside = {**scope, **dict.fromkeys(named, row if len(named) == 1 else ANY), "loop": ANY}
        if node.test is not None:
            self._value(node.test, inside)
        self.all(node.body, inside)
        self.all(node.else_, scope)

    def _value(self, node: nodes.Node, scope: Scope) -> RecordField:
        if isinstance(node, nodes.Name):
            return self._named(node, scope)
        if isinstance(node, nodes.Getattr):
            return self._part(node, node.attr, scope)
        if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self._part(node, node.arg.value, scope)
        if isinstance(node, nodes.Call):
            self._say(node, "forbidden", f"{_written(node.node)}()")
        for each in node.iter_child_nodes():
            self._value(each, scope)
        return ANY

    def _named(self, node: nodes.Name, scope: Scope) -> RecordField:
        if node.name in scope:
            return scope[node.name]
        self.used.add(node.name)
        if self._fields is None:
            return ANY
        return self._known(node, self._fields, node.name, node.name)

    def _part(self, node: nodes.Getattr | nodes.Getitem, name: str, scope: Scope) -> RecordField:
        whole = self._value(node.node, scope)
        if whole.kind == "any" or (whole.kind == "group" and not whole.fields):
            return ANY
        if whole.kind == "group":
            return self._known(node, whole.fields, name, f"{_written(node.node)}.{name}")
        code = "rows" if whole.kind == "rows" else "unknown"
        self._say(node, code, _written(node.node) if code == "rows" else f"{_written(node.node)}.{name}")
        return ANY

    def _known(self, node: nodes.Node, fields: Fields, name: str, written: str) -> RecordField:
        if name in fields:
            return fields[name]
        before = written.rpartition(".")[0]
        self._say(node, "unknown", written, tuple(f"{before}.{each}" if before else each for each in fields))
        return ANY

    def _say(self, node: nodes.Node, code: str, name: str, offered: tuple[str, ...] = ()) -> None:
        self.problems.append((node.lineno, Problem(code, name, offered)))


def _written(node: nodes.Node) -> str:
    """An expression as it stands in the template, as far as it is made of names."""
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return f"{_written(node.node)}.{node.arg.value}"
    return type(node).__name__.lower()
