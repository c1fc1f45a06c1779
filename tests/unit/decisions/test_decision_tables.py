"""Decision tables answer by their hit policy, and say by which rules."""

from decimal import Decimal

import pytest

from app import decisions, feel
from tests.unit.decisions.dmn import decision, definitions, literal, table

WORLD = feel.Environment()


def ask(file, name, **variables):
    return decisions.load(file).decision(name).evaluate(feel.from_json(variables), WORLD)


def test_the_funding_ratio_may_reach_thirty_percent_but_not_pass_it():
    file = definitions(table(
        "funding", "stage | ratio", "verdict",
        '-             | <= 0.3 | "ok"',
        '"application" | > 0.3  | "warn"',
        '"award"       | > 0.3  | "cap"',
        'not("application", "award") | > 0.3 | "block"',
    ))
    assert ask(file, "funding", stage="award", ratio=0.3).value == "ok"
    outcome = ask(file, "funding", stage="award", ratio=0.3001)
    assert outcome == decisions.Outcome("cap", (3,), {"stage": "award", "ratio": Decimal("0.3001")})
    assert ask(file, "funding", stage="change", ratio=0.31).matched == (4,)


AGES = ("< 10 | 1", "< 20 | 2", "< 15 | 3", "[5..30] | 2")


@pytest.mark.parametrize(
    ("hit", "more", "value", "matched"),
    [
        ("FIRST", {}, 2, (2,)),
        ("PRIORITY", {"values": "3, 2, 1"}, 3, (3,)),
        ("RULE ORDER", {}, [2, 3, 2], (2, 3, 4)),
        ("OUTPUT ORDER", {"values": "3, 2, 1"}, [3, 2, 2], (3, 2, 4)),
        ("COLLECT", {}, [2, 3, 2], (2, 3, 4)),
        ("COLLECT", {"aggregation": "SUM"}, 7, (2, 3, 4)),
        ("COLLECT", {"aggregation": "MIN"}, 2, (2, 3, 4)),
        ("COLLECT", {"aggregation": "MAX"}, 3, (2, 3, 4)),
        ("COLLECT", {"aggregation": "COUNT"}, 3, (2, 3, 4)),
    ],
)
def test_hit_policies(hit, more, value, matched):
    outcome = ask(definitions(table("t", "age", "out", *AGES, hit=hit, **more)), "t", age=12)
    assert (outcome.value, outcome.matched) == (feel.from_json(value), matched)


@pytest.mark.parametrize(
    ("hit", "aggregation", "value"),
    [("UNIQUE", "", None), ("ANY", "", None), ("FIRST", "", None), ("RULE ORDER", "", []), ("COLLECT", "", []),
     ("COLLECT", "COUNT", 0), ("COLLECT", "SUM", None)],
)
def test_nothing_matches(hit, aggregation, value):
    outcome = ask(definitions(table("t", "age", "out", "> 99 | 1", hit=hit, aggregation=aggregation)), "t", age=1)
    assert (outcome.value, outcome.matched) == (value, ())


def test_a_default_answers_when_nothing_matches():
    assert ask(definitions(table("t", "age", "out", "> 99 | 1", default="-1")), "t", age=1).value == -1


def test_unique_rules_that_overlap_are_named():
    with pytest.raises(decisions.DecisionError) as caught:
        ask(definitions(table("t", "age", "out", *AGES)), "t", age=12)
    assert caught.value.rules == (2, 3, 4)
    assert "rules 2, 3, 4" in caught.value.text("en") and "规则 2, 3, 4" in caught.value.text("zh")


def test_any_wants_the_same_answer_from_all():
    same = definitions(table("t", "age", "out", '< 20 | "x"', '< 30 | "x"', '> 15 | "y"', hit="ANY"))
    assert ask(same, "t", age=10).value == "x"
    with pytest.raises(decisions.DecisionError, match="rules 1, 2, 3"):
        ask(same, "t", age=18)


def test_several_outputs_are_a_context():
    rules = ('< 2 | "REG-02" | true', '< 1 | "REG-01" | false')
    file = definitions(table("items", "regions", "code | curable", *rules, hit="COLLECT"))
    assert ask(file, "items", regions=1).value == [{"code": "REG-02", "curable": True}]
    assert len(ask(file, "items", regions=0).value) == 2


def test_decisions_answer_those_they_require_first():
    file = definitions(
        literal("ratio", "fiscal / total"),
        table("funding", "ratio", "verdict", '<= 0.3 | "ok"', '> 0.3 | "cap"', requires="ratio"),
        literal("text", 'funding + " at " + string(ratio)', requires="funding,ratio"),
    )
    assert ask(file, "text", fiscal=31, total=100).value == "cap at 0.31"


def test_a_boxed_context_sees_its_earlier_entries():
    body = (
        '<context><contextEntry><variable name="base"/>'
        "<literalExpression><text>amount * 2</text></literalExpression></contextEntry>"
        "<contextEntry><literalExpression><text>base + 1</text></literalExpression></contextEntry></context>"
    )
    assert ask(definitions(decision("d", body)), "d", amount=3).value == 7


@pytest.mark.parametrize(
    "namespace",
    ["http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20180521/MODEL/",
     "https://www.omg.org/spec/DMN/20191111/MODEL/", "https://www.omg.org/spec/DMN/20211108/MODEL/",
     "https://www.omg.org/spec/DMN/20230324/MODEL/"],
)
def test_all_versions_of_the_file_format_are_read(namespace):
    assert ask(definitions(literal("d", "1 + 1"), namespace=namespace), "d").value == 2


def test_functions_of_process_code_are_called_by_name():
    file = definitions(literal("d", "fiscal ratio(funds)"))
    world = feel.Environment(functions={"fiscal ratio": lambda funds: funds / 100})
    model = decisions.load(file, functions=frozenset(world.functions))
    assert model.decision("d").evaluate({"funds": Decimal(30)}, world).value == Decimal("0.3")


def test_the_one_of_a_hundred_rules_is_found():
    rules = [f'[{n * 10}..{n * 10 + 10}) | "R{n % 4}" | - | {n}' for n in range(100)]
    asked = decisions.load(definitions(table("t", "amount | region | other", "out", *rules))).decision("t")
    variables = {"amount": Decimal(995), "region": "R3", "other": None}
    assert asked.evaluate(variables, WORLD).value == 99


def test_one_budget_holds_for_all_the_decisions_together():
    loops = [literal(f"d{n}", "count(for i in 1..50000 return i)", requires=f"d{n - 1}" if n else "") for n in range(6)]
    with pytest.raises(feel.FeelBudgetExceeded):
        ask(definitions(*loops), "d5")
