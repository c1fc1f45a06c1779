"""Elements by their local names: DMN 1.1 to 1.5 differ in the namespace, not in the words."""

from __future__ import annotations

from lxml import etree


def local(element: etree._Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: etree._Element | None, *names: str) -> list[etree._Element]:
    """The direct children of these names, in order."""
    return [] if element is None else [each for each in element if local(each) in names]


def child(element: etree._Element | None, *names: str) -> etree._Element | None:
    """The first direct child of one of these names."""
    return next(iter(children(element, *names)), None)


def text_of(element: etree._Element | None, name: str = "text") -> str:
    """The text inside the first direct child of this name; nothing if there is none."""
    found = child(element, name)
    return "" if found is None else "".join(found.itertext()).strip()


def reference(element: etree._Element | None) -> str:
    """The id that an href points to inside this file."""
    return "" if element is None else element.get("href", "").rpartition("#")[2]
