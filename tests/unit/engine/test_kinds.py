"""What can be told about kinds of values before anything runs, and nothing that is not certain."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app import feel
from app.checking import check_content
from tests.dsl.drawing import Drawing
from tests.unit.engine.test_check_rules import KNOWN

KINDS = {"n": "number", "s": "string", "b": "boolean", "d": "date", "l": "list"}


@pytest.mark.parametrize(("text", "kind"), [
    ("1 + n", "number"), ('s + "x"', "string"), ("n > 3", "boolean"), ("if b then 1 else 2", "number"), ("if b then 1 else s", None),
    ("count(l) * 2", "number"), ("unknown + 1", None), ("[1]", "list"), ("{a: 1}", "context"), ("today()", "date"), ("not(b)", "boolean"),
    ("for x in l return x", "list"), ("some n in l satisfies n = s", "boolean"), ("l[n = 1]", None), ("(n)", "number"),
])
def test_the_kind_of_a_text_is_told_where_it_is_certain(text, kind):
    found, clashes = feel.kind_and_clashes(text, KINDS)
    assert found == kind and clashes == []


@pytest.mark.parametrize("text", ['n > "3"', "s = 3", "d = s", "n and b", "if s then 1 else 2", 's * 2', 'n + s', 's - "x"', "b = 1", "n between s and 3"])
def test_kinds_that_do_not_go_together_are_told(text):
    assert feel.kind_and_clashes(text, KINDS)[1]


@pytest.mark.parametrize("text", ["n = null", "s != null and b", "x > 3", "l = 1", "n in [1..3]", "function(n) n + s", "{s: 1, t: s + 1}", "if n > 1 then b else null"])
def test_nothing_is_said_where_it_may_be_right(text):
    assert feel.kind_and_clashes(text, KINDS)[1] == []


def told(drawing: Drawing, **known) -> list[str]:
    findings = check_content("bpmn/p/p.bpmn", drawing.xml(), replace(KNOWN, **known))
    return [f"{each.element}: {each.en}" for each in findings if each.code == "feel-kinds"]


def asks(condition: str) -> Drawing:
    drawing = Drawing().start().user("t", jiebang__form="p/good").add("exclusiveGateway", "g", default="no").end().end("e2")
    return drawing.flow("start > t > g").flow("g > end", when=condition, id="c").flow("g > e2", id="no")


def test_an_answer_is_compared_with_its_own_kind():
    assert told(asks('decision = "yes"')) == []
    assert told(asks("decision = 1"))[0].startswith("c: condition at “c” compares a string and a number")


def test_a_condition_that_is_no_question_is_told():
    assert "is a string, neither true nor false" in told(asks("decision"))[0]


def test_what_something_else_may_set_to_another_kind_is_left_alone():
    drawing = asks("decision = 1").script("s", "{decision: 1}")
    assert told(drawing) == []
    assert told(asks("sent = 1").add("serviceTask", "send", jiebang__operation="send")) == []
