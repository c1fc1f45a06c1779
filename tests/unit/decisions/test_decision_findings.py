"""What is wrong with a decision model is said when it is loaded, with rule and column."""

import pytest

from app import decisions, feel
from tests.unit.decisions.dmn import decision, definitions, literal, table


@pytest.mark.parametrize(
    ("file", "code", "says"),
    [
        (definitions(table("t", "age | to", "out", '< 1 | "JS" | 1', '>> 1 | - | 2')), "cell-unreadable", "rule 2, column age"),
        (definitions(table("t", "age", "out", "< 1 | 1 +")), "cell-unreadable", "rule 1, column out"),
        (definitions(table("t", "age +", "out", "< 1 | 1")), "cell-unreadable", "input column age +"),
        (definitions(table("t", "age", "out", "< 1 | 1", hit="SOMETIMES")), "hit-policy", "SOMETIMES"),
        (definitions(table("t", "age", "out", "< 1 | 1", hit="PRIORITY")), "output-values", "priority"),
        (definitions(table("t", "age", "out", "< 1 | 1 | 2")), "rule-cells", "rule 1"),
        (definitions(table("t", "", "out", "< 1 | 1")), "input-empty", "input column 1"),
        (definitions(table("t", "age", "out", "< 1 | 1", hit="COLLECT", aggregation="MEAN")), "aggregation", "MEAN"),
        (definitions(literal("d", "x", requires="gone")), "decision-missing", "gone"),
        (definitions(literal("a", "b", requires="b"), literal("b", "a", requires="a")), "decision-circle", "a requires itself"),
        (definitions(literal("d", "f(1)")), "cell-unreadable", "no function named f"),
        (definitions(literal("d", "1"), literal("d", "2")), "decision-id", "there twice"),
        (definitions(literal("d", "1")).replace(b'id="d"', b""), "decision-id", "missing"),
        (
            definitions(literal("d", "1")).replace(
                b"<decision", b'<itemDefinition name="Grade"><typeRef>string</typeRef><allowedValues><text>"A" "B"</text></allowedValues></itemDefinition><decision', 1,
            ), "allowed-values", "Grade",
        ),
        (b"<definitions/>", "not-dmn", "no DMN"),
        (b"no xml", "xml-unreadable", "cannot be read"),
        (b'<!DOCTYPE d [<!ENTITY e "x">]><d>&e;</d>', "xml-unreadable", "document type"),
    ],
)
def test_the_model_is_refused(file, code, says):
    with pytest.raises(decisions.ModelRefused) as caught:
        decisions.load(file, "bpmn/shared/t.dmn")
    finding = next(each for each in caught.value.findings if each.code == code)
    assert finding.blocks and says in finding.en and finding.zh != finding.en
    assert finding.file == "bpmn/shared/t.dmn"
    assert decisions.check(file) and says in "".join(each.en for each in decisions.check(file))


def test_a_decision_without_logic_is_a_warning():
    model = decisions.load(definitions(decision("drawn", ""), literal("d", "1")))
    assert [finding.code for finding in model.findings()] == ["decision-empty"]
    assert model.decision("d").evaluate({}, feel.Environment()).value == 1
    with pytest.raises(decisions.DecisionError, match="no logic"):
        model.decision("drawn").evaluate({}, feel.Environment())


def test_a_decision_that_does_not_exist():
    with pytest.raises(decisions.DecisionError, match="no such decision"):
        decisions.load(definitions(literal("d", "1"))).decision("e")


def test_an_input_that_is_mentioned_but_not_required_is_a_warning():
    needs = '<informationRequirement><requiredInput href="#a"/></informationRequirement>'
    body = "<literalExpression><text>a + b</text></literalExpression>"
    file = definitions('<inputData id="a" name="a"/><inputData id="b" name="b"/>', decision("d", needs + body))
    assert [(each.code, each.severity) for each in decisions.check(file)] == [("requirement-missing", "warning")]
