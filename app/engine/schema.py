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
        ))
    return found
