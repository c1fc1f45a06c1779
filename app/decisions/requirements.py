"""Whether what decisions require is there (DMN 1.5, 6.3.10)."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from app.decisions.model import Decision, Import
from app.decisions.reader import Reader
from app.decisions.xml_names import children


def check_ids(reader: Reader, root: etree._Element) -> None:
    """Decisions are kept by their ids: of two with one id the first would never be asked."""
    seen: set[str] = set()
    for each in children(root, "decision"):
        identity, name = each.get("id", ""), each.get("name", "")
        if not identity or identity in seen:
            reader.error("decision-id", f"the id of {name or 'a decision'} is missing or there twice", f"“{name}”的标识缺失或重复", identity)
        seen.add(identity)


def check_requirements(reader: Reader, decisions: Mapping[str, Decision], imports: tuple[Import, ...]) -> None:
    """Decisions that are required but missing, and those that require themselves."""
    models = {each.name: each.model for each in imports}
    for decision in decisions.values():
        missing = [required for required in decision.requires if required not in decisions]
        missing += [id_ for name, id_ in decision.imported if id_ not in models[name].decisions]
        for required in missing:
            reader.error(
                "decision-missing",
                f"{decision.name} requires the decision {required}, which is not in this file",
                f"“{decision.name}”需要决策 {required}，但文件中没有",
                decision.id,
            )
        if _needs_itself(decision.id, decisions):
            reader.error(
                "decision-circle", f"{decision.name} requires itself", f"“{decision.name}”循环依赖自身", decision.id
            )


def _needs_itself(start: str, decisions: Mapping[str, Decision]) -> bool:
    seen: set[str] = set()
    waiting = list(decisions[start].requires)
    while waiting:
        current = waiting.pop()
        if current == start:
            return True
        if current not in seen and current in decisions:
            seen.add(current)
            waiting += decisions[current].requires
    return False
