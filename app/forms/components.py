"""The components of a form as a tree, with the place where each keeps its value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

QUESTIONS = frozenset({
    "textfield", "textarea", "number", "datetime", "checkbox", "select", "radio", "checklist", "taglist", "filepicker",
})
CONTAINERS = frozenset({"default", "group", "dynamiclist"})
ORNAMENTS = frozenset({"text", "image", "spacer", "separator", "button", "table"})
KNOWN = QUESTIONS | CONTAINERS | ORNAMENTS | {"expression"}

INTERNAL = "jiebang:"


@dataclass(frozen=True)
class Component:
    """One component; `path` leads to its value from the form, or from the row it stands in."""

    id: str
    kind: str
    path: tuple[str, ...]
    source: Mapping[str, Any]
    children: tuple[Component, ...] = ()

    @property
    def keeps_value(self) -> bool:
        """Whether the loaded values have an entry for it."""
        return self.kind in QUESTIONS or self.kind in ("expression", "dynamiclist")

    @property
    def is_attachment(self) -> bool:
        """Files are uploaded first; the answer is the list of their ids."""
        return self.kind == "filepicker" or self.property("attachment") == "true"

    @property
    def validate(self) -> Mapping[str, Any]:
        """The limits as form-js writes them."""
        return _mapping(self.source.get("validate"))

    @property
    def hide(self) -> Any:
        """The FEEL text under which it is hidden, or None."""
        return _mapping(self.source.get("conditional")).get("hide")

    def property(self, name: str) -> str | None:
        """One of our own custom properties, without its prefix."""
        value = _mapping(self.source.get("properties")).get(INTERNAL + name)
        return None if value is None else str(value)

    def walk(self) -> Iterator[Component]:
        """Itself and everything inside, rows included, in the order of the page."""
        yield self
        for child in self.children:
            yield from child.walk()


def feel_kind(component: Component) -> str | None:
    """The kind of value an answer has in FEEL; None where choices or computations leave that open."""
    if component.kind == "datetime":
        return {"datetime": "date and time", "time": "time"}.get(str(component.source.get("subtype", "date")), "date")
    if component.is_attachment or component.kind in {"checklist", "taglist", "dynamiclist"}:
        return "list"
    if component.kind in {"select", "radio"}:
        values = component.source.get("values")
        texts = isinstance(values, list) and all(isinstance(_mapping(each).get("value"), str) for each in values)
        return "string" if values and texts else None
    return {"textfield": "string", "textarea": "string", "number": "number", "checkbox": "boolean"}.get(component.kind)


def read(doc: Any) -> Component:
    """The tree of a form-js schema; what is malformed is left to the checks."""
    source = _mapping(doc)
    return Component("", "default", (), source, tuple(_read_all(source.get("components"), ())))


def _read_all(sources: Any, prefix: tuple[str, ...]) -> Iterator[Component]:
    for source in sources if isinstance(sources, list) else ():
        if isinstance(source, Mapping):
            yield _read(source, prefix)


def _read(source: Mapping[str, Any], prefix: tuple[str, ...]) -> Component:
    kind = str(source.get("type", ""))
    own = (*prefix, *_steps(source.get("path" if kind in CONTAINERS else "key")))
    inside: Iterable[Component] = _read_all(source.get("components"), () if kind == "dynamiclist" else own)
    return Component(str(source.get("id", "")), kind, own, source, tuple(inside))


def _steps(dotted: Any) -> tuple[str, ...]:
    return tuple(dotted.split(".")) if isinstance(dotted, str) and dotted else ()


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
