"""A text that cannot be read says where and why, in both languages."""

import pytest

from app import feel
from app.feel.command import evaluate_text


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ("1 +", 1, 4, "not complete"),
        ("", 1, 1, "not complete"),
        ("a >\n  then", 2, 3, "then"),
        ('"open', 1, 1, "quotes"),
        ("金额＞3", 1, 3, "write >"),
        ("f（1）", 1, 2, "write ("),
        ("adding(1)", 1, 1, "no function named adding"),
        ("fir ratio(1)", 1, 1, "no function named fir ratio"),
        ("/* open", 1, 1, "comment"),
        ("{a: 1, a: 2}", 1, 8, "twice"),
        ("1 instance of nmber", 1, 15, "no type named nmber"),
        ('@"2024-13-01"', 1, 1, "not a date"),
        ("1 2", 1, 3, "2"),
        ("(1, 2)", 1, 3, ","),
        ("a)", 1, 2, ")"),
    ],
)
def test_the_place_and_the_reason(text, line, column, says):
    with pytest.raises(feel.FeelSyntaxError) as caught:
        feel.compile(text)
    error = caught.value
    assert (error.line, error.column) == (line, column)
    assert says in error.text("en")
    assert error.text("zh").startswith(f"第 {line} 行第 {column} 列：")


def test_an_unknown_function_suggests_a_known_one():
    with pytest.raises(feel.FeelSyntaxError, match="do you mean add working days"):
        feel.compile("add workin days(today(), 1)")


def test_a_function_that_the_environment_lacks_is_an_error_not_null():
    expression = feel.compile("score()", functions=frozenset({"score"}))
    with pytest.raises(feel.FeelError, match="no function named score"):
        expression.evaluate({}, feel.Environment())


def test_what_process_code_raises_passes_through():
    def broken():
        raise KeyError("x")

    with pytest.raises(KeyError):
        feel.compile("f()", functions=frozenset({"f"})).evaluate({}, feel.Environment(functions={"f": broken}))


def test_the_command_line_gets_a_value_or_an_error():
    assert evaluate_text("a + 1", '{"a": 2}') == {"value": 3}
    error = evaluate_text("a +", "{}")["error"]
    assert (error["code"], error["position"], error["line"], error["column"]) == ("feel-syntax", 3, 1, 4)


@pytest.mark.parametrize(
    "context", ["", "{", "[1]", "null", '{"a": NaN}', '{"a": 1e999999}', '{"a": "\\ud800"}', "\ud800", '{"a": "\\u0000"}',
                '{"a": ' + "[" * 50_000 + "]" * 50_000 + "}", '{"a": ' + "9" * 6_000 + "}", " " * 5_000_000]
, ids=lambda text: text[:16].encode("unicode_escape").decode())
@pytest.mark.parametrize("expression", ["a", "\ud800", '"\\ud800"', "\x00", "a" * 200_000, "function() 1", "now"])
def test_the_command_line_survives_anything(expression, context):
    result = evaluate_text(expression, context)
    assert result.keys() <= {"value", "error"} and len(result) == 1
    if "error" in result:
        assert result["error"].keys() == {"code", "message", "message_zh", "position", "line", "column"}
        result["error"]["message_zh"].encode()
