"""decide: the answer of a decision in a file, what it rests on, or why there is none and where."""

import json

import pytest

from app.cli.main import main
from tests.unit.decisions.dmn import decision, definitions, literal, table

IMPORTED = definitions(
    '<itemDefinition name="Grade"><typeRef>string</typeRef><allowedValues><text>"A","B"</text></allowedValues></itemDefinition>'
    '<inputData id="i" name="base"><variable name="base" typeRef="number"/></inputData>',
    literal("twice", "base * 2"),
    '<businessKnowledgeModel id="k" name="Say Hello"><encapsulatedLogic><formalParameter name="who"/>'
    '<literalExpression><text>"Hello " + who</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>',
).replace(b'namespace="n"', b'namespace="other"')


def importing(*elements: str, name: str = "lib", namespace: str = "other") -> bytes:
    return definitions(f'<import namespace="{namespace}" name="{name}" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>', *elements)


@pytest.fixture
def decide(tmp_path, capsys):
    def asked(content: bytes, *arguments: str, **beside: bytes):
        for name, other in {"m": content, **beside}.items():
            (tmp_path / f"{name}.dmn").write_bytes(other)
        code = main(["decide", str(tmp_path / "m.dmn"), *arguments, "--json"])
        return code, json.loads(capsys.readouterr().out)

    return asked


def test_a_table_answers_with_the_rule_its_id_and_its_annotation(decide):
    noted = definitions(table("t", "age", "out", '< 18 | "no"', '>= 18 | "yes"')).replace(
        b"<rule>", b'<annotation name="why"/><rule id="young">', 1
    ).replace(b"</outputEntry></rule>", b"</outputEntry><annotationEntry><text>article 3</text></annotationEntry></rule>", 1)
    code, told = decide(noted, "--decision", "t", "--inputs", '{"age": 17}')
    assert (code, told["value"], told["matched"], told["inputs"]) == (0, "no", [1], {"age": 17})
    assert told["decisions"][0]["rules"] == [{"number": 1, "id": "young", "notes": [{"name": "why", "text": "article 3"}]}]


def test_every_decision_on_the_way_is_explained(decide):
    graph = definitions(table("grade", "n", "out", '< 5 | "low"', '>= 5 | "high"'), literal("d", 'grade + "!"', requires="grade"))
    code, told = decide(graph, "--decision", "d", "--inputs", '{"n": 7}')
    assert (code, told["value"]) == (0, "high!")
    assert [(each["decision"], each["outputs"], [rule["number"] for rule in each["rules"]]) for each in told["decisions"]] == [
        ("grade", "high", [2]), ("d", "high!", []),
    ]
    assert told["decisions"][1]["inputs"] == {"grade": "high"}


def test_texts_become_dates_where_the_input_data_asks_for_them(decide):
    typed = definitions(
        '<itemDefinition name="Term"><itemComponent name="end"><typeRef>date</typeRef></itemComponent></itemDefinition>'
        '<inputData id="i" name="term"><variable name="term" typeRef="Term"/></inputData>'
        '<inputData id="j" name="wait"><variable name="wait" typeRef="dayTimeDuration"/></inputData>',
        literal("d", "string(term.end + wait)"),
    )
    assert decide(typed, "--inputs", '{"term": {"end": "2024-02-28"}, "wait": "P2D"}')[1]["value"] == "2024-03-01"


def test_models_are_imported_from_beside_the_file_by_namespace(decide):
    needs = '<informationRequirement><requiredDecision href="other#twice"/></informationRequirement>'
    body = "<literalExpression><text>lib.Say Hello(string(lib.twice)) + string(lib.base)</text></literalExpression>"
    content = importing(decision("d", needs + body), decision("t", '<literalExpression><text>"C" instance of lib.Grade</text></literalExpression>'))
    assert decide(content, "--decision", "d", "--inputs", '{"base": 4}', lib=IMPORTED)[1]["value"] == "Hello 84"
    assert decide(content, "--decision", "d", "--inputs", '{"lib": {"base": 5}}', lib=IMPORTED)[1]["value"] == "Hello 105"
    assert decide(content, "--decision", "t", lib=IMPORTED)[1]["value"] is True


def test_an_import_without_a_name_is_seen_as_ones_own(decide):
    assert decide(importing(literal("d", 'Say Hello("you")'), name=""), lib=IMPORTED)[1]["value"] == "Hello you"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (importing(literal("d", "1"), namespace="gone"), "import-missing"),
        (importing(literal("d", "1"), namespace="n"), "import-circle"),
        (importing(literal("d", "1")).replace(b"https://www.omg.org/spec/DMN/20230324/MODEL/", b"http://www.dmg.org/PMML-4_2"), "import-type"),
        (definitions(literal("d", "1 +")), "cell-unreadable"),
        (b"nothing", "xml-unreadable"),
    ],
)
def test_a_file_that_cannot_be_used_is_two(decide, code, content):
    found, told = decide(content)
    assert found == 2 and code in [each["code"] for each in told["findings"]]


def test_a_decision_that_cannot_be_read_says_where_and_leaves_the_others_alone(decide):
    content = definitions(literal("good", "1"), literal("bad", "1 +"))
    assert decide(content, "--decision", "good")[1]["value"] == 1
    code, told = decide(content, "--decision", "bad")
    assert code == 1 and "Line 1, column" in told["error"]["message"] and told["findings"][0]["element"] == "bad"


def test_a_function_of_another_language_is_refused_with_the_reason(decide):
    java = '<context><contextEntry><variable name="f"/><functionDefinition kind="Java"><context/></functionDefinition></contextEntry></context>'
    code, told = decide(definitions(literal("good", "1"), decision("bad", java)), "--decision", "bad")
    assert code == 1 and told["findings"][0]["code"] == "function-foreign" and "Java" in told["error"]["message"]


@pytest.mark.parametrize("arguments", [["--decision", "gone"], ["--inputs", "[1]"], ["--inputs", "{"], []])
def test_a_question_that_makes_no_sense_is_one(decide, arguments):
    code, told = decide(definitions(literal("a", "1"), literal("b", "2")), *arguments)
    assert code == 1 and told["error"]["message"] != told["error"]["message_zh"]


def test_of_several_decisions_one_has_to_be_named(decide):
    code, told = decide(definitions(literal("a", "1"), literal("b", "2")))
    assert code == 1 and "--decision" in told["error"]["message"] and "a, b" in told["error"]["message"]


def test_a_table_that_contradicts_itself_names_its_rules(decide):
    code, told = decide(definitions(table("t", "x", "out", "- | 1", "> 2 | 2")), "--inputs", '{"x": 3}')
    assert code == 1 and told["matched"] == [1, 2]


def test_a_decision_service_can_be_asked(decide):
    service = (
        '<inputData id="i" name="n"/><decisionService id="s" name="serve"><outputDecision href="#d"/><inputData href="#i"/></decisionService>'
    )
    assert decide(definitions(service, literal("d", "n + 1")), "--decision", "serve", "--inputs", '{"n": 1}')[1]["value"] == 2


def test_numbers_keep_all_their_digits_and_stay_numbers(tmp_path, capsys):
    (tmp_path / "m.dmn").write_bytes(definitions(literal("d", "[1/3, 2, 1.50, 10**20]")))
    assert main(["decide", str(tmp_path / "m.dmn"), "--json"]) == 0
    assert '"value": [0.3333333333333333333333333333333333, 2, 1.50, 100000000000000000000]' in capsys.readouterr().out


def test_a_function_is_no_answer(decide):
    assert decide(definitions(literal("d", "function(a) a")))[1]["error"]["code"] == "feel-value"


def test_a_decision_that_draws_its_requirements_sees_nothing_else_of_the_file(decide):
    needs = '<informationRequirement><requiredInput href="#a"/></informationRequirement>'
    inputs = '<inputData id="a" name="a"/><inputData id="b" name="b"/>'
    body = "<literalExpression><text>[a, b, c]</text></literalExpression>"
    content = definitions(inputs, decision("d", needs + body))
    assert decide(content, "--inputs", '{"a": 1, "b": 2, "c": 3}')[1]["value"] == [1, None, 3]
    assert decide(definitions(inputs, decision("d", body)), "--inputs", '{"a": 1, "b": 2, "c": 3}')[1]["value"] == [1, 2, 3]


def test_types_that_lead_back_to_themselves_say_nothing(decide):
    types = '<itemDefinition name="A"><typeRef>B</typeRef></itemDefinition><itemDefinition name="B"><typeRef>A</typeRef></itemDefinition>'
    content = definitions(types + '<inputData id="i" name="x"><variable name="x" typeRef="A"/></inputData>', literal("d", "x"))
    assert decide(content, "--inputs", '{"x": [1]}')[1]["value"] == [1]


def test_a_knowledge_model_can_be_asked(decide):
    assert decide(IMPORTED, "--decision", "Say Hello", "--inputs", '{"who": "you"}')[1]["value"] == "Hello you"
    broken = definitions(literal("d", "1"), '<businessKnowledgeModel id="k" name="f"><encapsulatedLogic kind="Java"/></businessKnowledgeModel>')
    assert decide(broken, "--decision", "f")[0] == 1


def test_models_that_import_each_other_are_refused(decide):
    back = importing(literal("twice", "1"), namespace="n").replace(b'name="model" namespace="n"', b'name="model" namespace="other"')
    code, told = decide(importing(literal("d", "1")), lib=back)
    assert code == 2 and [each["code"] for each in told["findings"]] == ["import-circle"] and told["findings"][0]["file"] == "lib.dmn"
