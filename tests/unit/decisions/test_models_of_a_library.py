"""Models of one deployment import each other by namespace, and follow when one of them changes."""

from app import feel
from app.checking import check_change, check_files, context_of
from app.library import Library, Resource
from app.runtime import Programme
from tests.unit.decisions.dmn import decision, definitions, literal
PROGRAMME = Programme(("节目", "programme"), {}, {})


def rates(value: str) -> bytes:
    return definitions(literal("rate", value)).replace(b'namespace="n"', b'namespace="rates"')


NEEDS = '<informationRequirement><requiredDecision href="rates#rate"/></informationRequirement>'
USES = definitions(
    '<import namespace="rates" name="rates" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>',
    decision("price", f"{NEEDS}<literalExpression><text>amount * rates.rate</text></literalExpression>"),
)


def library(**files: bytes) -> Library:
    return Library(1, [Resource(number, f"bpmn/p/{name}.dmn", 1, content) for number, (name, content) in enumerate(files.items(), 1)])


def price(known: Library) -> object:
    return known.decision("price").decision("price").evaluate({"amount": feel.from_json(100)}, feel.Environment()).value


def test_a_model_imports_its_neighbour():
    known = library(uses=USES, rates=rates("0.3"))
    assert price(known) == 30
    assert check_files(known, ["bpmn/p/uses.dmn"], context_of(PROGRAMME, known)) == []


def test_a_change_of_the_neighbour_counts_at_once():
    known = library(uses=USES, rates=rates("0.3"))
    assert price(known) == 30 and price(known.replaced({"bpmn/p/rates.dmn": rates("0.5")})) == 50 and price(known) == 30


def test_a_neighbour_that_goes_is_missed_by_whoever_imports_it():
    known = library(uses=USES, rates=rates("0.3"))
    assert check_change(PROGRAMME, known, {"bpmn/p/rates.dmn": rates("0.4")}) == []
    assert "import-missing" in [finding.code for finding in check_change(PROGRAMME, known, {"bpmn/p/rates.dmn": b""})]
