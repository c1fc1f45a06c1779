"""check, play and feel: what they say, and that no input makes them fall."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cli.main import main
from app.engine.checks import RULES
from tests.dsl.drawing import Drawing, items, message, timer


def run(capsys, *arguments: str) -> tuple[int, list[dict]]:
    code = main(list(arguments))
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.strip()]


def file(tmp_path, drawing: Drawing | bytes, *others: Drawing, name: str = "p.bpmn") -> str:
    path = tmp_path / name
    path.write_bytes(drawing if isinstance(drawing, bytes) else drawing.xml(*others))
    return str(path)


def simple() -> Drawing:
    return (
        Drawing().start().user("fill").boundary("late", "fill", timer("duration", "P5D")).add("exclusiveGateway", "ok", default="no")
        .end("done").end("refused").end("gone").flow("start > fill > ok").flow("ok > done", when="score > 60")
        .flow("ok > refused", id="no").flow("late > gone")
    )


def test_play_answers_and_tells_the_path(capsys, tmp_path):
    answers = tmp_path / "answers.json"
    answers.write_text(json.dumps({"fill": {"score": 61}}))
    code, [told] = run(capsys, "play", file(tmp_path, simple()), "--answers", str(answers), "--at", "2024-09-02T09:00", "--json")
    assert (code, told["status"], told["path"]) == (0, "completed", ["start", "fill", "ok", "done"])
    assert told["data"] == {"score": 61} and told["time"] == "2024-09-02T09:00:00+08:00"


def test_play_without_answers_lets_time_pass(capsys, tmp_path):
    _, [told] = run(capsys, "play", file(tmp_path, simple()), "--at", "2024-09-02T09:00", "--json")
    assert told["path"] == ["start", "late", "gone"] and told["time"] == "2024-09-07T09:00:00+08:00"


def test_play_waits_where_nothing_can_happen(capsys, tmp_path):
    drawing = Drawing().start().user("fill").add("serviceTask", "send", jiebang__operation="x").end().flow("start > fill > send > end")
    path = file(tmp_path, drawing)
    assert run(capsys, "play", path, "--json")[1][0]["waiting"]["user_tasks"] == ["fill"]
    assert run(capsys, "play", path, "--auto", "--json")[1][0]["waiting"]["jobs"] == ["send"]
    assert run(capsys, "play", path, "--auto", "--stub-operations", "--json")[1][0]["status"] == "completed"


def test_play_lets_processes_of_a_file_call_and_message_each_other(capsys, tmp_path):
    sender = (
        Drawing("a").message("m").start().add("callActivity", "call", calledElement="b")
        .add("intermediateThrowEvent", "tell", message("m"), jiebang__correlationKey="=1", jiebang__payload="={n: 5}").end()
        .flow("start > call > tell > end")
    )
    callee = Drawing("b").start("in").script("s", "{x: 1}").end("out").flow("in > s > out")
    receiver = Drawing("c").message("m").start("got", message("m")).user("read").end("over").flow("got > read > over")
    receiver.roots.clear()
    _, [told] = run(capsys, "play", file(tmp_path, sender, callee, receiver), "--json")
    assert told["waiting"]["user_tasks"] == ["read"] and told["instances"] == 2


def test_play_stays_with_its_file_among_others_of_the_same_process_id(capsys, tmp_path):
    other = Drawing().start().user("elsewhere").end().flow("start > elsewhere > end")
    file(tmp_path, other, name="a.bpmn")
    caller = Drawing().start().add("callActivity", "call", calledElement="helper").end().flow("start > call > end")
    helper = Drawing("helper").start("begin").user("help").end("helped").flow("begin > help > helped")
    file(tmp_path, helper, name="helper.bpmn")
    code, [told] = run(capsys, "play", file(tmp_path, caller), "--auto", "--json")
    assert (code, told["path"]) == (0, ["start", "begin", "help", "helped", "call", "end"])


def test_play_says_when_it_stopped_because_it_might_never_end(capsys, tmp_path):
    drawing = (
        Drawing().start().add("exclusiveGateway", "again").user("fill").add("exclusiveGateway", "ok", default="no").end()
        .flow("start > again > fill > ok").flow("ok > end", when="score > 60").flow("ok > again", id="no")
    )
    code, [told] = run(capsys, "play", file(tmp_path, drawing), "--auto", "--json")
    assert (code, told["status"], told["stopped_at_limit"]) == (0, "waiting", True)


def test_play_names_an_element_once_for_each_item(capsys, tmp_path):
    drawing = Drawing().start().user("sign", items(count="3", sequential=True)).end().flow("start > sign > end")
    code, [told] = run(capsys, "play", file(tmp_path, drawing), "--auto", "--json")
    assert (code, told["path"]) == (0, ["start", "sign", "sign", "sign", "end"])


def test_play_refuses_what_it_cannot_do_in_full(capsys, tmp_path):
    drawing = Drawing().start().add("complexGateway", "g").end().flow("start > g > end")
    code, [told] = run(capsys, "play", file(tmp_path, drawing), "--json")
    assert (code, told["status"]) == (1, "refused")
    found = next(each for each in told["findings"] if each["code"] == "element-refused")
    assert found["element"] == "g" and "排他" in found["message"]["zh"] and "exclusive" in found["message"]["en"]


@pytest.mark.parametrize(("kind", "inner"), [
    ("endEvent", '<signalEventDefinition signalRef="s"/>'), ("endEvent", "<compensateEventDefinition/>"),
    ("intermediateThrowEvent", '<linkEventDefinition name="l"/>'), ("intermediateCatchEvent", "<conditionalEventDefinition/>"),
    ("subProcess", '<startEvent id="s2"/>'), ("endEvent", "<cancelEventDefinition/>"), ("adHocSubProcess", ""),
])
def test_check_names_what_is_not_executed(capsys, tmp_path, kind, inner):
    extra = {"triggeredByEvent": "true"} if kind == "subProcess" else {}
    drawing = Drawing().start().add(kind, "x", inner, **extra).end().flow("start > x > end")
    code, findings = run(capsys, "check", file(tmp_path, drawing), "--json")
    assert code == 1 and any(each["element"] == "x" and each["severity"] == "error" for each in findings)
    assert all(each[text][language] for each in findings for text in ("message", "why") for language in ("zh", "en"))


def test_check_says_below_each_message_why_it_matters(capsys, tmp_path):
    path = file(tmp_path, Drawing().start().add("exclusiveGateway", "g").flow("start > g"))
    assert main(["check", path]) == 1
    lines = capsys.readouterr().out.splitlines()
    at = next(number for number, line in enumerate(lines) if "error flow-missing" in line)
    assert [line[:8].isspace() for line in lines[at + 1:at + 5]] == [False, True, False, True]
    rule = next(rule for rule in RULES if rule.code == "flow-missing")
    assert [rule.why_zh, rule.why_en] == [lines[at + 2].strip(), lines[at + 4].strip()]


@pytest.mark.parametrize("text", ["${amount > 3}", "amount === 3", "#{x}", "execution.getVariable('x')", "__import__('os').system('x')", "1 +"])
def test_check_recognises_other_languages_and_broken_feel(capsys, tmp_path, text):
    drawing = Drawing().start().add("exclusiveGateway", "g", default="d").end("a").end("b")
    drawing.flow("start > g").flow("g > a", when=text, id="c").flow("g > b", id="d")
    code, findings = run(capsys, "check", file(tmp_path, drawing), "--json")
    assert code == 1 and any(each["element"] == "c" and each["code"] in {"expression-foreign", "feel-syntax"} for each in findings)


def test_check_refuses_attributes_that_bpmn_does_not_know(capsys, tmp_path):
    data = simple().xml().replace(b'cancelActivity="true"', b'cancelactivity="false"')
    code, findings = run(capsys, "check", file(tmp_path, data), "--json")
    assert code == 1 and any(each["code"] == "schema-attribute" and each["why"]["zh"] and each["why"]["en"] for each in findings)


@pytest.mark.parametrize("data", [
    b"", b"<a", b"\x00\xff", b"<!DOCTYPE x><definitions/>", b"<definitions/>", b"{}", b"<a>" * 5000, "＜".encode("utf-16"),
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "b">]><definitions>&a;</definitions>',
])
def test_any_file_gets_an_answer(capsys, tmp_path, data):
    path = file(tmp_path, data)
    code, findings = run(capsys, "check", path, "--json")
    assert code == 1 and findings
    code, [told] = run(capsys, "play", path, "--json")
    assert code == 1 and told["status"] == "refused"


@pytest.mark.parametrize("arguments", [
    ("--data", "{"), ("--data", "[1]"), ("--process", "nobody"), ("--answers", "/nowhere/at/all"), ("--at", "yesterday"),
    ("--data", '{"a": NaN}'), ("--data", '{"a": "\\ud800"}'),
])
def test_play_says_what_is_wrong_with_its_arguments(capsys, tmp_path, arguments):
    code, [told] = run(capsys, "play", file(tmp_path, simple()), *arguments, "--json")
    assert code == 1 and told["status"] == "refused" and told["error"]["en"] and told["error"]["zh"]


def test_feel_answers_in_json(capsys):
    assert run(capsys, "feel", "0.1 + 0.2") == (0, [{"value": "0.3"}]) or run(capsys, "feel", "0.1 + 0.2 = 0.3")[1] == [{"value": True}]
    assert run(capsys, "feel", "a * 2", "--context", '{"a": 21}')[1] == [{"value": 42}]
    code, [told] = run(capsys, "feel", "1 +")
    assert code == 1 and told["error"]["position"] is not None


def test_feel_knows_today_and_the_calendar(capsys):
    assert run(capsys, "feel", 'add working days(date("2024-09-14"), 10)')[1] == [{"value": "2024-09-30"}]
    assert run(capsys, "feel", "today() > date(\"2024-01-01\")")[1] == [{"value": True}]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.text(max_size=40))
def test_feel_survives_any_text(capsys, expression, context):
    code, [told] = run(capsys, "feel", "--context=" + context, "--", expression)
    assert code in (0, 1) and ("value" in told) != ("error" in told)


def unreadable(tmp_path, kind: str) -> str:
    path = tmp_path / "x.bpmn"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "circle":
        path.symlink_to(path)
    elif kind == "large":
        with path.open("wb") as sparse:
            sparse.truncate(50_000_000)
    return {"device": "/dev/zero", "name": "x" * 300, "zero": "a\x00b"}.get(kind, str(path))


@pytest.mark.parametrize("kind", ["folder", "pipe", "circle", "large", "device", "name", "zero", "missing"])
def test_what_cannot_be_read_is_said_in_both_languages(capsys, tmp_path, kind):
    path = unreadable(tmp_path, kind)
    code, [found] = run(capsys, "check", path, "--json")
    assert code == 1 and found["code"] == "file-unreadable" and "无法读取" in found["message"]["zh"] and "cannot be read" in found["message"]["en"]
    code, [told] = run(capsys, "play", path, "--json")
    assert code == 1 and told["error"]["code"] == "file-unreadable" and "无法读取" in told["error"]["zh"]
    code, [told] = run(capsys, "play", file(tmp_path, simple(), name="good.bpmn"), "--answers", path, "--json")
    assert code == 1 and told["error"]["code"] == "file-unreadable"


@pytest.mark.parametrize("kind", ["folder", "pipe", "circle", "large"])
def test_play_does_not_mind_what_else_lies_in_the_folder(capsys, tmp_path, kind):
    unreadable(tmp_path, kind)
    assert run(capsys, "play", file(tmp_path, simple(), name="good.bpmn"), "--json")[0] == 0


def test_play_runs_the_file_that_was_named_and_not_another_of_the_same_process(capsys, tmp_path):
    file(tmp_path, Drawing().start("other").end().flow("other > end"), name="a.bpmn")
    _, [told] = run(capsys, "play", file(tmp_path, simple(), name="b 图.bpmn"), "--auto", "--json")
    assert told["path"][0] == "start"


@pytest.mark.parametrize("at", ["0001-01-01", "9999-12-31T23:59", "9999-12-31T23:59-14:00"])
def test_play_at_the_ends_of_time(capsys, tmp_path, at):
    code, [told] = run(capsys, "play", file(tmp_path, simple()), "--at", at, "--json")
    assert code == 1 and told["status"] in {"refused", "incident"}


@pytest.mark.parametrize("arguments", [["nonsense"], ["check"], ["check", "--nonsense", "x"], ["play", "a", "b"], ["--nonsense"]])
def test_wrong_arguments_are_said_in_both_languages(capsys, arguments):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    told = capsys.readouterr().err
    assert left.value.code == 2 and "命令或参数有误" in told and "are wrong" in told


@pytest.mark.parametrize(("name", "content"), [
    ("en.json", "[1]"), ("en.json", '{"bpmn": 5}'), ("en.json", '{"forms": {"a/b": []}}'), ("en.json", "NaN"), ("a.form", '{"components": NaN}'),
])
def test_wording_and_forms_of_another_shape_are_findings(capsys, tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content)
    code, findings = run(capsys, "check", str(path), "--json")
    assert code == 1 and findings[0]["message"]["zh"] and findings[0]["message"]["en"]


def test_play_lets_a_moment_that_has_passed_win_over_an_answer(capsys, tmp_path):
    drawing = Drawing().start().user("ask").boundary("late", "ask", timer("date", "2020-01-01T00:00:00Z")).end().end("e2")
    drawing.flow("start > ask > end").flow("late > e2")
    code, [told] = run(capsys, "play", file(tmp_path, drawing), "--auto", "--json")
    assert (code, told["status"], told["path"]) == (0, "completed", ["start", "late", "e2"])
