"""The page of the programme's numbers: read by everybody, changed by designers with a reason, published like a drawing."""

from __future__ import annotations

import json
import re

import pytest

from app.store import definitions
from tests.dsl.basis import basis
from tests.dsl.unsigned import unsigned
from tests.web.conftest import Site

PATH = "bpmn/programme/parameters.json"
KEY = "resubmission_window"
ENTRY = f"/programme/parameters/{KEY}"
EDIT = f"/studio/programme/parameters/{KEY}"


@pytest.fixture
def programme_runtime(programme_runtime):
    """What is published here counts at once; signatures have their own tests."""
    return unsigned(programme_runtime)


@pytest.fixture
def called():
    return "某"


def fields(page: str) -> dict[str, str]:
    """What the form holds before anything is typed."""
    found = {name: value for name, value in re.findall(r'<input (?=[^>]*type="hidden")[^>]*name="(\w+)" value="([^"]*)"', page)}
    found |= {name: value for name, value in re.findall(r'<input class="form-control"[^>]*name="([\w.]+)"[^>]*value="([^"]*)"', page)}
    for name, options in re.findall(r'<select[^>]*name="(\w+)">(.*?)</select>', page, re.DOTALL):
        found[name] = next(iter(re.findall(r'value="([^"]*)" selected', options)), "")
    found |= dict.fromkeys(re.findall(r'type="checkbox" name="(\w+)" value="yes" checked', page), "yes")
    return found


def newest(runtime) -> dict:
    with runtime.sessions.connect() as session:
        return json.loads(runtime.library(session).resources[PATH].content)


@basis("PP07", "R5.2")
def test_everybody_reads_the_numbers_with_basis_and_year(signed_in):
    page = signed_in("o1", "region_officer").get("/programme/parameters").text
    row = re.search(rf'<tr data-entry="{KEY}">(.*?)</tr>', page, re.DOTALL)[1]
    assert all(text in row for text in ("补正期限", "PP07", "<strong>10</strong>", "个工作日", "《实施办法》第十四条", "2024", "默认值"))
    assert "/studio/" not in row


@pytest.mark.parametrize("name", ["parameters", "regions", "rule_sets", "exchange"])
def test_on_a_narrow_page_every_value_carries_the_name_of_its_column(signed_in, name):
    page = signed_in("o1", "region_officer").get(f"/programme/{name}").text
    heads = re.findall(r"<th>([^<]+)</th>", re.search(r"<thead>(.*?)</thead>", page, re.DOTALL)[1])
    row = re.search(r"<tbody>(.*?)</tr>", page, re.DOTALL)[1]
    labels = re.findall(r'<td[^>]*data-label="([^"]+)"', row)
    assert set(heads[1:]) - set(labels) <= {"默认值", "计入两地及以上"} and set(labels) <= set(heads), "a mark says its name itself"


def test_the_list_is_filtered_and_empty_filters_lead_back(designer):
    page = designer.get("/programme/parameters?search=PP17").text
    assert re.findall(r'data-entry="(\w+)"', page) == ["extension_lead"] and "浙江省 0" in page
    assert "显示全部" in designer.get("/programme/parameters?search=nothing").text


def test_regions_and_rule_sets_are_shown_too(designer):
    assert "上海市科学技术委员会" in designer.get("/programme/regions").text
    assert "2025-04-05" in designer.get("/programme/rule_sets").text
    assert designer.get("/programme/nothing").status_code == 404
    assert designer.get("/programme/parameters/nothing").status_code == 404


def test_in_english_nothing_stays_chinese_but_the_basis(designer):
    with designer.session_transaction() as cookie:
        cookie["language"] = "en"
    page = designer.get(ENTRY).text
    listed = designer.get("/programme/parameters").text
    assert ">1 place<" in listed and ">1 places<" not in listed
    assert "Time to supplement" in page and "working days" in page and "Where it is used" in page


def test_an_entry_says_where_it_is_used(designer):
    page = designer.get("/programme/parameters/fiscal_ratio_max").text
    assert "bpmn/shared/funding_ratio.dmn" in page and "processes.award_batch.handlers" in page


@basis("R5.2", "S29")
def test_a_value_is_published_with_its_reason_and_the_history_shows_both(designer, programme_runtime):
    form = fields(designer.get(EDIT).text)
    assert form["value"] == "10" and form["default"] == "yes" and form["unit"] == "working_days"
    answer = designer.post(EDIT, data=form | {"value": "15", "reason": "推进组第3次会议", "action": "publish"})
    assert (answer.status_code, answer.location) == (303, ENTRY)
    assert newest(programme_runtime)[KEY]["value"] == "15"
    page = designer.get(ENTRY).text
    assert "推进组第3次会议" in page and re.search(r"<del[^>]*>10</del> → <strong>15</strong>", page) and "某d1" in page


def test_only_the_line_of_the_entry_changes(designer, programme_runtime):
    before = newest(programme_runtime)
    form = fields(designer.get(EDIT).text)
    designer.post(EDIT, data=form | {"regions.ZJ": "12", "reason": "浙江另有规定", "action": "publish"})
    after = newest(programme_runtime)
    assert after.pop(KEY) == before.pop(KEY) | {"regions": {"ZJ": "12"}}
    assert after == before and list(after) == list(before)


def test_a_draft_is_kept_with_a_reason_and_published_like_any_other(designer, programme_runtime):
    form = fields(designer.get(EDIT).text)
    assert designer.post(EDIT, data=form | {"value": "12", "reason": "征求意见", "action": "save"}).status_code == 303
    assert newest(programme_runtime)[KEY]["value"] == "10" and "有草稿" in designer.get("/programme/parameters").text
    assert fields(designer.get(EDIT).text)["value"] == "12"
    with programme_runtime.sessions.connect() as session:
        version = definitions.draft(session, PATH)["version"]
    done = designer.post(f"/studio/publish/{PATH}", data={"version": str(version), "note": "征求意见后发布"})
    assert done.status_code == 303 and newest(programme_runtime)[KEY]["value"] == "12"


@pytest.mark.parametrize("wrong,said", [
    ({"value": "-1"}, "不能为负数"), ({"value": "ten"}, "十进制数"), ({"basis": ""}, "缺少依据"), ({"year": ""}, "缺少依据年份"),
    ({"year": "24"}, "年份"), ({"regions.XX": "1"}, "没有地区"), ({"reason": " "}, "请说明"),
])
def test_what_is_wrong_is_said_and_nothing_is_kept(designer, programme_runtime, wrong, said):
    form = fields(designer.get(EDIT).text) | {"value": "11", "reason": "试", "action": "publish"}
    for action in ("publish", "save"):
        answer = designer.post(EDIT, data=form | wrong | {"action": action})
        assert answer.status_code == 422 and said in answer.text, answer.text[-3000:]
    assert newest(programme_runtime)[KEY]["value"] == "10"
    with programme_runtime.sessions.connect() as session:
        assert definitions.draft(session, PATH) is None


def test_a_draft_that_somebody_else_has_saved_is_not_overwritten(designer, signed_in):
    form = fields(designer.get(EDIT).text)
    signed_in("d2", "designer").post(EDIT, data=form | {"value": "11", "reason": "甲", "action": "save"})
    late = designer.post(EDIT, data=form | {"value": "13", "reason": "乙", "action": "save"})
    assert late.status_code == 409 and "某d2" in late.text and 'value="13"' in late.text


def test_only_designers_change_anything(signed_in):
    officer = signed_in("o1", "region_officer")
    assert officer.get(EDIT).status_code == officer.post(EDIT, data={"value": "1"}).status_code == 403


def test_programs_read_the_same(programme_runtime):
    program = Site(programme_runtime).program("robot", "region_officer@JS")
    files = program.get("/programme").json
    assert [each["name"] for each in files["items"]] == ["parameters", "regions", "rule_sets", "exchange"] and files["items"][1]["entries"] == 4
    found = program.get("/programme/parameters").json
    entry = next(each for each in found["items"] if each["key"] == KEY)
    assert (found["version"], entry["values"]["value"], entry["values"]["year"]) == (1, "10", 2024)
    assert {"kind": "process", "name": "bpmn/resubmission/resubmission.bpmn"} in entry["used"] and entry["changes"][0]["version"] == 1
    assert program.get("/programme/nothing").status_code == 404


# -- one entry more, one entry less ------------------------------------------------------------------------------------

GUANGDONG = {
    "key": "GD", "zh": "粤港澳", "en": "Guangdong-Hong Kong-Macao", "authority_zh": "广东省科学技术厅",
    "authority_en": "Department of Science and Technology of Guangdong Province", "reason": "第二十一条",
}


def entries_of(runtime, name: str) -> dict:
    with runtime.sessions.connect() as session:
        return json.loads(runtime.library(session).resources[f"bpmn/programme/{name}.json"].content)


def added(client, name: str, **values: str):
    path = f"/studio/programme/{name}"
    return client.post(path, data=fields(client.get(path).text) | {"action": "publish", "reason": "新增"} | values)


def removed(client, name: str, key: str, **values: str):
    path = f"/studio/programme/{name}/{key}/remove"
    return client.post(path, data=fields(client.get(path).text) | {"action": "publish", "reason": "不再适用"} | values)


@basis("R21.1")
def test_a_region_is_added_and_taken_away_again(designer, programme_runtime):
    answer = added(designer, "regions", **GUANGDONG)
    assert (answer.status_code, answer.location) == (303, "/programme/regions/GD")
    assert list(entries_of(programme_runtime, "regions")) == ["SH", "JS", "ZJ", "AH", "GD"] and "粤港澳" in designer.get("/programme/regions").text
    assert "确定要删除" in designer.get("/studio/programme/regions/GD/remove").text
    assert removed(designer, "regions", "GD").location == "/programme/regions"
    assert list(entries_of(programme_runtime, "regions")) == ["SH", "JS", "ZJ", "AH"]


@pytest.mark.parametrize("name,values", [
    ("parameters", {"key": "tea_break", "group": "general", "value": "1", "unit": "days", "zh": "休息", "en": "Break", "basis": "默认值", "year": "2024"}),
    ("rule_sets", {"key": "YRD-2025", "zh": "新办法", "en": "New rules", "valid_from": "2025-04-06", "valid_to": "2028-04-05"}),
    ("exchange", {"key": "tea", "system": "cloud", "record": "need", "fields": "title", "basis": "默认值"}),
])
def test_every_file_takes_one_more_and_one_less(designer, programme_runtime, name, values):
    before = entries_of(programme_runtime, name)
    answer = added(designer, name, **values)
    assert answer.status_code == 303, answer.text[-3000:]
    assert set(entries_of(programme_runtime, name)) == {*before, values["key"]}
    assert removed(designer, name, values["key"]).status_code == 303 and entries_of(programme_runtime, name) == before


@pytest.mark.parametrize("wrong,said,english", [
    ({"key": "SH"}, "已有条目", "already"), ({"key": "1 x"}, "字母开头", "begins with a letter"), ({"key": ""}, "字母开头", "begins with a letter"),
    ({"en": ""}, "缺少英文名称", "is missing"), ({"reason": ""}, "请说明", "Say what"),
])
def test_what_cannot_be_added_is_said_and_what_was_typed_stays(designer, programme_runtime, wrong, said, english):
    answer = added(designer, "regions", **{**GUANGDONG, **wrong})
    assert answer.status_code in {409, 422} and said in answer.text and 'value="粤港澳"' in answer.text
    with designer.session_transaction() as cookie:
        cookie["language"] = "en"
    assert english in added(designer, "regions", **{**GUANGDONG, **wrong}).text
    assert len(entries_of(programme_runtime, "regions")) == 4


@pytest.mark.parametrize("name,key,said", [
    ("parameters", "resubmission_window", "用到它"), ("regions", "ZJ", "仍在使用"), ("rule_sets", "YRD-2023-04-06", "唯一的条目"),
])
def test_what_is_used_stays(designer, programme_runtime, name, key, said):
    answer = removed(designer, name, key)
    assert answer.status_code in {409, 422} and said in answer.text, answer.text[-3000:]
    assert key in entries_of(programme_runtime, name)


def test_an_entry_is_removed_in_a_draft_first(designer, programme_runtime):
    assert added(designer, "regions", **GUANGDONG).status_code == 303
    assert removed(designer, "regions", "GD", action="save").status_code == 303 and "GD" in entries_of(programme_runtime, "regions")
    assert "有尚未发布的草稿" in designer.get("/programme/regions").text


def test_only_designers_add_and_remove(signed_in):
    officer = signed_in("o1", "region_officer")
    for path in ("/studio/programme/regions", "/studio/programme/regions/ZJ/remove"):
        assert officer.get(path).status_code == officer.post(path, data={"reason": "x"}).status_code == 403
