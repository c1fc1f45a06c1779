"""Choices that a programme's data fills in: a component with the property `jiebang:options` offers those, then its own."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from app.forms.components import INTERNAL

PROPERTY = INTERNAL + "options"
ENGLISH = INTERNAL + "en"
NAMES = frozenset({"regions"})

Choice = tuple[str, str, str]            # value, Chinese, English


def asked(content: bytes) -> bool:
    """Whether a form leaves choices to the programme's data."""
    return PROPERTY.encode() in content


def filled(doc: Any, choices: Mapping[str, Sequence[Choice]]) -> Any:
    """A copy of a form's document in which every such component offers the choices of that name before its own."""
    wanted = copy.deepcopy(doc)
    _fill(wanted, choices)
    return wanted


def _fill(component: Any, choices: Mapping[str, Sequence[Choice]]) -> None:
    if not isinstance(component, dict):
        return
    properties, own = component.get("properties"), component.get("values")
    name = properties.get(PROPERTY) if isinstance(properties, dict) else None
    if name is not None:
        offered = [{"value": value, "label": zh, ENGLISH: en} for value, zh, en in choices.get(str(name), ())]
        component["values"] = [*offered, *(own if isinstance(own, list) else [])]
    for child in component["components"] if isinstance(component.get("components"), list) else []:
        _fill(child, choices)
