"""Gaps and overlapping rules of a table are found when it is checked, with an input that shows them."""

from pathlib import Path

import pytest

from app import decisions, feel
from processes import kit
from tests.unit.decisions.dmn import decision, definitions, table

ROOT = Path(__file__).parents[3]


def found(*arguments, **keywords):
    return [(each.code, each.severity, each.en) for each in decisions.check(definitions(table("t", *arguments, **keywords)))]


@pytest.mark.parametrize(
    ("inputs", "rules", "example"),
    [
        ("age", ["< 18 | 1", "> 18 | 2"], "age = 18"),
        ("age", ["<= 17 | 1", ">= 18 | 2"], "age = 17.5"),
        ("age", ["[0..10) | 1", "[10..20] | 2"], "age = "),
        ("times", ["0 | 1", "1 | 2"], "times = 2"),
        ("kind", ['"a" | 1', '"b" | 2'], 'kind = "…"'),
        ("ok", ["true | 1"], "ok = false"),
        ("a | b", ["true | - | 1", "false | true | 2"], "a = false, b = false"),
        ("due", ['< date("2024-01-01") | 1', '> date("2024-01-01") | 2'], "due = 2024-01-01"),
        ("wait", ['< duration("P1D") | 1', '> duration("P2D") | 2'], "wait = P1D"),
        ("n", ["not(1, 2) | 1", "1 | 2"], "n = 2"),
    ],
)
def test_a_gap_is_a_warning_with_an_example(inputs, rules, example):
    codes = found(inputs, "out", *rules)
    assert codes and {code for code, _, _ in codes} == {"table-gap"}
    assert {severity for _, severity, _ in codes} == {"warning"} and any(example in text for _, _, text in codes)


@pytest.mark.parametrize(
    ("inputs", "rules", "example"),
    [
        ("age", ["< 18 | 1", ">= 18 | 2", "[16..17] | 3"], "rules 1 and 3 both match for age = 16"),
        ("age", ["<= 18 | 1", ">= 18 | 2"], "age = 18"),
        ("a | b", ["true | - | 1", "- | false | 2", "false | true | 3"], "a = true, b = false"),
        ("kind", ['"a","b" | 1', 'not("a") | 2'], 'kind = "b"'),
        ("x", ["- | 1", "- | 2"], "any input"),
    ],
)
def test_overlapping_rules_of_a_unique_table_are_an_error_with_an_example(inputs, rules, example):
    errors = [text for code, severity, text in found(inputs, "out", *rules) if (code, severity) == ("table-overlap", "error")]
    assert any(example in text for text in errors)
    with pytest.raises(decisions.DecisionError, match="more than one rule"):
        decisions.load(definitions(table("t", "x", "out", "- | 1", "- | 2"))).decision("t").evaluate({}, feel.Environment())


def test_columns_that_share_a_variable_may_never_meet_so_an_overlap_is_a_warning():
    codes = found("n > 5 | n < 3", "out", "true | - | 1", "- | true | 2", "false | false | 3")
    assert [(code, severity) for code, severity, _ in codes] == [("table-overlap", "warning")]


def test_rules_of_an_any_table_may_overlap_but_not_contradict():
    assert found("n", "out", "< 5 | 1", "< 3 | 1", ">= 5 | 2", hit="ANY") == []
    (code, severity, text), = found("n", "out", "< 5 | 1", "< 3 | 2", ">= 5 | 2", hit="ANY")
    assert (code, severity) == ("table-contradiction", "error") and "rules 1 and 2" in text


@pytest.mark.parametrize(
    ("inputs", "rules", "more"),
    [
        ("age", ["< 18 | 1", ">= 18 | 2"], {}),
        ("age", ["< 18 | 1"], {"default": "0"}),
        ("age", ["< 18 | 1"], {"hit": "COLLECT"}),
        ("age", ["< 18 | 1", "- | 2"], {"hit": "FIRST"}),
        ("age", ["< limit | 1", ">= limit | 2"], {}),
        ("codes", ['list contains(?, "A") | 1', 'list contains(?, "B") | 2'], {}),
        ("times", ["0 | 1", "1 | 2", "> 1 | 3"], {}),
        ("ok", ["true | 1", "false | 2"], {}),
    ],
)
def test_nothing_is_told_of_what_is_complete_or_cannot_be_known(inputs, rules, more):
    assert found(inputs, "out", *rules, **more) == []


def test_listed_input_values_bound_the_gaps():
    complete = definitions(table("t", "kind", "out", '"a" | 1', '"b" | 2')).replace(
        b"</inputExpression>", b'</inputExpression><inputValues><text>"a","b"</text></inputValues>'
    )
    assert decisions.check(complete) == []


def test_the_values_that_a_type_allows_are_looked_at_and_no_others():
    grades = '<itemDefinition name="Grade"><typeRef>string</typeRef><allowedValues><text>"a","b","c"</text></allowedValues></itemDefinition>'
    typed = definitions(grades, table("t", "kind", "out", '"a" | 1', '"b" | 2')).replace(b"<inputExpression>", b'<inputExpression typeRef="Grade">')
    assert [each.en for each in decisions.check(typed)] == ['no rule for kind = "c"']


def test_the_type_of_the_input_data_counts_where_the_column_has_none():
    data = '<inputData id="i" name="ok"><variable name="ok" typeRef="boolean"/></inputData>'
    complete = definitions(data, table("t", "ok | n", "out", "- | < 5 | 1", "- | >= 5 | 2"))
    assert decisions.check(complete) == []
    grades = '<itemDefinition name="Grade"><typeRef>string</typeRef><allowedValues><text>"a","b"</text></allowedValues></itemDefinition>'
    typed = definitions(grades, data.replace("ok", "kind").replace("boolean", "Grade"), table("t", "kind", "out", '"a" | 1', '"b" | 2'))
    assert decisions.check(typed) == []


def test_tables_inside_contexts_are_looked_at_too():
    inner = table("t", "age", "out", "< 18 | 1", "> 18 | 2").partition("<decisionTable")[2].partition("</decision>")[0]
    entry = f'<context><contextEntry><variable name="e"/><decisionTable{inner}</contextEntry></context>'
    assert [each.code for each in decisions.check(definitions(decision("d", entry)))] == ["table-gap"]


def test_a_large_table_is_looked_through_and_a_hopeless_one_is_left():
    rules = [f"[{n}..{n + 1}) | [{n}..{n + 1}) | {n}" for n in range(100)]
    assert {code for code, _, _ in found("a | b", "out", *rules)} == {"table-gap"}
    assert [code for code, _, _ in found("a", "out", *[f"{n} | {n}" for n in range(401)])] == ["table-large"]
    wide = " | ".join(f"c{n}" for n in range(12))
    assert isinstance(found(wide, "out", *[" | ".join([f"< {n + k}" for k in range(12)] + ["1"]) for n in range(60)]), list)


@pytest.mark.parametrize("file", sorted((ROOT / "bpmn").rglob("*.dmn")), ids=lambda file: file.stem)
def test_the_tables_of_the_programme_have_neither_gaps_nor_overlaps(file):
    kit.load_handlers()
    assert decisions.check(file.read_bytes(), file.name, frozenset(kit.functions())) == []
