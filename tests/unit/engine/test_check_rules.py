"""Every rule has a drawing that breaks it; what runs in full is never refused."""

from __future__ import annotations

import re
import time

import pytest

from app.checking import check_content
from app.engine.checks import RULES
from app.engine.checks.rule import Context
from tests.dsl.drawing import CANCEL, Drawing, condition, items, link, loop, message, timer

HAN = re.compile(r"[\u4e00-\u9fff]")
KNOWN = Context(
    forms=frozenset({"p/good"}), roles=frozenset({"clerk"}), operations=frozenset({"send"}), decisions=frozenset({"table"}),
    processes=frozenset({"other", "by_message"}), templates=frozenset({"soon"}), callable=frozenset({"other"}),
    form_fields={"p/good": frozenset({"decision"})}, form_kinds={"p/good": {"decision": "string"}},
    gives={"send": frozenset({"sent"})}, passed={}, thrown=frozenset(), functions=frozenset({"limit"}), keys={"limit": frozenset({"known"})},
)


def line(*names: str) -> Drawing:
    """start > … > end, the elements to be added."""
    return Drawing().start().end().flow(" > ".join(["start", *names, "end"]))


def nested(levels: int) -> Drawing:
    inside = Drawing("x").add("task", "t").start("s0").flow("s0 > t")
    for level in range(1, levels):
        outer = Drawing("x").start(f"s{level}").add("subProcess", f"b{level}", inside.inside())
        inside = outer.flow(f"s{level} > b{level}")
    return Drawing().start().add("subProcess", "top", inside.inside()).end().flow("start > top > end")


BROKEN = {
    "no-process": Drawing().start().end().flow("start > end").xml().replace(b'isExecutable="true"', b'isExecutable="false"'),
    "process-empty": Drawing().xml(),
    "too-large": Drawing().start().xml().replace(b"</process>", b"".join(b'<task id="t%d"/>' % n for n in range(3001)) + b"</process>"),
    "due-text": line("a").user("a", jiebang__due="soon").xml(),
    "reminder-wrong": line("a").user(
        "a", '<extensionElements><jiebang:reminder workingDays="-1" at="99:99" template="soon"/></extensionElements>', jiebang__due="=today()",
    ).xml(),
    "duplicate-id": line("a").user("a").add("task", "a").xml(),
    "flow-dangling": line().flow("start > nowhere").xml(),
    "element-unknown": line().xml().replace(b"</process>", b'<choreographyTask id="c"/></process>'),
    "reference-missing": line("w").add("intermediateCatchEvent", "w", message("m")).xml(),
    "element-refused": line("g").add("complexGateway", "g").xml(),
    "event-refused": line().add("endEvent", "x", timer("duration", "P1D")).flow("start > x").xml(),
    "event-subprocess": line("t").add("task", "t").add("subProcess", "s", '<startEvent id="in"/>', triggeredByEvent="true").xml(),
    "link-lost": line("t").add("task", "t").add("intermediateThrowEvent", "go", link("far")).flow("t > go").xml(),
    "cancel-misplaced": line("t").add("transaction", "t", Drawing("x").start("in").end("out", CANCEL).flow("in > out").inside()).xml(),
    "compensation-lost": line("t").add("task", "t").add("task", "undo", isForCompensation="true").xml(),
    "send-back-unknown": line("a", "b").user("a", jiebang__sendBack="b").user("b").xml(),
    "condition-empty": line("c").add("intermediateCatchEvent", "c", condition("")).xml(),
    "condition-of-time": line("c").add("intermediateCatchEvent", "c", condition("now() > end")).xml(),
    "loop-wrong": line("t").user("t", loop()).xml(),
    "variable-never-set": line("s").script("s", "{n: amuont + 1}").xml(),
    "feel-kinds": line("t", "g").user("t", jiebang__form="p/good").add("exclusiveGateway", "g", default="no").end("e2").flow("g > e2", when="decision > 3").xml(),
    "branches-write-one-name": (
        Drawing().start().add("parallelGateway", "f").script("a", "{n: 1}").script("b", "{n: 2}").flow("start > f").flow("f > a").flow("f > b").xml()
    ),
    "deadline-without-path": line("t").user("t").boundary("late", "t", timer("duration", "P1D")).xml(),
    "message-unsent": line("w").message("m").add("intermediateCatchEvent", "w", message("m")).xml(),
    "called-without-start": line("c").add("callActivity", "c", calledElement="by_message").xml(),
    "attribute-refused": line("t").user("t", completionQuantity="2").xml(),
    "start-ambiguous": line().start("other").flow("other > end").xml(),
    "condition-misplaced": line("g").add("parallelGateway", "g").add("task", "t").flow("g > t", when="x").xml(),
    "nested-start": line("s").add("subProcess", "s", '<startEvent id="in"><timerEventDefinition/></startEvent>').xml(),
    "boundary-lost": line().boundary("b", "nothing", timer("duration", "P1D")).add("task", "t").flow("b > t").xml(),
    "flow-direction": line().flow("end > start").xml(),
    "unreachable": line().add("task", "alone").xml(),
    "no-start": Drawing().start(inner=condition("x")).end().flow("start > end").xml(),
    "event-gateway": line("g", "t").add("eventBasedGateway", "g").add("task", "t").xml(),
    "flow-missing": Drawing().start().add("exclusiveGateway", "g").flow("start > g").xml(),
    "nested-too-deep": nested(70).xml(),
    "name-missing": line("t").xml().replace(b"</process>", b'<task id="t"/></process>'),
    "layout-missing": line().xml(),
    "foreign-vocabulary": line("t").add("task", "t").xml().replace(b'<task id="t"', b'<task xmlns:v="urn:vendor" v:assignee="me" id="t"'),
    "expression-foreign": line("g").add("exclusiveGateway", "g").add("task", "t").flow("g > t", when="${x}").xml(),
    "feel-syntax": line("g").add("exclusiveGateway", "g").add("task", "t").flow("g > t", when="1 +").xml(),
    "data-key-missing": line("s").add("scriptTask", "s", '<script>{days: limit("unknown")}</script>', scriptFormat="feel").xml(),
    "script-language": line("s").add("scriptTask", "s", "<script>x = 1</script>", scriptFormat="python").xml(),
    "script-missing": line("s").add("scriptTask", "s", scriptFormat="feel").xml(),
    "timer-text": line("w").add("intermediateCatchEvent", "w", timer("duration", "soon")).xml(),
    "condition-missing": line("g").add("exclusiveGateway", "g").add("task", "t").flow("g > t").xml(),
    "default-missing": line("g").add("exclusiveGateway", "g").add("task", "t").flow("g > t", when="x").xml().replace(
        b'targetRef="end"></sequenceFlow>', b'targetRef="end"><conditionExpression>y</conditionExpression></sequenceFlow>'),
    "default-wrong": line("g").add("exclusiveGateway", "g", default="nothing").xml(),
    "items-missing": line("t").user("t", items()).xml(),
    "outputs-not-collected": line("t").user("t", items("list", item="x")).xml(),
    "form-missing": line("t").user("t").xml(),
    "role-missing": line("t").add("userTask", "t").xml(),
    "role-unknown": line("t").user("t", jiebang__role="nobody").xml(),
    "scope-unknown": line("t").user("t", jiebang__scope="planet").xml(),
    "operation-missing": line("t").add("serviceTask", "t").xml(),
    "operation-unknown": line("t").add("serviceTask", "t", jiebang__operation="fly").xml(),
    "decision-missing": line("t").add("businessRuleTask", "t").xml(),
    "decision-unknown": line("t").add("businessRuleTask", "t", jiebang__decision="nothing").xml(),
    "called-missing": line("t").add("callActivity", "t").xml(),
    "called-unknown": line("t").add("callActivity", "t", calledElement="nowhere").xml(),
    "reminder-without-due": line("t").user("t", '<extensionElements><jiebang:reminder workingDays="-1" template="soon"/></extensionElements>').xml(),
    "template-unknown": line("t").user("t", '<extensionElements><jiebang:reminder workingDays="-1" template="never"/></extensionElements>').xml(),
}


@pytest.mark.parametrize("code", [rule.code for rule in RULES])
def test_each_rule_finds_its_example(code):
    assert code in BROKEN, "a rule without an example"
    found = [finding for finding in check_content("bpmn/p/p.bpmn", BROKEN[code], KNOWN) if finding.code == code]
    assert found, [finding.code for finding in check_content("bpmn/p/p.bpmn", BROKEN[code], KNOWN)]
    assert all(finding.zh.strip() and finding.en.strip() and "{" not in finding.en.replace("${", "") for finding in found)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_rule_says_why_it_matters_and_not_the_message_again(rule):
    finding = next(each for each in check_content("bpmn/p/p.bpmn", BROKEN[rule.code], KNOWN) if each.code == rule.code)
    assert (finding.why_zh, finding.why_en) == (rule.why_zh, rule.why_en)
    for said, why, stop in ((finding.zh, finding.why_zh, "。"), (finding.en, finding.why_en, ".")):
        assert why.endswith(stop) and why.count(stop) == 1, "one plain sentence"
        assert "{" not in why and why not in said and said not in why
    assert HAN.search(rule.why_zh) and not HAN.search(rule.why_en)


def test_no_two_rules_give_the_same_reason():
    for whys in ([rule.why_zh for rule in RULES], [rule.why_en for rule in RULES]):
        assert len(set(whys)) == len(RULES)


ASKS = re.compile(r"请|必须|只能")


@pytest.mark.parametrize("code", [rule.code for rule in RULES])
def test_each_message_says_what_to_do(code):
    found = [each for each in check_content("bpmn/p/p.bpmn", BROKEN[code], KNOWN) if each.code == code]
    assert all(ASKS.search(each.zh) for each in found), [each.zh for each in found]


TWO_SOURCES = "<dataInputAssociation><sourceRef>d</sourceRef><sourceRef>e</sourceRef><targetRef>i</targetRef></dataInputAssociation>"


@pytest.mark.parametrize("drawing", [
    Drawing().add("receiveTask", "t", instantiate="true").end().flow("t > end"),
    Drawing().add("eventBasedGateway", "t", instantiate="true"),
    line("t").user("t", startQuantity="2"),
    line("t").user("t", '<multiInstanceLoopCharacteristics behavior="One"><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>'),
    line("t").user("t", TWO_SOURCES),
], ids=["receive", "gateway", "quantity", "behavior", "association"])
def test_what_standard_bpmn_says_beyond_what_is_executed_is_refused(drawing):
    assert ("attribute-refused", "t") in [(finding.code, finding.element) for finding in check_content("bpmn/p/p.bpmn", drawing.xml())]


def test_what_runs_is_not_refused():
    drawing = (
        line("t", "call", "decide", "send").user("t", jiebang__form="p/good").add("callActivity", "call", calledElement="other")
        .add("businessRuleTask", "decide", jiebang__decision="table").add("serviceTask", "send", jiebang__operation="send")
    )
    assert [finding for finding in check_content("bpmn/p/p.bpmn", drawing.xml(), KNOWN) if finding.blocks] == []


@pytest.mark.parametrize("data", [
    b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>', b"<x/>", b"[]", b"\xef\xbb\xbf<a/>",
])
def test_a_file_without_a_process_says_so(data):
    assert any(finding.blocks for finding in check_content("bpmn/x/x.bpmn", data))


@pytest.mark.parametrize("days", ["²", "+-1", "1000", "-99999999", "1.5", ""])
def test_a_reminder_that_cannot_be_read_is_named_and_not_skipped(days):
    reminder = f'<extensionElements><jiebang:reminder workingDays="{days}" at="09:00" template="soon"/></extensionElements>'
    found = check_content("p.bpmn", line("a").user("a", reminder, jiebang__due="=today()").xml())
    assert ("reminder-wrong" in {each.code for each in found}) is bool(days)


@pytest.mark.parametrize("many", [
    "".join(f'<sequenceFlow id="g{n}" sourceRef="a" targetRef="end"/>' for n in range(20_000)),
    "".join(f'<sequenceFlow id="g{n}" sourceRef="nowhere{n}" targetRef="end"/>' for n in range(20_000)),
    "".join(f'<userTask id="t{n}" name="t"/>' for n in range(20_000)),
    "<inclusiveGateway id='g' name='g'/>" + "".join(f'<task id="t{n}" name="t"/><sequenceFlow id="a{n}" sourceRef="t{n}" targetRef="g"/>' for n in range(2_900)),
], ids=["flows", "loose flows", "tasks", "inclusive"])
def test_a_huge_drawing_is_answered_soon(many):
    began = time.process_time()
    assert check_content("p.bpmn", line("a").user("a").xml().replace(b"</process>", many.encode() + b"</process>"))
    assert time.process_time() - began < 8
