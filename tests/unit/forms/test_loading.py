"""What people type becomes exact values, or a message at the place where it went wrong."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from app import feel
from app.errors import Invalid
from app.forms import Form

ENVIRONMENT = feel.Environment(now=datetime(2024, 9, 14, 2, 0, tzinfo=UTC), calendar=None)


def form(*components, **root):
    """A form of these components, each with its key as id."""
    return Form.from_json({"type": "default", "components": [_named(part) for part in components], **root})


def _named(part):
    children = [_named(child) for child in part.get("components", ())]
    return {"id": part.get("key") or part.get("path"), **part, **({"components": children} if children else {})}


def refused(some_form, answers, **options):
    """The messages with which the form refuses these answers."""
    with pytest.raises(Invalid) as caught:
        some_form.load(answers, ENVIRONMENT, **options)
    return caught.value.messages


def test_values_are_exact_decimals_and_real_dates():
    some = form(
        {"type": "textfield", "key": "title"}, {"type": "number", "key": "funds", "decimalDigits": 2},
        {"type": "datetime", "subtype": "date", "key": "start"}, {"type": "datetime", "subtype": "time", "key": "at"},
        {"type": "datetime", "subtype": "datetime", "key": "closes"}, {"type": "checkbox", "key": "agreed"},
        {"type": "checklist", "key": "results", "values": [{"value": "patent"}, {"value": "standard"}]},
    )
    assert some.load({
        "title": "  柔性传感器 ", "funds": 0.1, "start": "2024-09-30", "at": "17:00", "closes": "2024-09-30T17:00+08:00",
        "agreed": True, "results": ["patent"],
    }) == {
        "title": "柔性传感器", "funds": Decimal("0.1"), "start": date(2024, 9, 30), "at": time(17),
        "closes": datetime.fromisoformat("2024-09-30T17:00+08:00"), "agreed": True, "results": ["patent"],
    }


@pytest.mark.parametrize("answer", [None, "", "   ", "\n\t", "　"])
def test_white_space_does_not_answer_a_required_question(answer):
    some = form({"type": "textarea", "key": "reason", "validate": {"required": True}})
    assert refused(some, {"reason": answer}) == {"reason": ["此项必填。"]}
    assert refused(some, {}, language="en") == {"reason": ["This field is required."]}


def test_a_required_box_must_be_ticked():
    some = form({"type": "checkbox", "key": "promise", "validate": {"required": True}})
    assert refused(some, {"promise": False}) == {"promise": ["请勾选此项。"]}
    assert some.load({"promise": True}) == {"promise": True}


@pytest.mark.parametrize("number", ["NaN", "Infinity", True, [], "1e999", "九", 1e308 * 10, "1" * 50])
def test_what_is_no_number_is_refused(number):
    assert refused(form({"type": "number", "key": "n"}), {"n": number}) == {"n": ["应为数字。"]}


def test_a_number_that_the_browser_has_already_rounded_is_refused():
    assert refused(form({"type": "number", "key": "n"}), {"n": 0.1 + 0.2}) == {"n": ["有效数字不超过 15 位。"]}


def test_limits_of_numbers_and_texts():
    some = form(
        {"type": "number", "key": "share", "decimalDigits": 1, "validate": {"min": 0, "max": 100}},
        {"type": "number", "key": "months", "decimalDigits": 0, "validate": {"max": "=36"}},
        {"type": "textfield", "key": "code", "validate": {"minLength": 3, "maxLength": 4, "pattern": "^[A-Z]+$", "patternErrorMessage": "只用大写字母。"}},
    )
    assert refused(some, {"share": 100.05, "months": 36.5, "code": "ab"}) == {
        "share": ["不大于 100。", "小数不超过 1 位。"], "months": ["不大于 36。", "应为整数。"], "code": ["至少 3 个字。", "只用大写字母。"],
    }
    assert some.load({"share": "99.5", "months": 36, "code": "ABC"}, ENVIRONMENT)["share"] == Decimal("99.5")


def test_errors_in_a_list_carry_the_row():
    some = form({"type": "dynamiclist", "path": "units", "components": [
        {"type": "textfield", "key": "name", "validate": {"required": True}},
        {"type": "textfield", "key": "uscc", "properties": {"jiebang:validator": "uscc"}},
    ]})
    answers = {"units": [{"name": "甲"}, {"name": "乙"}, {"name": "丙", "uscc": "91310000MA1FL0000X"}]}
    assert refused(some, answers) == {"units": {2: {"uscc": ["不是有效的统一社会信用代码。"]}}}


def test_a_list_ends_at_five_hundred_rows():
    some = form({"type": "dynamiclist", "path": "units", "components": [{"type": "textfield", "key": "name"}]})
    assert len(some.load({"units": [{"name": "甲"}] * 500})["units"]) == 500
    assert refused(some, {"units": [{}] * 2001}) == {"units": ["最多 2000 行。"]}
    assert refused(some, {"units": "甲"}) == {"units": ["应为列表。"]}
    assert refused(some, {"units": ["甲"]}) == {"units": {0: ["应为一组表单内容。"]}}


def test_a_group_with_a_path_holds_its_answers_together():
    some = form({"type": "group", "path": "leader", "components": [{"type": "textfield", "key": "name", "validate": {"required": True}}]})
    assert some.load({"leader": {"name": "陈"}}) == {"leader": {"name": "陈"}}
    assert refused(some, {"leader": {"name": ""}}) == {"leader": {"name": ["此项必填。"]}}
    assert refused(some, {"leader": "陈"})["leader"]["_form"] == ["应为一组表单内容。"]


def test_what_nobody_asked_for_is_refused():
    some = form({"type": "textfield", "key": "title"}, {"type": "dynamiclist", "path": "units", "components": [{"type": "textfield", "key": "name"}]})
    assert refused(some, {"title": "a", "state": "approved", "units": [{"name": "甲", "role": "lead"}]}) == {
        "state": ["表单中没有这一项。"], "units": {0: {"role": ["表单中没有这一项。"]}},
    }
    assert refused(some, ["a"]) == {"_form": ["应为一组表单内容。"]}


def test_what_is_only_shown_cannot_be_changed():
    some = form(
        {"type": "textfield", "key": "number", "disabled": True, "validate": {"required": True}},
        {"type": "textfield", "key": "unit", "readonly": True}, {"type": "textfield", "key": "note"},
    )
    assert some.load({"number": "JB-1", "unit": "他人", "note": "好"}) == {"note": "好"}


def test_a_hidden_question_is_neither_asked_nor_answered():
    some = form(
        {"type": "checkbox", "key": "joint"},
        {"type": "textfield", "key": "why", "validate": {"required": True}, "conditional": {"hide": "=joint != true"}},
    )
    assert some.load({"joint": False, "why": "x" * 9_000}, ENVIRONMENT) == {"joint": False}
    assert refused(some, {"joint": True}) == {"why": ["此项必填。"]}


def test_hiding_a_group_hides_what_depends_on_its_answers():
    some = form(
        {"type": "checkbox", "key": "staged"},
        {"type": "group", "id": "g", "conditional": {"hide": "=staged = false"}, "components": [{"type": "number", "key": "stages"}]},
        {"type": "textfield", "key": "plan", "conditional": {"hide": "=stages = null"}, "validate": {"required": True}},
    )
    assert some.load({"staged": False, "stages": 3, "plan": "一"}, ENVIRONMENT) == {"staged": False}
    assert refused(some, {"staged": True, "stages": 3}) == {"plan": ["此项必填。"]}


def test_a_condition_in_a_row_looks_at_its_row():
    some = form({"type": "dynamiclist", "path": "units", "components": [
        {"type": "checkbox", "key": "solver"},
        {"type": "number", "key": "amount", "validate": {"required": True}, "conditional": {"hide": "=this.solver = false"}},
    ]})
    assert refused(some, {"units": [{"solver": False}, {"solver": True}]}) == {"units": {1: {"amount": ["此项必填。"]}}}


def test_a_computed_field_is_computed_here():
    some = form(
        {"type": "number", "key": "a"}, {"type": "number", "key": "b"},
        {"type": "expression", "key": "double", "expression": "=total * 2"}, {"type": "expression", "key": "total", "expression": "=a + b"},
    )
    assert some.load({"a": 0.1, "b": 0.2, "total": 99, "double": 1}, ENVIRONMENT)["double"] == Decimal("0.6")


def test_a_rule_across_fields_is_said_where_it_belongs():
    rule = {"expression": "=a + b = 100", "message": "合计应为 100。", "message_en": "The sum must be 100."}
    parts = ({"type": "number", "key": "a", "validate": {"required": True}}, {"type": "number", "key": "b"})
    at_form = form(*parts, **{"jiebang:rules": [rule]})
    at_field = form(*parts, properties={"jiebang:rules": '[{"expression": "a < b", "message": "次序不对。", "field": "b"}]'})
    assert refused(at_form, {"a": 50, "b": 49}) == {"_form": ["合计应为 100。"]}
    assert refused(at_form, {"a": 50, "b": 49}, language="en") == {"_form": ["The sum must be 100."]}
    assert refused(at_field, {"a": 2, "b": 1}) == {"b": ["次序不对。"]}
    assert refused(at_form, {"b": 49}) == {"a": ["此项必填。"]}


def test_attachments_are_ids_and_counted():
    some = form({"type": "filepicker", "key": "files", "multiple": True, "properties": {"jiebang:attachment": "true", "jiebang:maxCount": "2"}})
    one, two, three = (f"0190a6c2-0000-7000-8000-00000000000{n}" for n in (1, 2, 3))
    assert some.load({"files": [one, two, one]}) == {"files": [one, two]}
    assert refused(some, {"files": [one, two, three]}) == {"files": ["附件不超过 2 个。"]}
    assert refused(some, {"files": ["../../etc/passwd"]}) == {"files": ["附件编号不正确，请重新上传。"]}


def test_only_offered_choices_are_taken():
    some = form(
        {"type": "select", "key": "region", "values": [{"label": "江苏", "value": "JS"}, {"label": "上海", "value": "SH"}]},
        {"type": "radio", "key": "unit", "valuesKey": "partners"},
        {"type": "radio", "key": "grade", "values": [{"label": "一", "value": 1}]},
    )
    given = {"partners": [{"label": "甲", "value": "U-1"}]}
    assert refused(some, {"region": "GD", "unit": "U-2", "grade": True}, given=given) == {
        "region": ["不是可选的选项。"], "unit": ["不是可选的选项。"], "grade": ["不是可选的选项。"],
    }
    assert some.load({"region": "JS", "unit": "U-1", "grade": 1}, ENVIRONMENT, given=given) == {"region": "JS", "unit": "U-1", "grade": Decimal(1)}


def test_a_validator_may_depend_on_another_answer():
    some = form(
        {"type": "textfield", "key": "id_type"},
        {"type": "textfield", "key": "id_no", "properties": {"jiebang:validator": "resident_id", "jiebang:validatorWhen": "=id_type = \"resident_id\""}},
    )
    assert some.load({"id_type": "passport", "id_no": "E123"}, ENVIRONMENT)["id_no"] == "E123"
    assert refused(some, {"id_type": "resident_id", "id_no": "E123"}) == {"id_no": ["不是有效的公民身份号码。"]}
    inside = form({"type": "group", "path": "leader", "components": list(some.doc["components"])})
    assert refused(inside, {"leader": {"id_type": "resident_id", "id_no": "E123"}}) == {"leader": {"id_no": ["不是有效的公民身份号码。"]}}


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "a\nb", 7, "x" * 2_001])
def test_a_line_of_text_is_a_line_of_text(text):
    assert list(refused(form({"type": "textfield", "key": "t"}), {"t": text})) == ["t"]
