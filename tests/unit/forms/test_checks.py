"""A form that could not be asked safely is refused before anybody sees it."""

import pytest

from app.forms import Form
from app.forms.patterns import refusal

GOOD = {"type": "textfield", "id": "t", "key": "title", "label": "名称"}


def codes(*components, **root):
    """The codes of the findings on a form of these components."""
    return [finding.code for finding in Form.from_json({"type": "default", "components": list(components), **root}).findings()]


def test_a_plain_form_has_no_findings():
    assert codes(GOOD, {"type": "dynamiclist", "id": "l", "path": "rows", "components": [{**GOOD, "id": "t2"}]}) == []


@pytest.mark.parametrize(("change", "code"), [
    ({"type": "html", "content": "<p>"}, "form-active-content"),
    ({"type": "iframe"}, "form-active-content"),
    ({"type": "image", "source": "https://elsewhere.example/x.png"}, "form-active-content"),
    ({"type": "image", "source": "data:image/svg+xml;base64,AAAA"}, "form-active-content"),
    ({"type": "text", "text": "<img src=x onerror=alert(1)>"}, "form-active-content"),
    ({"type": "hologram"}, "form-component-unknown"),
    ({"id": ""}, "form-id-missing"),
    ({"key": ""}, "form-key-missing"),
    ({"key": "_form"}, "form-key-reserved"),
    ({"key": "title"}, "form-key-duplicate"),
    ({"key": "title.inner"}, "form-key-duplicate"),
    ({"id": "t"}, "form-id-duplicate"),
    ({"label": ""}, "form-label-missing"),
    ({"conditional": {"hide": "=1 +"}}, "form-feel"),
    ({"validate": {"min": "=("}}, "form-feel"),
    ({"type": "expression", "expression": "=]"}, "form-feel"),
    ({"validate": {"pattern": "(a+)+$"}}, "form-pattern"),
    ({"properties": {"jiebang:validator": "astrology"}}, "form-validator-unknown"),
    ({"properties": {"jiebang:options": "planets"}}, "form-options-unknown"),
])
def test_each_fault_has_its_finding(change, code):
    assert codes(GOOD, {"type": "textfield", "id": "x", "key": "other", "label": "其他", **change}) == [code]


@pytest.mark.parametrize("holder", [{"type": "dynamiclist"}, {"type": "group"}])
def test_a_name_inside_a_row_or_group_is_written_in_full(holder):
    hidden = {"type": "textfield", "id": "y", "key": "y", "label": "y", "conditional": {"hide": "=x = null"}}
    inside = [{"type": "textfield", "id": "x", "key": "x", "label": "x"}, hidden]
    assert codes({**holder, "id": "h", "path": "h", "components": inside}) == ["form-feel-name"]
    assert codes({"type": "group", "id": "h", "components": inside}) == []


@pytest.mark.parametrize("rule", [{}, "x", {"expression": "=(", "message": "m", "message_en": "m"}, {"expression": "true", "message": "m", "message_en": "m", "field": "nowhere"}])
def test_a_rule_that_cannot_work_is_found(rule):
    assert codes(GOOD, **{"jiebang:rules": [rule]}) == ["form-rule"]


@pytest.mark.parametrize("doc", [None, [], {"components": {}}])
def test_what_is_no_form_is_said_so(doc):
    assert [finding.code for finding in Form.from_json(doc).findings()] == ["form-unreadable"]


@pytest.mark.parametrize("pattern", [r"^\d{4}-\d{2}$", r"^[A-Z]+\d*$", r"^(?:AB|CD)\d+$", r"^[\u4e00-\u9fa5]{2,20}$", r"^(\d{3}-){2}\d+$"])
def test_ordinary_patterns_are_allowed(pattern):
    assert refusal(pattern) is None


@pytest.mark.parametrize("pattern", ["(a*)*", "(a|ab)*", "(a?b?)+", r"\p{L}", "(?P<x>a)", "a++", r"(a)\1", "(", ".*.*.*.*x", "a" * 501])
def test_patterns_that_never_end_or_differ_are_refused(pattern):
    assert refusal(pattern)


def test_an_expression_that_the_browser_works_out_otherwise_is_a_warning():
    field = {"id": "f", "type": "textfield", "key": "f", "label": "F", "conditional": {"hide": "=partition(a, 2) = []"}}
    found = Form.from_json({"type": "default", "components": [field]}).findings()
    assert [(each.code, each.severity) for each in found] == [("form-feel-browser", "warning")]
    assert "partition()" in found[0].en and "partition()" in found[0].zh


def test_an_expression_on_which_browser_and_server_agree_is_not():
    field = {"id": "f", "type": "textfield", "key": "f", "label": "F", "conditional": {"hide": "=a / b <= 0.3 and count(c) > 1"}}
    assert Form.from_json({"type": "default", "components": [field]}).findings() == []
