"""Names in a drawing, read and put into another language; the drawing itself stays as it was deployed."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from app.xml import parse_untrusted

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def lanes(content: bytes) -> dict[str, str]:
    """Lane name → lane id."""
    return {lane.get("name", ""): lane.get("id", "") for lane in parse_untrusted(content).iter(f"{BPMN}lane")}


def reworded(content: bytes, names: Mapping[str, Mapping[str, str]]) -> bytes:
    """The drawing with other names: process id → element id → name."""
    root = parse_untrusted(content)
    for process in root.iter(f"{BPMN}process"):
        words = names.get(process.get("id", ""), {})
        for element in process.iter():
            if element.get("id") in words and element.get("name"):
                element.set("name", words[element.get("id")])
    for pool in root.iter(f"{BPMN}participant"):
        process = pool.get("processRef", "")
        pool.set("name", names.get(process, {}).get(process) or pool.get("name", ""))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
