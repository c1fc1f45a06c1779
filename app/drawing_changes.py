"""What is different between two drawings of a process, read from the model rather than from the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.engine.model import Drawing, Element, Flow, Process
from app.engine.reader import BPMNDI, read
from app.xml import parse_untrusted

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class Detail:
    """One thing that changed; `field` is a code, or `setting:` and an attribute of ours.

    Values are texts as the drawing has them; reminders, events and multi-instance settings are the model's own.
    """

    field: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Change:
    """An element or flow that is new, gone or different."""

    what: str
    element: str
    kind: str
    name: str
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True)
class Changes:
    """All differences, and how many shapes have only moved."""

    rows: tuple[Change, ...]
    moved: tuple[str, ...] = ()

    def ids(self, what: str) -> list[str]:
        """Elements that were added, removed or changed."""
        return [row.element for row in self.rows if row.what == what]


@dataclass(frozen=True)
class _Item:
    """An element, flow or process, reduced to what is compared."""

    kind: str
    name: str
    fields: Mapping[str, Any] = field(default_factory=dict)


def compare(old: bytes, new: bytes) -> Changes:
    """The differences from one drawing to another; raises UnsafeXml."""
    before, after = _items(read(old)), _items(read(new))
    rows = []
    for identity in [*before, *(key for key in after if key not in before)]:
        change = _change(identity, before.get(identity), after.get(identity))
        if change:
            rows.append(change)
    order = {ADDED: 0, CHANGED: 1, REMOVED: 2}
    return Changes(tuple(sorted(rows, key=lambda row: order[row.what])), tuple(_moved(old, new)))


def _change(identity: str, old: _Item | None, new: _Item | None) -> Change | None:
    if old is None and new is not None:
        return Change(ADDED, identity, new.kind, new.name, _details({}, new.fields))
    if new is None and old is not None:
        return Change(REMOVED, identity, old.kind, old.name)
    assert old is not None and new is not None
    details = _details(old.fields, new.fields)
    return Change(CHANGED, identity, new.kind, new.name or old.name, details) if details else None


def _details(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Detail, ...]:
    names = dict.fromkeys([*old, *new])
    return tuple(
        Detail(name, old.get(name, ""), new.get(name, "")) for name in names if old.get(name, "") != new.get(name, "")
    )


def _items(drawing: Drawing) -> dict[str, _Item]:
    return {identity: item for process in drawing.processes for identity, item in _of_process(process)}


def _of_process(process: Process) -> Iterator[tuple[str, _Item]]:
    settings = {f"setting:{name}": value for name, value in process.settings.items()}
    yield process.id, _Item("process", process.name, {"name": process.name, "pool": process.pool, **settings})
    parents = {id(process.scope): ""}
    for scope, element in process.scope.walk():
        if element.scope:
            parents[id(element.scope)] = element.id
        fields = {**_fields(element), "lane": process.lanes.get(element.id, ""), "parent": parents[id(scope)]}
        yield element.id, _Item(element.kind, element.name or element.id, fields)
    for scope in process.scope.scopes():
        for flow in scope.flows.values():
            yield flow.id, _Item("sequenceFlow", flow.name or flow.id, _flow_fields(flow))


def _fields(element: Element) -> dict[str, Any]:
    fields = {
        "name": element.name, "kind": element.kind,
        **{f"setting:{name}": value for name, value in sorted(element.settings.items())},
        "reminders": tuple(element.reminders),
        "inputs": _pairs(element.inputs), "outputs": _pairs(element.outputs),
        "event": tuple(element.events),
        "interrupting": "" if element.interrupting else "false", "attached": element.attached_to or "",
        "default": element.default or "", "multi": element.multi or "", "called": element.called or "",
        "script": element.script or "", "message": element.message or "", "documentation": element.documentation,
    }
    return {name: value for name, value in fields.items() if value}


def _flow_fields(flow: Flow) -> dict[str, str]:
    return {"name": flow.name, "condition": flow.condition, "ends": f"{flow.source} → {flow.target}"}


def _pairs(pairs: tuple[tuple[str, str], ...] | None) -> str:
    return "；".join(f"{name}: {value}" for name, value in pairs or ())


def _moved(old: bytes, new: bytes) -> list[str]:
    """Shapes and lines of both drawings with another place."""
    before, after = _places(old), _places(new)
    return [identity for identity, place in after.items() if identity in before and before[identity] != place]


def _places(content: bytes) -> dict[str, tuple[tuple[str, ...], ...]]:
    found = {}
    for node in parse_untrusted(content).iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"):
        found[node.get("bpmnElement") or ""] = tuple(
            _numbers(child) for child in node if etree.QName(child).localname in {"Bounds", "waypoint"}
        )
    return found


def _numbers(node: etree._Element) -> tuple[str, ...]:
    """The editor writes 100 where a person wrote 100.0."""
    return tuple(f"{float(node.get(name) or 0):g}" for name in ("x", "y", "width", "height"))
