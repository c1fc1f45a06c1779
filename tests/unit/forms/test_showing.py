"""Forms to read and forms for the browser: the right language, nothing unescaped, nothing internal."""

import re
from datetime import date
from decimal import Decimal

from app.forms import Form

DOC = {
    "type": "default", "jiebang:rules": [], "properties": {"jiebang:rules": "[]", "colour": "blue"},
    "components": [
        {"type": "text", "id": "intro", "text": "# 一、基本信息"},
        {"type": "textfield", "id": "t", "key": "title", "label": "项目名称", "properties": {"jiebang:validator": "uscc"}},
        {"type": "number", "id": "f", "key": "funds", "label": "经费", "appearance": {"suffixAdorner": "万元"}},
        {"type": "datetime", "id": "d", "key": "start", "subtype": "date", "dateLabel": "开始日期"},
        {"type": "select", "id": "r", "key": "region", "label": "地区", "values": [{"label": "江苏", "value": "JS"}]},
        {"type": "textfield", "id": "h", "key": "hidden", "label": "隐藏", "conditional": {"hide": "=true"}},
        {"type": "dynamiclist", "id": "u", "path": "units", "label": "单位", "components": [{"type": "textfield", "id": "n", "key": "name", "label": "名称"}]},
        {"type": "filepicker", "id": "a", "key": "files", "label": "附件", "multiple": True, "properties": {"jiebang:attachment": "true", "jiebang:maxCount": "3"}},
        {"type": "button", "id": "b", "label": "提交", "action": "submit"},
    ],
}
ENGLISH = {"t": {"label": "Title"}, "r": {"label": "Region", "values": {"JS": "Jiangsu"}}, "f": {"suffix": "10,000 yuan"}, "d": {"dateLabel": "Start"}}
VALUES = {
    "title": "<script>alert(1)</script>", "funds": Decimal("1250.50"), "start": date(2024, 9, 30), "region": "JS",
    "units": [{"name": "A & B"}], "files": ["0190a6c2-0000-7000-8000-000000000001"],
}


def test_what_people_wrote_is_escaped():
    page = Form.from_json(DOC).render(VALUES)
    assert "<script>" not in page and "&lt;script&gt;" in page and "A &amp; B" in page


def test_values_read_as_people_write_them():
    page = Form.from_json(DOC).render(VALUES)
    assert all(text in page for text in ("一、基本信息", "1,250.50 万元", "2024年9月30日", "江苏", "<th scope=\"col\">名称</th>"))
    assert "隐藏" not in page


def test_numbers_are_never_rounded_up_and_no_longer_than_six_places():
    shown = [Form.from_json(DOC).render({"funds": Decimal(text)}) for text in ("7000000", "1E+6", "0.2999999999", "33.10")]
    assert [re.search(r"<dd>([^<]*) 万元</dd>", page)[1] for page in shown] == ["7,000,000", "1,000,000", "0.299999", "33.10"]


def test_english_is_laid_over():
    some = Form.from_json(DOC, translations=ENGLISH)
    page = some.render(VALUES, "en")
    assert all(text in page for text in ("Title", "Jiangsu", "1,250.50 10,000 yuan", "30 September 2024"))
    assert some.for_browser("en")["components"][1]["label"] == "Title"
    assert some.for_browser("zh")["components"][1]["label"] == "项目名称"


def test_attachments_are_links_by_name():
    page = Form.from_json(DOC).render(VALUES, attachments={VALUES["files"][0]: {"name": "协议<1>.pdf", "url": "/attachments/1"}})
    assert '<a href="/attachments/1">协议&lt;1&gt;.pdf</a>' in page
    page = Form.from_json(DOC).render(VALUES, attachments={VALUES["files"][0]: {"name": "x", "url": "javascript:alert(1)"}})
    assert "javascript" not in page


def test_the_browser_gets_form_js_words_only():
    schema = Form.from_json(DOC).for_browser("zh")
    assert "jiebang:" not in str(schema) and schema["properties"] == {"colour": "blue"}
    assert [part["type"] for part in schema["components"]][-1] == "attachment"
    assert schema["components"][-1]["maxCount"] == 3
    assert DOC["components"][-1]["type"] == "button"


def test_a_form_has_a_title_in_both_languages():
    some = Form.from_json({"components": [], "properties": {"jiebang:title": "申报书"}}, {"form": {"label": "Proposal"}}, "proposal/start")
    assert (some.title(), some.title("en"), Form.from_json({}, name="proposal/start").title()) == ("申报书", "Proposal", "proposal/start")


def test_keys_are_the_names_of_the_values():
    assert Form.from_json(DOC).keys == ("title", "funds", "start", "region", "hidden", "units", "files")
