"""The schema as the form island gets it: form-js words only, plus one component type for attachments."""

from __future__ import annotations

from typing import Any

from app.forms.choices import ENGLISH
from app.forms.components import INTERNAL, QUESTIONS, read
from app.forms.limits import max_files

ATTACHMENT = "attachment"  # drawn by our own component in the island
_LEFT_OUT = frozenset({"button", "html", "iframe"})  # the page has its own buttons


def schema(doc: dict[str, Any]) -> dict[str, Any]:
    """The document without our internals; it changes and returns the copy it is given."""
    attachments = {part.id: max_files(part) for part in read(doc).walk() if part.kind in QUESTIONS and part.is_attachment}
    return _stripped(doc, attachments)


def _stripped(component: dict[str, Any], attachments: dict[str, int]) -> dict[str, Any]:
    for name in [name for name in component if name.startswith(INTERNAL)]:
        del component[name]
    values = component.get("values")
    for option in values if isinstance(values, list) else []:
        if isinstance(option, dict):
            option.pop(ENGLISH, None)
    properties = component.pop("properties", None)
    if isinstance(properties, dict):
        kept = {name: value for name, value in properties.items() if not name.startswith(INTERNAL)}
        if kept:
            component["properties"] = kept
    if component.get("id") in attachments:
        component["type"] = ATTACHMENT
        component["maxCount"] = attachments[component["id"]]
    if component.get("type") == "dynamiclist":
        component["disableCollapse"] = True  # a message in a folded row would not be seen
    if component.get("type") == "datetime":
        component.setdefault("use24h", True)
    if isinstance(component.get("components"), list):
        component["components"] = [
            _stripped(child, attachments) for child in component["components"]
            if isinstance(child, dict) and child.get("type") not in _LEFT_OUT
        ]
    return component
