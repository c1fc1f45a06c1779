"""The BPMN 2.0 schema, as the library ships it: what a file says that the standard does not know."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from lxml import etree

from app.errors import Finding

_ATTRIBUTE = re.compile(r"The attribute '([^']+)'")
_NAME = re.compile(r"\{[^}]*\}")
MAX_MESSAGES = 20
WHY_ATTRIBUTE = (
    "标准里没有的属性不会起作用，写它的人却以为它在起作用。", "Nothing acts on what the standard does not know, though its author counts on it.",
)
WHY_ORDER = (
    "这里照样能读，别的建模工具却可能读不了，或丢掉一部分。", "It is read here all the same, but another modelling tool may refuse it or lose a part.",
)


@lru_cache(maxsize=1)
def _schema() -> etree.XMLSchema:
    path = files("SpiffWorkflow.bpmn.parser.schema").joinpath("BPMN20.xsd")
    return etree.XMLSchema(etree.parse(str(path)))


def schema_findings(root: etree._Element, file: str = "") -> list[Finding]:
    """Where a document leaves the schema (BPMN 2.0.2, clause 15).

    An attribute that BPMN does not know is an error, because nothing would act on it; a wrong order of elements is a
    warning, because readers, ours among them, do not depend on it.
    """
    schema = _schema()
    if schema.validate(root):
        return []
    found = []
    for entry in list(schema.error_log)[:MAX_MESSAGES]:
        unknown = _ATTRIBUTE.search(entry.message)
        serious = unknown is not None and "not allowed" in entry.message
        text = _NAME.sub("", entry.message)[:300]
        found.append(Finding(
            None, "schema-attribute" if serious else "schema-order", "error" if serious else "warning",
            f"第 {entry.line} 行不符合 BPMN 2.0 模式：{text}", f"Line {entry.line} does not follow the BPMN 2.0 schema: {text}", file,
            *(WHY_ATTRIBUTE if serious else WHY_ORDER),
        ))
    return found
