"""From the XML of a decision model to a model that can be asked."""

from __future__ import annotations

from lxml import etree

from app.decisions.boxed import BOXES, expression_in
from app.decisions.errors import ModelRefused
from app.decisions.model import Decision, DecisionModel, Knowledge, Service
from app.decisions.reader import Reader
from app.decisions.table import DecisionTable
from app.decisions.tables import read_table
from app.decisions.types import Types
from app.decisions.xml_names import child, children, local, reference
from app.errors import Finding
from app.feel.compiler import Code
from app.xml import UnsafeXml, parse_untrusted

DRAWN = ("decision", "inputData", "businessKnowledgeModel", "decisionService")


def load(xml: bytes, file: str = "", functions: frozenset[str] = frozenset()) -> DecisionModel:
    """The model in a DMN file (1.1 to 1.5), everything in it compiled.

    ``functions`` are the names of the functions that the environment will provide. Raises ModelRefused with all that was
    found wrong.
    """
    model, findings = _read(xml, file, functions)
    if model is None or any(finding.blocks for finding in findings):
        raise ModelRefused(findings)
    return model


def check(xml: bytes, file: str = "", functions: frozenset[str] = frozenset()) -> list[Finding]:
    """What is wrong or doubtful in a DMN file; nothing is raised."""
    return _read(xml, file, functions)[1]


def _read(xml: bytes, file: str, functions: frozenset[str]) -> tuple[DecisionModel | None, list[Finding]]:
    try:
        root = parse_untrusted(xml)
    except UnsafeXml as error:
        return None, [Finding(None, error.code, "error", error.text("zh"), error.text("en"), file)]
    if local(root) != "definitions" or "DMN" not in str(root.tag).upper():
        return None, [Finding(None, "not-dmn", "error", "这不是 DMN 文件", "this is no DMN file", file)]
    names = frozenset(name for each in children(root, *DRAWN) for name in (each.get("name"), _variable(each)) if name)
    reader = Reader(file, Types(root), functions, names, [])
    _check_ids(reader, root)
    decisions = {each.get("id", ""): _decision(reader, each) for each in children(root, "decision")}
    _check_requirements(reader, decisions)
    knowledge = tuple(filter(None, (_knowledge(reader, each) for each in children(root, "businessKnowledgeModel"))))
    warnings = tuple(finding for finding in reader.found if not finding.blocks)
    services = tuple(_service(reader, root, each, decisions) for each in children(root, "decisionService"))
    _check_types(reader)
    return DecisionModel(root.get("name", ""), decisions, knowledge, services, warnings), reader.found


def _variable(element: etree._Element) -> str:
    variable = child(element, "variable")
    return "" if variable is None else variable.get("name", "")


def _decision(reader: Reader, element: etree._Element) -> Decision:
    name = element.get("name", "")
    reader = reader.at(element.get("id", ""), name)
    variable = child(element, "variable")
    requires = tuple(
        reference(child(each, "requiredDecision"))
        for each in children(element, "informationRequirement")
        if child(each, "requiredDecision") is not None
    )
    return Decision(
        id=element.get("id", ""),
        name=name,
        variable=_variable(element) or name,
        logic=_logic(reader, element),
        requires=requires,
        check=None if variable is None else reader.types.check(variable.get("typeRef")),
    )


def _logic(reader: Reader, element: etree._Element) -> DecisionTable | Code | None:
    inner = child(element, *BOXES)
    if inner is None:
        reader.warning("decision-empty", f"{reader.place[0]} has no logic", f"“{reader.place[1]}”没有定义逻辑")
        return None
    if local(inner) == "decisionTable":
        return read_table(reader, inner, reader.expression)
    return expression_in(reader, element)


def _knowledge(reader: Reader, element: etree._Element) -> Knowledge | None:
    name = _variable(element) or element.get("name", "")
    reader = reader.at(element.get("id", ""), name)
    logic = child(element, "encapsulatedLogic")
    if logic is None or logic.get("kind", "FEEL").upper() not in ("FEEL", "F"):
        return None
    parameters = children(logic, "formalParameter")
    names = tuple(parameter.get("name", "") for parameter in parameters)
    checks = tuple(reader.types.check(parameter.get("typeRef")) for parameter in parameters)
    return Knowledge(name, names, checks, expression_in(reader.knowing(*names), logic))


def _service(reader: Reader, root: etree._Element, element: etree._Element, decisions: dict[str, Decision]) -> Service:
    """Its parameters are the input data, then the decisions that are given, in the order of the file."""
    data = {each.get("id"): each for each in children(root, "inputData")}
    inputs = [data[id_] for each in children(element, "inputData") if (id_ := reference(each)) in data]
    given = [decisions[id_] for each in children(element, "inputDecision") if (id_ := reference(each)) in decisions]
    typed = [child(each, "variable") for each in inputs]
    return Service(
        name=_variable(element) or element.get("name", ""),
        parameters=(*(_variable(each) or each.get("name", "") for each in inputs), *(each.variable for each in given)),
        checks=(
            *(None if each is None else reader.types.check(each.get("typeRef")) for each in typed),
            *(each.check for each in given),
        ),
        given={each.id: each.variable for each in given},
        outputs=tuple(id_ for each in children(element, "outputDecision") if (id_ := reference(each)) in decisions),
    )


def _check_ids(reader: Reader, root: etree._Element) -> None:
    """Decisions are kept by their ids: of two with one id the first would never be asked."""
    seen: set[str] = set()
    for each in children(root, "decision"):
        identity, name = each.get("id", ""), each.get("name", "")
        if not identity or identity in seen:
            reader.error("decision-id", f"the id of {name or 'a decision'} is missing or there twice", f"“{name}”的标识缺失或重复", identity)
        seen.add(identity)


def _check_types(reader: Reader) -> None:
    for name, error in reader.types.problems():
        reader.error("allowed-values", f"allowed values of {name}: {error.text('en')}", f"类型“{name}”的允许值：{error.text('zh')}")


def _check_requirements(reader: Reader, decisions: dict[str, Decision]) -> None:
    for decision in decisions.values():
        for required in decision.requires:
            if required not in decisions:
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


def _needs_itself(start: str, decisions: dict[str, Decision]) -> bool:
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
