"""Rules across fields: a FEEL condition that must hold, and what to say where it does not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app import feel
from app.forms.components import INTERNAL
from app.forms.messages import Quoted


@dataclass(frozen=True)
class Rule:
    """One condition over all values; its message goes to a field or to the form as a whole."""

    condition: feel.Expression
    message: Quoted
    field: tuple[str, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """The values it looks at."""
        return frozenset(self.condition.names)


def sources(doc: Mapping[str, Any]) -> list[Any]:
    """The rules as written, at the root or among the form's custom properties (there as JSON text)."""
    properties = doc.get("properties")
    written = doc.get(INTERNAL + "rules") or (properties.get(INTERNAL + "rules") if isinstance(properties, Mapping) else None)
    if isinstance(written, str):
        written = json.loads(written)
    return written if isinstance(written, list) else []


def read(source: Mapping[str, Any], functions: frozenset[str] = frozenset()) -> Rule:
    """One rule; raises what FEEL raises for an expression that it cannot read."""
    key = source.get("field")
    return Rule(
        condition=feel.compile(str(source["expression"]).lstrip().removeprefix("="), functions=functions),
        message=Quoted(str(source["message"]), str(source.get("message_en", ""))),
        field=tuple(key.split(".")) if isinstance(key, str) and key else (),
    )
