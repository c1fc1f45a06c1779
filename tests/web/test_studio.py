"""The studio by its pages: drafts, checks, versions, differences, tables."""

from __future__ import annotations

import io
import json
import re

import pytest

from app.engine.checks import RULES
from app.engine.reader import read
from app.queries.studio import changes
from app.store import definitions
from app.web.studio.values import setting_text
from tests.dsl.scenario import Scenario

PROCESS = "/studio/processes/resubmission"
DRAWING = "bpmn/resubmission/resubmission.bpmn"
FORM = "forms/resubmission/supplement.form"
TABLE = "bpmn/shared/conclusion.dmn"


def version_of(runtime, process: str) -> int:
    with runtime.sessions.connect() as session:
        return definitions.process_versions(session, process)[0]["version"]


def supplement_under_way(runtime) -> Scenario:
    return Scenario(runtime, "resubmission", at="2024-09-14 10:00").start(
        proposal_id="SB-2024-0017", region="JS", lead_unit="U-001", title="示例项目", items=[], check_note="", asked_days=None,
    )


def earlier(xml: str) -> str:
    """The same drawing with another reminder."""
    return xml.replace('workingDays="=-policy(&quot;supplement_reminder_1&quot;)"', 'workingDays="-6"')


# -- who and what --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/studio", PROCESS, f"{PROCESS}/edit", "/studio/forms", f"/studio/files/{TABLE}"])
def test_only_designers_open_the_studio(signed_in, path):
    assert signed_in("d1", "designer").get(path).status_code == 200
    assert signed_in("o1", "operator").get(path).status_code == 403


def test_only_designers_save_and_publish(signed_in, resource):
    operator = signed_in("o1", "operator")
    body = {"xml": resource(DRAWING), "version": 0, "note": "x"}
    assert operator.put(f"{PROCESS}/draft", json=body).status_code == 403
    assert operator.post(f"{PROCESS}/publish", json=body).status_code == 403
    assert operator.post(f"/studio/discard/{DRAWING}").status_code == 403


def test_every_definition_of_the_programme_has_a_page(designer, programme_runtime):
    with programme_runtime.sessions.connect() as session:
        paths = sorted(programme_runtime.library(session).resources)
    for path in paths:
        assert designer.get(f"/studio/files/{path}", follow_redirects=True).status_code == 200, path


def test_the_overview_tells_versions_instances_and_drafts(designer, programme_runtime, resource):
    supplement_under_way(programme_runtime)
    designer.put(f"{PROCESS}/draft", json={"xml": resource(DRAWING), "version": 0})
    page = designer.get("/studio").text
    row = re.search(r"<tr>(?:(?!</tr>).)*processes/resubmission.*?</tr>", page, re.DOTALL).group()
    assert "v1 × 1" in row and "有草稿" in row and "Resubmission" in row
    assert "没有符合条件的流程" in designer.get("/studio?search=nothing-like-it").text


def test_a_process_tells_what_it_uses_and_who_calls_it(designer):
    page = designer.get(PROCESS).text
    for address in (f"/studio/files/{FORM}", "/studio/files/bpmn/shared/formal_items.dmn", "/studio/processes/formal_review"):
        assert address in page
    assert designer.get("/studio/processes/nobody").status_code == 404
    assert designer.get(f"{PROCESS}?version=9").status_code == 404


# -- drafts --------------------------------------------------------------------------------------------------------------


def test_a_draft_is_never_saved_over_somebody_elses(signed_in, resource):
    one, other = signed_in("d1"), signed_in("d2")
    assert one.put(f"{PROCESS}/draft?base=1", json={"xml": resource(DRAWING), "version": 0}).json == {"version": 1}
    answer = other.put(f"{PROCESS}/draft?base=1", json={"xml": resource(DRAWING), "version": 0})
    assert answer.status_code == 409
    assert answer.json["by"] == "设计者d1" and answer.json["at"] == "2024-09-02 09:00"
    assert one.put(f"{PROCESS}/draft?base=1", json={"xml": resource(DRAWING), "version": 1}).json == {"version": 2}


def test_a_draft_that_was_published_elsewhere_is_not_brought_back(signed_in, resource):
    one, other = signed_in("d1"), signed_in("d2")
    one.put(f"{PROCESS}/draft?base=1", json={"xml": earlier(resource(DRAWING)), "version": 0})
    assert other.post(f"{PROCESS}/publish?base=1", json={"xml": earlier(resource(DRAWING)), "version": 1, "note": "提前提醒"}).status_code == 200
    answer = one.put(f"{PROCESS}/draft?base=1", json={"xml": resource(DRAWING), "version": 1})
    assert (answer.status_code, answer.json["code"]) == (409, "draft-gone")


def test_an_unreadable_drawing_is_not_kept(designer):
    answer = designer.put(f"{PROCESS}/draft", json={"xml": "<a><b></a>", "version": 0})
    assert (answer.status_code, answer.json["code"]) == (422, "xml-unreadable")


@pytest.mark.parametrize("body", [None, [], {"xml": 1}, {"xml": "<a/>", "version": "1"}, {"xml": "<a/>", "version": True}])
def test_what_is_no_drawing_is_refused(designer, body):
    assert designer.put(f"{PROCESS}/draft", json=body).status_code == 400


def test_a_discarded_draft_is_gone_and_noted(designer, programme_runtime, resource):
    designer.put(f"{PROCESS}/draft", json={"xml": earlier(resource(DRAWING)), "version": 0})
    assert "有草稿" in designer.get(PROCESS).text
    assert designer.post(f"/studio/discard/{DRAWING}").status_code == 303
    page = designer.get(PROCESS).text
    assert "草稿已放弃" in page and "有草稿" not in page
    assert designer.get(f"{PROCESS}?version=draft").status_code == 404


# -- checks and publications ---------------------------------------------------------------------------------------------


def test_a_check_knows_the_whole_library(designer, resource):
    wrong = resource(DRAWING).replace('jiebang:role="agency"', 'jiebang:role="nobody"').replace('template="supplement_due"', 'template="none"', 1)
    found = designer.post(f"{PROCESS}/check", json={"xml": wrong}).json
    assert {(each["element"], each["code"]) for each in found} >= {("recheck", "role-unknown"), ("supplement", "template-unknown")}
    assert all(each["zh"] and each["en"] and each["why"]["zh"] and each["why"]["en"] for each in found)
    assert designer.post(f"{PROCESS}/check", json={"xml": resource(DRAWING)}).json == []


def test_the_page_of_a_draft_says_in_the_readers_language_why_a_finding_matters(designer, resource):
    wrong = resource(DRAWING).replace('jiebang:role="agency"', 'jiebang:role="nobody"')
    designer.put(f"{PROCESS}/draft", json={"xml": wrong, "version": 0})
    rule = next(each for each in RULES if each.code == "role-unknown")
    chinese = designer.get(f"{PROCESS}?version=draft").text
    designer.post("/language/en")
    english = designer.get(f"{PROCESS}?version=draft").text
    assert rule.why_zh in chinese and rule.why_en not in chinese
    assert rule.why_en in english and rule.why_zh not in english


def test_errors_keep_a_drawing_from_being_published(designer, programme_runtime, resource):
    wrong = resource(DRAWING).replace('jiebang:operation="serve_notice"', 'jiebang:operation="nothing"')
    answer = designer.post(f"{PROCESS}/publish?base=1", json={"xml": wrong, "version": 0, "note": "改操作"})
    assert answer.status_code == 422
    assert [each["code"] for each in answer.json["findings"] if each["severity"] == "error"] == ["operation-unknown"]
    assert version_of(programme_runtime, "resubmission") == 1


def test_publishing_makes_the_next_version_and_running_instances_stay(designer, programme_runtime, resource):
    story = supplement_under_way(programme_runtime)
    answer = designer.post(f"{PROCESS}/publish?base=1", json={"xml": earlier(resource(DRAWING)), "version": 0, "note": "提前提醒"})
    assert answer.json["next"] == PROCESS
    page = designer.get(PROCESS).text
    assert "已发布第 2 版；正在办理的 1 项仍按各自的版本继续。" in page and "提前提醒" in page
    story.start(proposal_id="SB-2024-0018", region="JS", lead_unit="U-001", title="另一项目", items=[], check_note="", asked_days=None)
    with programme_runtime.sessions.connect() as session:
        assert definitions.running(session) == {("resubmission", 1): 1, ("resubmission", 2): 1}


def test_publishing_needs_a_reason(designer, programme_runtime, resource):
    answer = designer.post(f"{PROCESS}/publish?base=1", json={"xml": earlier(resource(DRAWING)), "version": 0, "note": "  "})
    assert (answer.status_code, answer.json["code"]) == (422, "note-missing")
    assert version_of(programme_runtime, "resubmission") == 1


def test_a_version_published_meanwhile_is_not_lost(signed_in, programme_runtime, resource):
    one, other = signed_in("d1"), signed_in("d2")
    before = resource(DRAWING)
    one.put(f"{PROCESS}/draft?base=1", json={"xml": before.replace("逾期未补正", "补正逾期"), "version": 0})
    with programme_runtime.sessions.begin() as session:      # by files, so the draft stays
        from app.commands import deployments
        deployments.deploy(programme_runtime, session, {DRAWING: earlier(before).encode()}, by=None, note="files", source="files")
    answer = one.post(f"{PROCESS}/publish?base=1", json={"xml": before, "version": 1, "note": "改名"})
    assert (answer.status_code, answer.json["code"]) == (409, "base-moved")
    assert "第 2 版" in answer.json["message"] and "files" in answer.json["message"]
    assert "基于更早的版本" in other.get(f"{PROCESS}/edit").text
    assert other.post(f"/studio/rebase/{DRAWING}").status_code == 303
    assert one.post(f"{PROCESS}/publish?base=1", json={"xml": before, "version": 1, "note": "改名"}).status_code == 200
    assert version_of(programme_runtime, "resubmission") == 3


def test_a_page_left_open_does_not_publish_over_a_newer_version(signed_in, resource):
    one, other = signed_in("d1"), signed_in("d2")
    old = resource(DRAWING)
    assert other.post(f"{PROCESS}/publish?base=1", json={"xml": earlier(old), "version": 0, "note": "提前提醒"}).status_code == 200
    answer = one.post(f"{PROCESS}/publish?base=1", json={"xml": old, "version": 0, "note": "旧页面"})
    assert (answer.status_code, answer.json["code"]) == (409, "base-moved")
    assert "设计者d2" in answer.json["message"]


def test_a_process_cannot_be_renamed_away(designer, resource):
    renamed = resource(DRAWING).replace('id="resubmission"', 'id="resubmission_two"').replace('processRef="resubmission"', 'processRef="resubmission_two"')
    answer = designer.post(f"{PROCESS}/publish?base=1", json={"xml": renamed, "version": 0, "note": "改名"})
    assert [each["code"] for each in answer.json["findings"]] == ["process-lost"]
    assert all(answer.json["findings"][0]["why"].values())


def test_what_has_not_changed_makes_no_version(designer, programme_runtime, resource):
    assert designer.post(f"{PROCESS}/publish?base=1", json={"xml": resource(DRAWING), "version": 0, "note": "没有改"}).status_code == 200
    assert "没有产生新版本" in designer.get(PROCESS).text
    assert version_of(programme_runtime, "resubmission") == 1


@pytest.mark.parametrize("body", [
    {"xml": "<a/>", "version": 10**30}, {"xml": "<a/>", "version": -1}, {"xml": "<a/>", "version": 1.5}, {"xml": "\ud800", "version": 0},
])
def test_hostile_bodies_are_refused_in_words(designer, body):
    assert designer.put(f"{PROCESS}/draft?base=99999999999999999999", json=body).status_code in {400, 409, 422}


def test_a_reason_may_hold_anything_typed(designer, resource):
    answer = designer.post(f"{PROCESS}/publish?base=1", json={"xml": earlier(resource(DRAWING)), "version": 0, "note": "a\x00<b>'"})
    assert answer.status_code == 200
    assert "a&lt;b&gt;&#39;" in designer.get(PROCESS).text


@pytest.mark.parametrize("address", ["/studio/processes/%00", "/studio/files/a%00b.form", f"{PROCESS}?version=%00", "/studio/files/nothing.form"])
def test_what_is_not_there_is_not_found(designer, address):
    assert designer.get(address).status_code in {400, 404}


# -- new processes -------------------------------------------------------------------------------------------------------


def test_a_new_process_begins_as_a_draft_that_can_be_drawn(designer):
    answer = designer.post("/studio/new", data={"process_id": "site_visit", "name": "现场<核查>", "role": "agency"})
    assert answer.location == "/studio/processes/site_visit/edit"
    assert designer.get(answer.location).status_code == 200
    assert "site_visit" in designer.get("/studio").text
    drawn = designer.get("/studio/processes/site_visit/drawing.bpmn?version=draft").data
    process = read(drawn).processes[0]
    assert (process.id, process.name) == ("site_visit", "现场<核查>")
    assert {"started", "do_task", "ended", "site_visit_pool", "lane_first", "started_to_do_task"} <= read(drawn).shapes
    found = designer.post("/studio/processes/site_visit/check", json={"xml": drawn.decode()}).json
    assert [each["code"] for each in found if each["severity"] == "error"] == ["form-missing"]


@pytest.mark.parametrize("identity, status", [("Visit", 422), ("../x", 422), ("", 422), ("proposal", 409)])
def test_a_new_process_needs_an_id_of_its_own(designer, identity, status):
    answer = designer.post("/studio/new", data={"process_id": identity, "name": "核查"})
    assert answer.status_code == status and "核查" in answer.text


# -- differences ---------------------------------------------------------------------------------------------------------


def test_differences_are_told_in_the_models_words(web, resource):
    old = resource(DRAWING)
    new = (
        earlier(old).replace('name="逾期未补正"', 'name="补正逾期"').replace('jiebang:due="=supplement_due"', 'jiebang:due="=at(supplement_due, &quot;12:00&quot;)"')
        .replace("<bpmn:timeDate>=supplement_due", "<bpmn:timeDate>=window_end")
    )
    found = {row.element: row for row in changes.compare(old.encode(), new.encode()).rows}
    supplement = {detail.field: (detail.old, detail.new) for detail in found["supplement"].details}
    assert supplement["setting:due"] == ("=supplement_due", '=at(supplement_due, "12:00")')
    assert [(each.working_days, each.at, each.template) for each in supplement["reminders"][1]][0] == (-6, "09:00", "supplement_due")
    timer = {detail.field: (detail.old, detail.new) for detail in found["window_closed"].details}
    with web.test_request_context():
        events = [setting_text("event", each) for each in timer["event"]]
    assert events == ["计时器 时刻 =supplement_due", "计时器 时刻 =window_end"]
    assert timer["name"] == ("逾期未补正", "补正逾期")


def test_what_only_moved_is_one_line(resource):
    old = resource(DRAWING)
    new = re.sub(r'(bpmnElement="supplement"[^>]*>\s*<dc:Bounds x=")(\d+)', lambda found: found[1] + str(int(found[2]) + 30), old)
    found = changes.compare(old.encode(), new.encode())
    assert (found.rows, found.moved) == ((), ("supplement",))


def test_added_and_removed_elements_are_named(designer, resource):
    xml = designer.post("/studio/new", data={"process_id": "site_visit", "name": "核查"}) and designer.get(
        "/studio/processes/site_visit/drawing.bpmn?version=draft").text
    without = re.sub(r'<bpmn:userTask id="do_task".*?</bpmn:userTask>', '<bpmn:manualTask id="look" name="查看"/>', xml, flags=re.DOTALL)
    found = changes.compare(xml.encode(), without.encode())
    assert found.ids("added") == ["look"] and "do_task" in found.ids("removed")


def test_the_comparison_page_shows_old_and_new(designer, resource):
    designer.post(f"{PROCESS}/publish?base=1", json={"xml": earlier(resource(DRAWING)), "version": 0, "note": "提前提醒"})
    page = designer.get(f"{PROCESS}/compare?old=1&new=2").text
    assert "提醒" in page and "到期前 6 个工作日 09:00 提醒（模板 supplement_due）" in page and "supplement_reminder_1" in page
    assert json.loads(re.search(r'id="new".*?<script type="application/json">(.*?)</script>', page, re.DOTALL)[1])["state"]["active"] == ["supplement"]


# -- forms, tables, templates --------------------------------------------------------------------------------------------


def write(client, path, content, action, **more):
    return client.post(f"/studio/text/{path}", data={"content": content, "action": action, "version": 0, "base": 1, **more})


def test_a_form_is_checked_kept_and_published_as_text(designer, resource):
    text = resource(FORM).replace("逾期未补正的，形式审查不予受理。", "逾期未补正的，不予受理。")
    assert "没有发现问题" in write(designer, FORM, text, "check").text
    assert "草稿已保存" in write(designer, FORM, text, "save").text
    assert designer.get(f"/studio/files/{FORM}?version=draft").status_code == 200
    assert write(designer, FORM, text, "publish", version=1, note="文字更正").status_code == 303
    assert resource(FORM) == text
    assert "v2" in designer.get(f"/studio/files/{FORM}").text


def test_what_was_typed_stays_when_it_is_refused(designer, resource):
    answer = write(designer, FORM, '{"typed": ', "publish", note="x")
    assert answer.status_code == 422 and "{&#34;typed&#34;: " in answer.text and "JSON" in answer.text
    assert write(designer, FORM, resource(FORM), "save").status_code == 200
    answer = write(designer, FORM, '{"mine": 1}', "save")
    assert answer.status_code == 409 and "mine" in answer.text and "设计者d1" in answer.text


def test_a_form_is_previewed_in_both_languages(designer):
    assert "补正说明" in designer.get(f"/studio/files/{FORM}?wording=zh").text
    english = designer.get(f"/studio/files/{FORM}?wording=en").text
    block = json.loads(re.search(r'id="preview"><script type="application/json">(.*?)</script>', english, re.DOTALL)[1])
    assert "补正说明" not in json.dumps(block, ensure_ascii=False)


def test_a_table_is_shown_and_tried_out(designer):
    page = designer.get(f"/studio/files/{TABLE}").text
    assert "核心指标完成" in page and "others_ratio &gt;= policy(" in page and "第十九条" in page
    tried = designer.get(f"/studio/files/{TABLE}", query_string={
        "in.false_material": "false", "in.core_met": "true", "in.others_ratio": "0.95", "in.documents_complete": "true", "in.rectifications": "0",
    }).text
    assert re.search(r'data-result="conclusion">accepted<', tried)
    assert re.findall(r"data-hit><td[^>]*>(\d+)", tried) == ["2"]


def test_a_wrong_answer_in_a_try_out_is_told_beside_its_field(designer):
    tried = designer.get(f"/studio/files/{TABLE}", query_string={"in.rectifications": "1 +"}).text
    assert "is-invalid" in tried


def test_an_uploaded_table_is_checked_before_it_counts(designer, resource):
    wrong = resource(TABLE).replace("<text>rectifications</text>", "<text>rectifications +</text>")
    sent = {"file": (io.BytesIO(wrong.encode()), "any name.dmn"), "version": "0"}
    answer = designer.post("/studio/upload", data=sent, content_type="multipart/form-data")
    assert answer.location == f"/studio/files/{TABLE}?version=draft"
    page = designer.get(answer.location).text
    assert "错误" in page
    refused = designer.post(f"/studio/publish/{TABLE}", data={"note": "x", "version": 1}, follow_redirects=True)
    assert "没有发布" in refused.text
    right = resource(TABLE).replace("第十九条", "第十九条第一款")
    sent = {"file": (io.BytesIO(right.encode()), "conclusion.dmn"), "version": "1", "path": TABLE}
    designer.post("/studio/upload", data=sent, content_type="multipart/form-data")
    assert designer.post(f"/studio/publish/{TABLE}", data={"note": "写明条款", "version": 2}).status_code == 303
    assert resource(TABLE) == right


@pytest.mark.parametrize("name, content, status", [
    ("x.exe", b"x", 400), ("new.form", b"{}", 422), ("x.bpmn", b"<!DOCTYPE x><x/>", 422), ("new.zh.txt", b"ok", 303),
])
def test_an_upload_is_kept_only_where_it_belongs(designer, name, content, status):
    sent = {"file": (io.BytesIO(content), name)}
    assert designer.post("/studio/upload", data=sent, content_type="multipart/form-data").status_code == status


@pytest.mark.parametrize("path", ["../etc/x.form", "forms/../../x.form", "/forms/x.form"])
def test_an_upload_never_leaves_its_folders(designer, path):
    sent = {"file": (io.BytesIO(b"{}"), "x.form"), "path": path}
    assert designer.post("/studio/upload", data=sent, content_type="multipart/form-data").status_code == 400


FOREIGN = b"""<?xml version='1.0' encoding='UTF-8'?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:v="urn:vendor" id="d" targetNamespace="t">
  <process id="foreign" name="\xe5\xa4\x96\xe6\x9d\xa5" isExecutable="false"><startEvent id="s"/><adHocSubProcess id="free" v:colour="red"/>
    <sequenceFlow sourceRef="s" targetRef="free"><conditionExpression xsi:type="tFormalExpression">${approved}</conditionExpression></sequenceFlow></process>
</definitions>"""


def test_a_foreign_drawing_comes_in_is_shown_says_what_keeps_it_from_running_and_goes_out_unchanged(designer):
    sent = {"file": (io.BytesIO(FOREIGN), "foreign.bpmn"), "version": "0", "path": "bpmn/foreign/foreign.bpmn"}
    kept = designer.post("/studio/upload", data=sent, content_type="multipart/form-data")
    assert kept.status_code == 303
    page = designer.get("/studio/processes/foreign/edit").text
    assert "urn:vendor" in page and "adHocSubProcess" in page
    found = {(each["code"], each["severity"]) for each in designer.post("/studio/processes/foreign/check", json={"xml": FOREIGN.decode()}).json}
    assert {("no-process", "error"), ("element-refused", "error"), ("expression-foreign", "error"), ("foreign-vocabulary", "warning")} <= found
    refused = designer.post("/studio/processes/foreign/publish", json={"xml": FOREIGN.decode(), "version": 1, "note": "x"})
    assert refused.status_code == 422 and refused.json["findings"]
    assert designer.get("/studio/download/bpmn/foreign/foreign.bpmn?version=draft").data == FOREIGN


def test_a_drawing_is_arranged_without_being_saved(designer, resource):
    whole = resource(DRAWING)
    bare = whole[: whole.index("<bpmndi:BPMNDiagram")] + "</bpmn:definitions>"
    answer = designer.post(f"{PROCESS}/arrange", json={"xml": bare})
    assert answer.status_code == 200 and "BPMNShape" in answer.json["xml"]
    assert designer.post(f"{PROCESS}/arrange", json={"xml": "<a"}).status_code == 422
    assert resource(DRAWING) == whole
