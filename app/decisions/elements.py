"""The elements of a decision model, read from their XML: decisions, input data, knowledge models, services."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from lxml import etree

from app.decisions.boxed import BOXES, FOREIGN, expression_in, refuse_foreign
from app.decisions.model import Decision, Import, InputData, Knowledge, Service
from app.decisions.reader import Reader
from app.decisions.table import DecisionTable
from app.decisions.tables import read_table
from app.decisions.xml_names import child, children, local, reference
from app.feel.compiler import Code
from app.feel.nodes.types import Check


def variable_of(element: etree._Element) -> str:
    """The name under which others see the element."""
    variable = child(element, "variable")
    return ("" if variable is None else variable.get("name", "")) or element.get("name", "")


def decision_of(reader: Reader, root: etree._Element, element: etree._Element, imports: tuple[Import, ...]) -> Decision:
    """A decision with its logic compiled; an unreadable part of it is noted and stands for null."""
    name = element.get("name", "")
    reader = reader.at(element.get("id", ""), name)
    local_ids, imported = _required(root, element, imports)
    hidden = _hidden(root, element)
    logic = _logic(reader, element)
    for missing in sorted(hidden & reader.mentioned):
        reader.warning(
            "requirement-missing", f"{name} mentions {missing} without requiring it, so it is null there",
            f"“{name}”提到了 {missing}，但没有引用它的连线，其值为 null",
        )
    return Decision(
        id=element.get("id", ""), name=name, variable=variable_of(element), logic=logic, requires=local_ids,
        check=_check(reader, element), imported=imported, needs=tuple(_knowledge_needed(element)),
        names=frozenset(reader.mentioned), hidden=hidden,
    )


_DRAWN = {
    "informationRequirement": (("requiredInput", "requiredDecision"), ("inputData", "decision")),
    "knowledgeRequirement": (("requiredKnowledge",), ("businessKnowledgeModel", "decisionService")),
}


def _hidden(root: etree._Element, element: etree._Element) -> frozenset[str]:
    """A decision sees what it requires and nothing else that the file declares (DMN 1.5, 6.3.10 and 10.4). Names that the
    file does not declare are variables from outside; where no requirement of a kind is drawn, nothing of it is hidden."""
    hidden: set[str] = set()
    for requirement, (links, kinds) in _DRAWN.items():
        drawn = children(element, requirement)
        required = {reference(each) for one in drawn for each in children(one, *links)}
        declared = children(root, *kinds) if drawn else []
        seen = {variable_of(each) for each in declared if each.get("id") in required}
        hidden |= {variable_of(each) for each in declared} - seen
    return frozenset(hidden)


def _required(
    root: etree._Element, element: etree._Element, imports: tuple[Import, ...]
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Ids of required decisions of this file, and of imported models with the names of the imports."""
    own: list[str] = []
    imported: list[tuple[str, str]] = []
    for requirement in children(element, "informationRequirement"):
        required = child(requirement, "requiredDecision")
        if required is None:
            continue
        namespace, _, id_ = required.get("href", "").rpartition("#")
        names = [each.name for each in imports if namespace and each.model.namespace == namespace]
        if names and namespace != root.get("namespace"):
            imported.append((names[0], id_))
        else:
            own.append(id_)
    return tuple(own), tuple(imported)


def _knowledge_needed(element: etree._Element) -> Iterator[str]:
    for requirement in children(element, "knowledgeRequirement"):
        yield reference(child(requirement, "requiredKnowledge"))


def _check(reader: Reader, element: etree._Element) -> Check | None:
    variable = child(element, "variable")
    return None if variable is None else reader.types.check(variable.get("typeRef"))


def _logic(reader: Reader, element: etree._Element) -> DecisionTable | Code | None:
    inner = child(element, *BOXES)
    if inner is None:
        reader.warning("decision-empty", f"{reader.place[0]} has no logic", f"“{reader.place[1]}”没有定义逻辑")
        return None
    if local(inner) == "decisionTable":
        return read_table(reader, inner, reader.expression)
    return expression_in(reader, element)


def input_of(reader: Reader, element: etree._Element) -> InputData:
    """A value that comes from outside."""
    variable = child(element, "variable")
    type_ref = "" if variable is None else variable.get("typeRef", "")
    return InputData(variable_of(element), _check(reader, element), partial(reader.types.read, type_ref) if type_ref else None)


def knowledge_of(reader: Reader, element: etree._Element) -> Knowledge | None:
    """A business knowledge model; None with a finding if it is written in a foreign language."""
    name = variable_of(element)
    reader = reader.at(element.get("id", ""), name)
    logic = child(element, "encapsulatedLogic")
    if logic is None:
        return None
    if logic.get("kind", "FEEL").upper() in FOREIGN:
        refuse_foreign(reader, logic)
        return None
    parameters = children(logic, "formalParameter")
    names = tuple(parameter.get("name", "") for parameter in parameters)
    checks = tuple(reader.types.check(parameter.get("typeRef")) for parameter in parameters)
    body = reader.checked(expression_in(reader.knowing(*names), logic), logic)
    return Knowledge(name, names, checks, body, _result_check(reader, element), element.get("id", ""))


def _result_check(reader: Reader, element: etree._Element) -> Check | None:
    """The type of a function's answer: its variable refers to that, or to the type of the function."""
    variable = child(element, "variable")
    return None if variable is None else reader.types.result_check(variable.get("typeRef"))


def service_of(reader: Reader, root: etree._Element, element: etree._Element, decisions: Mapping[str, Decision]) -> Service:
    """Its parameters are the input data, then the decisions that are given, in the order of the file."""
    data = {each.get("id"): each for each in children(root, "inputData")}
    inputs = [data[id_] for each in children(element, "inputData") if (id_ := reference(each)) in data]
    given = [decisions[id_] for each in children(element, "inputDecision") if (id_ := reference(each)) in decisions]
    return Service(
        id=element.get("id", ""), name=variable_of(element),
        parameters=(*(variable_of(each) for each in inputs), *(each.variable for each in given)),
        checks=(*(_check(reader, each) for each in inputs), *(each.check for each in given)),
        given={each.id: each.variable for each in given},
        outputs=tuple(id_ for each in children(element, "outputDecision") if (id_ := reference(each)) in decisions),
        check=_result_check(reader, element),
    )
