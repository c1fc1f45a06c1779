"""The codes that a fact carries, with the names that its own version of the drawings gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.engine.errors import UnknownDefinition
from app.engine.model import Flow
from app.library import Library

Elements = Mapping[str, tuple[str, str, str]]        # element id → process, kind and name


def named(library: Library, elements: Elements, element: str | None, data: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What a fact carries: flows as “question answered → where to”, a process and a decision by their names."""
    found = dict(data)
    if isinstance(data.get("flows"), list):
        process = elements.get(element or "", ("", "", ""))[0]
        found["flows"] = [flow_name(library, elements, process, str(each), language) for each in data["flows"]]
    if isinstance(data.get("to"), str) and data["to"] in elements:
        found["to"] = name_of(library, elements, data["to"], language)
    if data.get("process"):
        found["process"] = name_of(library, elements, str(data["process"]), language)
    if data.get("decision"):
        found["decision"] = decision_name(library, str(data["decision"]), language)
    return found


def name_of(library: Library, elements: Elements, element: str | None, language: str) -> str:
    """An element's or a process's name in a language, its id when it has none."""
    process, _, name = elements.get(element or "", ("", "", element or ""))
    return library.element_name(process, element or "", name or element or "", language)


def flow_name(library: Library, elements: Elements, process_id: str, flow_id: str, language: str) -> str:
    """A flow as “question answered → where to”."""
    flow = flows_of(library, process_id).get(flow_id)
    if flow is None:
        return flow_id
    name = library.element_name(process_id, flow_id, flow.name, language)
    return " → ".join(filter(None, (name, name_of(library, elements, flow.target, language))))


def flows_of(library: Library, process_id: str) -> dict[str, Flow]:
    """All flows of a process by their ids."""
    try:
        process = library.process(process_id).process
    except UnknownDefinition:
        return {}
    return {flow.id: flow for scope in process.scope.scopes() for flow in scope.flows.values()}


def decision_name(library: Library, decision_id: str, language: str) -> str:
    """A decision's name in a language, its id when it has none."""
    if language.startswith("en"):
        return decision_id.replace("_", " ").capitalize()        # tables have no English names
    try:
        return library.decision(decision_id).decisions[decision_id].name or decision_id
    except (UnknownDefinition, KeyError):
        return decision_id
