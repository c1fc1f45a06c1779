"""Where answers lie: every component once, or once for each row of the list it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.forms.components import Component
from app.forms.fields import MAX_ROWS

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Place:
    """A component at one path, such as ("units", 2, "uscc"), inside the rows and groups that hold it."""

    component: Component
    path: Path
    row: Path = ()
    inside: tuple[Path | str, ...] = ()

    @property
    def name(self) -> Path | str:
        """What hides with it: the value's path, or the id of what has no value."""
        return self.path if self.component.keeps_value else f"{self.component.id}{self.row}"


def places(root: Component, answers: Mapping[str, Any]) -> Iterator[Place]:
    """Every place that these answers have, outer before inner."""
    return _inside(root, answers, (), ())


def _inside(parent: Component, answers: Any, row: Path, inside: tuple[Path | str, ...]) -> Iterator[Place]:
    for component in parent.children:
        place = Place(component, (*row, *component.path), row, inside)
        yield place
        within = (*inside, place.name)
        if component.kind == "dynamiclist":
            rows = find(answers, place.path)
            for index in range(min(len(rows), MAX_ROWS)) if isinstance(rows, list) else ():
                yield from _inside(component, answers, (*place.path, index), within)
        elif component.children:
            yield from _inside(component, answers, row, within)


def find(tree: Any, path: Path) -> Any:
    """What lies there, or None."""
    for step in path:
        if isinstance(tree, Mapping) and isinstance(step, str):
            tree = tree.get(step)
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            tree = tree[step]
        else:
            return None
    return tree


def put(tree: dict[Any, Any], path: Path, value: Any) -> None:
    """Lays a value there; tables on the way are made, rows of a list exist already."""
    here: Any = tree
    for step in path[:-1]:
        here = here.setdefault(step, {}) if isinstance(here, dict) else here[step]
    here[path[-1]] = value


def drop(tree: dict[Any, Any], path: Path) -> None:
    """Takes the value away, if it is there."""
    holder = find(tree, path[:-1])
    if isinstance(holder, dict):
        holder.pop(path[-1], None)
