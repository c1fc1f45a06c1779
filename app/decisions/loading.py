"""From the XML of a decision model to a model that can be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from app.decisions.coverage import check_table
from app.decisions.elements import decision_of, input_of, knowledge_of, service_of, variable_of
from app.decisions.errors import ModelRefused
from app.decisions.imports import NO_IMPORTS, Beside, Chain
from app.decisions.model import DecisionModel, Import
from app.decisions.reader import Reader
from app.decisions.requirements import check_ids, check_requirements
from app.decisions.types import Types
from app.decisions.xml_names import children, local
from app.errors import Finding
from app.xml import UnsafeXml, parse_untrusted

Constants = Mapping[str, Callable[..., Any]]
NO_CONSTANTS: Constants = {}
DRAWN = ("decision", "inputData", "businessKnowledgeModel", "decisionService")


def load(
    xml: bytes, file: str = "", functions: frozenset[str] = frozenset(), beside: Beside = NO_IMPORTS
) -> DecisionModel:
    """The model in a DMN file (1.1 to 1.5), everything in it compiled.

    ``functions`` are the names of the functions that the environment will provide, ``beside`` finds the files that are
    imported. A decision that cannot be read says so when it is asked; raises ModelRefused with all that was found wrong if
    that is no single one, or if the file is wrong as a whole.
    """
    found = _read(xml, file, functions, Chain(beside), complete=False)
    if found.model is None or found.blocked_as_a_whole():
        raise ModelRefused(found.findings)
    return found.model


def check(
    xml: bytes, file: str = "", functions: frozenset[str] = frozenset(), beside: Beside = NO_IMPORTS,
    constants: Constants = NO_CONSTANTS,
) -> list[Finding]:
    """What is wrong or doubtful in a DMN file, gaps and overlaps of its tables included; nothing is raised.

    ``constants`` are those of the functions whose answer depends on nothing but their arguments, such as the numbers of a
    policy: the values that they give in cells are known.
    """
    return _read(xml, file, functions, Chain(beside), complete=True, constants=constants).findings


@dataclass(frozen=True)
class _Found:
    model: DecisionModel | None
    types: Types | None
    findings: list[Finding]

    def blocked_as_a_whole(self) -> bool:
        """Whether something is wrong that concerns the whole file, or every decision of it."""
        blocking = {finding.element for finding in self.findings if finding.blocks}
        askable = self.model.decisions.keys() if self.model else set()
        own = {*askable, *(self.model.problems if self.model else ())}
        return bool(blocking) and (not askable or not blocking <= own or askable <= blocking)


def _read(
    xml: bytes, file: str, functions: frozenset[str], chain: Chain, complete: bool, constants: Constants = NO_CONSTANTS,
) -> _Found:
    try:
        root = parse_untrusted(xml)
    except UnsafeXml as error:
        return _Found(None, None, [Finding(None, error.code, "error", error.text("zh"), error.text("en"), file)])
    if local(root) != "definitions" or "DMN" not in str(root.tag).upper():
        return _Found(None, None, [Finding(None, "not-dmn", "error", "这不是 DMN 文件", "this is no DMN file", file)])
    findings: list[Finding] = []
    imports, types = _imports(root, file, functions, chain, findings)
    names = {each.get("name", "") for each in children(root, *DRAWN)}
    names |= {variable.get("name", "") for each in children(root, *DRAWN) for variable in children(each, "variable")}
    names |= {name for each in imports for name in (each.name, *each.model.element_names())}
    kinds = {variable_of(each): variable.get("typeRef", "") for each in children(root, "inputData") for variable in children(each, "variable")}
    reader = Reader(file, Types(root, types), functions, frozenset(names - {""}), findings, kinds=kinds, constants=constants)
    check_ids(reader, root)
    decisions = {each.get("id", ""): decision_of(reader, root, each, imports) for each in children(root, "decision")}
    check_requirements(reader, decisions, imports)
    knowledge = tuple(filter(None, (knowledge_of(reader, each) for each in children(root, "businessKnowledgeModel"))))
    if complete:
        _check_tables(reader)
    services = tuple(service_of(reader, root, each, decisions) for each in children(root, "decisionService"))
    for name, wrong in reader.types.problems():
        reader.error("allowed-values", f"allowed values of {name}: {wrong.text('en')}", f"类型“{name}”的允许值：{wrong.text('zh')}")
    model = DecisionModel(
        root.get("name", ""), decisions, knowledge, services, tuple(each for each in findings if not each.blocks),
        root.get("namespace", ""), tuple(input_of(reader, each) for each in children(root, "inputData")), imports,
        {str(each.element): each for each in reversed(findings) if each.blocks and each.element},
    )
    return _Found(model, reader.types, findings)


def _check_tables(reader: Reader) -> None:
    broken = {finding.element for finding in reader.found if finding.blocks}
    for at, table in reader.tables:
        if at.element not in broken:
            check_table(at, table)


def _imports(
    root: etree._Element, file: str, functions: frozenset[str], chain: Chain, findings: list[Finding]
) -> tuple[tuple[Import, ...], dict[str, Types]]:
    """The models that a file imports, each read once however often it is imported."""
    imports, types = [], {}
    for element in children(root, "import"):
        found = chain.follow(
            element, root.get("namespace", ""), file, findings,
            lambda xml, name, further: _read(xml, name, functions, further, complete=False),
        )
        if found is not None and found.model is not None and found.types is not None:
            findings += [each for each in found.findings if each.code.startswith("import-") and each not in findings]
            imports.append(Import(element.get("name", ""), found.model))
            types[element.get("name", "")] = found.types
    return tuple(imports), types
