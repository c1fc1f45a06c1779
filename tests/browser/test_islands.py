"""The islands in a real browser under the production CSP: what people do with them, and what the server hears of it."""

import re

import pytest
from playwright.sync_api import expect

from app.engine.capabilities import WHY_ELEMENT

WATERMARK_ON_TOP = """logo => {
  const { left, top, width, height } = logo.getBoundingClientRect();
  const hit = document.elementFromPoint(left + width / 2, top + height / 2);
  return width > 10 && height > 10 && (logo === hit || logo.contains(hit));
}"""


def test_the_token_is_marked_and_visits_are_counted(page):
    page.goto("/viewer")
    first = page.locator("#first")
    expect(first).to_have_attribute("data-ready", "")
    expect(first.locator('[data-element-id="supplement"].is-active')).to_be_visible()
    expect(first.locator('[data-element-id="check_items"].is-completed')).to_be_visible()
    expect(first.get_by_text("×3").first).to_be_visible()
    expect(first.get_by_text("剩 2 个工作日")).to_be_visible()
    expect(first.locator('[data-element-id="notify"].is-incident')).to_have_count(1)
    expect(page.locator("#second")).to_have_attribute("data-ready", "")


@pytest.mark.parametrize(("path", "logo"), [("/viewer", "#first .bjs-powered-by"), ("/form", ".fjs-powered-by a"), ("/studio", ".bjs-powered-by")])
def test_the_watermark_is_visible_and_on_top(page, path, logo):
    page.goto(path)
    expect(page.locator("[data-ready]").first).to_be_visible()
    page.locator(logo).first.scroll_into_view_if_needed()
    assert page.locator(logo).first.evaluate(WATERMARK_ON_TOP)


def fill(page):
    """A proposal as it should be."""
    page.get_by_label("项目名称").fill("柔性传感器联合攻关")
    page.locator(".fjs-select-display").click()
    page.get_by_text("生物医药").click()
    page.get_by_label("计划开始日期").fill("2024/9/30")
    page.get_by_label("计划开始日期").press("Enter")
    page.get_by_label("省内联合").check()
    for row, (name, amount) in enumerate([("甲研究院", "120.5"), ("乙大学", "80")]):
        page.get_by_label("单位名称").nth(row).fill(name)
        page.get_by_label("出资").and_(page.locator("input")).nth(row).fill(amount)
    page.get_by_label("本单位承诺所填内容真实有效").check()


@pytest.mark.answers_with_errors
def test_an_error_from_the_server_stands_in_the_second_row(page, site):
    site.refusal = (422, {"message": "有 1 处需要修改。", "errors": {"units": {"1": {"uscc": ["不是有效的统一社会信用代码。"]}}, "_form": ["合计应为 100%。"]}})
    page.goto("/form")
    fill(page)
    page.get_by_role("button", name="提交申请").click()
    second = page.locator(".fjs-repeat-row-container").nth(1)
    expect(second.get_by_text("不是有效的统一社会信用代码。")).to_be_visible()
    expect(page.locator(".fjs-repeat-row-container").nth(0).get_by_text("不是有效的统一社会信用代码。")).to_have_count(0)
    expect(page.locator(".form-summary")).to_contain_text("合计应为 100%。")
    expect(page.locator(".form-summary")).to_contain_text("第 2 行 统一社会信用代码")
    expect(page.get_by_label("项目名称")).to_have_value("柔性传感器联合攻关")


def test_a_form_is_sent_once_with_exact_answers(page, site):
    page.goto("/form")
    fill(page)
    page.get_by_role("button", name="提交申请").dblclick()
    page.wait_for_url("**/done")
    assert len(site.submitted) == 1
    assert site.keys == ["once-1"]
    answers = site.submitted[0]
    assert answers["start"] == "2024-09-30"
    assert [unit["amount"] for unit in answers["units"]] == [120.5, 80]
    assert "why" not in answers


def test_what_the_browser_finds_wrong_is_said_in_chinese_and_not_sent(page, site):
    page.goto("/form")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator(".form-summary")).to_contain_text("项目名称：此项必填。")
    expect(page.locator(".fjs-form-field-select input").first).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".fjs-form-field-datetime input").first).to_have_attribute("aria-invalid", "true")
    assert site.submitted == []


def test_typing_is_kept_as_a_draft(page, site):
    page.goto("/form")
    page.get_by_label("项目名称").fill("草稿")
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    assert site.drafts[-1]["title"] == "草稿"


@pytest.mark.answers_with_errors
def test_when_the_task_is_gone_the_answers_stay(page, site):
    site.refusal = (409, {"message": "这项任务已由他人办理。"})
    page.goto("/form")
    fill(page)
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator(".form-summary")).to_contain_text("这项任务已由他人办理。")
    expect(page.get_by_role("link", name="刷新页面")).to_be_visible()
    expect(page.get_by_label("项目名称")).to_have_value("柔性传感器联合攻关")


def test_an_attachment_is_uploaded_when_it_is_chosen(page, site):
    page.goto("/form")
    page.locator('input[type="file"]').set_input_files({"name": "合作协议.pdf", "mimeType": "application/pdf", "buffer": b"%PDF" + b"x" * 2_000})
    expect(page.locator(".attachment-list")).to_contain_text("合作协议.pdf")
    expect(page.locator(".attachment-list")).to_contain_text("2 KB")
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    assert site.drafts[-1]["agreement"] == ["0190a6c2-0000-7000-8000-000000000001"]
    page.get_by_role("button", name="移除 合作协议.pdf").click()
    expect(page.locator(".attachment-list li")).to_have_count(0)


def test_the_form_speaks_english_where_the_page_does(page):
    page.goto("/form?lang=en")
    expect(page.get_by_label("Title")).to_be_visible()
    page.locator("[data-submit]").click()
    expect(page.locator(".form-summary")).to_contain_text("This field is required.")


def open_studio(page, language="zh-CN"):
    """The designer, ready."""
    page.goto(f"/studio?lang={language}")
    expect(page.locator("#studio")).to_have_attribute("data-ready", "")


def test_a_task_is_drawn_given_a_form_and_a_role_and_saved(page, site):
    open_studio(page)
    page.locator('.entry[data-action="create.task"]').click()
    page.mouse.click(700, 640)
    page.keyboard.type("专家初审")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.locator(".djs-shape").filter(has_text="专家初审").click()
    page.locator('.djs-context-pad .entry[data-action="replace"]').click()
    page.locator('.djs-popup [data-id="replace-with-user-task"]').click()
    page.get_by_label("表单", exact=True).select_option("demo/check_items")
    page.get_by_label("角色", exact=True).select_option("agency_officer")
    page.get_by_label("期限", exact=True).fill("=add working days(today(), 10)")
    page.locator('[data-action="save"]').click()
    expect(page.locator("#studio")).to_have_attribute("data-state", "clean")
    drawn = site.saved[-1]
    assert re.search(r'<bpmn:userTask id="\w+" name="专家初审" jiebang:form="demo/check_items" jiebang:role="agency_officer" jiebang:due="=add working days\(today\(\), 10\)"', drawn)
    assert "<bpmn:loopDataInputRef>defects</bpmn:loopDataInputRef>" in drawn


def test_reminders_and_inputs_are_lists(page, site):
    open_studio(page)
    page.locator('[data-element-id="supplement"]').first.click()
    page.locator('[data-group-id="group-jiebang-reminders"] .bio-properties-panel-add-entry').click()
    page.locator('[name="jiebang-reminders-0-workingDays"]').fill("-5")
    page.locator('[name="jiebang-reminders-0-template"]').select_option("supplement_due")
    page.locator('[data-element-id="review"]').first.click()
    page.locator('[name="jiebang-call-calledElement"]').select_option("resubmission")
    page.locator('[data-group-id="group-jiebang-inputs"] .bio-properties-panel-add-entry').click()
    page.locator('[name="jiebang-inputs-0-name"]').fill("proposal_id")
    page.locator('[name="jiebang-inputs-0-value"]').fill("=proposal_id")
    page.locator('[data-action="save"]').click()
    expect(page.locator("#studio")).to_have_attribute("data-state", "clean")
    assert '<jiebang:reminder workingDays="-5" at="09:00" template="supplement_due" />' in site.saved[-1]
    assert 'calledElement="resubmission"' in site.saved[-1]
    assert '<jiebang:input name="proposal_id" value="=proposal_id" />' in site.saved[-1]


def test_findings_stand_on_the_elements_and_lead_there(page):
    open_studio(page)
    expect(page.locator(".problem-badge.problem-error")).to_be_visible()
    page.locator(".studio-problems-head").click()
    page.get_by_role("button", name="这项任务没有表单。").last.click()
    expect(page.locator('.bio-properties-panel-header-label, .bio-properties-panel-header')).to_contain_text(["核对材料"])


@pytest.mark.parametrize(("language", "message", "why", "other"), [
    ("zh-CN", "这项任务没有表单。", "打开任务的人没有内容可填。", "Whoever opens it has nothing to fill in."),
    ("en", "This task has no form.", "Whoever opens it has nothing to fill in.", "打开任务的人没有内容可填。"),
])
def test_below_a_finding_stands_why_it_matters_in_the_language_of_the_page(page, language, message, why, other):
    open_studio(page, language)
    page.locator(".studio-problems-head").click()
    told = page.locator(".problem-item-error .problem-told")
    expect(told).to_contain_text(message)
    expect(told.locator("small")).to_have_text(why)
    expect(told.locator("small")).to_be_visible()
    expect(page.locator(".studio-problems").get_by_text(other)).to_have_count(0)
    expect(page.locator(".problem-item-warning small")).to_have_count(0)     # a finding without a reason has one line


def test_what_the_canvas_itself_refuses_says_why_too(page):
    open_studio(page)
    page.evaluate("""() => { const m = document.querySelector("#studio").modeler;
      m.get("bpmnReplace").replaceElement(m.get("elementRegistry").get("complete"), { type: "bpmn:ComplexGateway" }); }""")
    page.locator(".studio-problems-head").click()
    expect(page.locator(".problem-item").filter(has_text="复杂网关不执行").locator("small")).to_have_text(WHY_ELEMENT[0])


def test_what_cannot_be_executed_is_said_while_drawing(page):
    open_studio(page)
    page.locator('[data-element-id="complete"]').first.click()
    page.locator('.djs-context-pad .entry[data-action="replace"]').click()
    entry = page.locator('.djs-popup [data-id="replace-with-complex-gateway"]')
    expect(entry).to_contain_text("不能执行")
    entry.click()
    expect(page.locator('[title^="复杂网关不执行"]')).to_be_visible()


@pytest.mark.answers_with_errors
def test_somebody_elses_draft_is_not_overwritten(page, site):
    open_studio(page)
    site.version = 7
    page.locator('[data-element-id="check_items"]').first.click()
    page.get_by_label("表单", exact=True).select_option("demo/supplement")
    page.locator('[data-action="save"]').click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("陈思敏 于 11月24日 09:30")
    with page.expect_download() as download:
        dialog.get_by_role("button", name="下载我的版本").click()
    assert "demo/supplement" in download.value.path().read_text(encoding="utf-8")
    assert site.saved == []


@pytest.mark.answers_with_errors
def test_publishing_asks_for_a_note_and_shows_what_blocks(page, site):
    site.refusal = (422, {"message": "有错误，不能发布。", "findings": [{"element": "notify", "code": "operation-missing", "severity": "error", "zh": "没有指定操作。", "en": "No operation.",
        "why": {"zh": "系统不知道要做什么。", "en": "Nobody knows what to do."}}]})
    open_studio(page)
    page.locator('[data-action="publish"]').click()
    page.get_by_role("dialog").get_by_role("textbox").fill("按第十四条修改")
    page.get_by_role("dialog").get_by_role("button", name="发布").click()
    expect(page.get_by_role("dialog")).to_contain_text("有错误，不能发布。")
    expect(page.get_by_role("dialog").get_by_role("listitem")).to_have_text(["没有指定操作。系统不知道要做什么。"])
    page.get_by_role("button", name="知道了").click()
    expect(page.locator(".problem-item")).to_contain_text(["没有指定操作。"])
    assert site.notes == ["按第十四条修改"]


def test_a_drawing_that_cannot_be_read_whole_is_not_saved(page, site):
    site.drawing = site.drawing.replace('<bpmn:serviceTask id="notify"', '<bpmn:serviceTusk id="mystery" /><bpmn:serviceTask id="notify"')
    open_studio(page)
    expect(page.locator(".studio-banner")).to_contain_text("不能在此保存或发布")
    expect(page.locator('[data-action="save"]')).to_be_disabled()
    expect(page.locator('[data-action="publish"]')).to_be_disabled()


def test_conditions_loops_and_scripts_are_written_as_the_engine_reads_them(page, site):
    open_studio(page)
    page.evaluate("(() => { const m = document.querySelector('#studio').modeler; m.get('selection').select(m.get('elementRegistry').get('flow_no')); })()")
    page.get_by_label("满足时通过").fill("count(defects) > 1")
    page.locator('[data-element-id="supplement"]').first.click()
    page.locator(".bio-properties-panel-group-header").filter(has_text="多实例").click()
    page.get_by_label("结果列表").fill("answers")
    page.get_by_label("每项的结果变量").fill("answer")
    page.get_by_label("提前结束条件").fill("nrOfCompletedInstances > 2")
    page.locator('[data-action="save"]').click()
    expect(page.locator("#studio")).to_have_attribute("data-state", "clean")
    drawn = site.saved[-1]
    assert re.search(r"<bpmn:conditionExpression[^>]*>count\(defects\) &gt; 1</bpmn:conditionExpression>", drawn)
    assert "<bpmn:loopDataOutputRef>answers</bpmn:loopDataOutputRef>" in drawn
    assert re.search(r'<bpmn:outputDataItem (id="\w+" )?name="answer" />', drawn)
    assert re.search(r"<bpmn:completionCondition[^>]*>nrOfCompletedInstances &gt; 2</bpmn:completionCondition>", drawn)


def test_undo_takes_back_and_redo_brings_again(page):
    open_studio(page)
    page.locator('[data-element-id="check_items"]').first.click()
    form = page.get_by_label("表单", exact=True)
    form.select_option("demo/supplement")
    page.locator('[data-action="undo"]').click()
    expect(form).to_have_value("")
    page.locator('[data-action="redo"]').click()
    expect(form).to_have_value("demo/supplement")


def test_what_runs_inside_a_collapsed_subprocess_is_shown(page, site):
    inside = '<bpmn:subProcess id="inner" name="内部"><bpmn:userTask id="inside" name="内部任务" /></bpmn:subProcess><bpmn:serviceTask id="notify"'
    site.drawing = site.drawing.replace('<bpmn:serviceTask id="notify"', inside).replace(
        '<bpmndi:BPMNShape id="notify_di"', '<bpmndi:BPMNShape id="inner_di" bpmnElement="inner" isExpanded="false"><dc:Bounds x="580" y="300" width="100" height="80" /></bpmndi:BPMNShape><bpmndi:BPMNShape id="notify_di"',
    ).replace("</bpmn:definitions>", '<bpmndi:BPMNDiagram id="second"><bpmndi:BPMNPlane id="inner_plane" bpmnElement="inner"><bpmndi:BPMNShape id="inside_di" bpmnElement="inside"><dc:Bounds x="100" y="100" width="100" height="80" /></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>')
    site.state = {"active": ["inside"], "completed": {"check_items": 1}}
    page.goto("/viewer")
    expect(page.locator("#first")).to_have_attribute("data-ready", "")
    expect(page.locator('#first [data-element-id="inside"].is-active')).to_be_visible()


OPEN_EVERYTHING = """async () => {
  const modeler = document.querySelector('#studio').modeler;
  const [registry, modeling, factory, selection, popup] = ['elementRegistry', 'modeling', 'elementFactory', 'selection', 'popupMenu'].map(name => modeler.get(name));
  const root = modeler.get('canvas').getRootElement();
  const pause = () => new Promise(done => setTimeout(done, 15));
  const drawn = (what, parent = root, hints) => modeling.createShape(factory.createShape(what), { x: 310, y: 180 }, parent, hints);
  const tasks = ['Task', 'UserTask', 'ManualTask', 'ServiceTask', 'SendTask', 'ReceiveTask', 'ScriptTask', 'BusinessRuleTask', 'CallActivity',
    'ExclusiveGateway', 'ParallelGateway', 'InclusiveGateway', 'EventBasedGateway', 'SubProcess', 'TextAnnotation', 'StartEvent', 'EndEvent'];
  const elements = [root, ...tasks.map(type => drawn({ type: `bpmn:${type}` }))];
  for (const kind of ['Timer', 'Message', 'Error', 'Escalation']) {
    const eventDefinitionType = `bpmn:${kind}EventDefinition`;
    elements.push(drawn({ type: 'bpmn:BoundaryEvent', eventDefinitionType, cancelActivity: false }, registry.get('check_items'), { attach: true }));
    for (const type of ['StartEvent', 'IntermediateCatchEvent', 'IntermediateThrowEvent', 'EndEvent']) elements.push(drawn({ type: `bpmn:${type}`, eventDefinitionType }));
  }
  for (const element of [...elements, registry.get('supplement'), registry.get('flow_no'), registry.get('flow_yes')]) {
    selection.select(element);
    await pause();
    for (const header of document.querySelectorAll('.bio-properties-panel-group-header:not(.open)')) header.click();
    for (const add of document.querySelectorAll('[data-group-id^="group-jiebang"] .bio-properties-panel-add-entry')) add.click();
    await pause();
    if (element !== root) { popup.open(element, 'bpmn-replace', { x: 10, y: 10 }); await pause(); popup.close(); }
  }
  modeler.get('minimap').open();
}"""


def test_an_attribute_nobody_knows_is_kept_and_blocks_nothing(page, site):
    site.drawing = site.drawing.replace('<bpmn:serviceTask id="notify"', '<bpmn:serviceTask foreign:colour="red" xmlns:foreign="urn:foreign" id="notify"')
    open_studio(page)
    page.locator('[data-element-id="check_items"]').first.click()
    page.get_by_label("表单", exact=True).select_option("demo/supplement")
    page.locator('[data-action="save"]').click()
    expect(page.locator("#studio")).to_have_attribute("data-state", "clean")
    assert 'foreign:colour="red"' in site.saved[-1]


def test_every_text_of_the_designer_is_translated(page):
    open_studio(page)
    page.evaluate(OPEN_EVERYTHING)
    assert page.evaluate("window.jiebangMissing") == []


EVENT_SUBPROCESS = (
    '<bpmn:subProcess id="aside" name="逾期处理" triggeredByEvent="true"><bpmn:startEvent id="true_now" name="条件成立" isInterrupting="false">'
    '<bpmn:conditionalEventDefinition id="cond"><bpmn:condition>n > 1</bpmn:condition></bpmn:conditionalEventDefinition></bpmn:startEvent></bpmn:subProcess>'
    '<bpmn:serviceTask id="again" name="重复"><bpmn:standardLoopCharacteristics testBefore="true" /></bpmn:serviceTask><bpmn:serviceTask id="notify"'
)
SHAPES = (
    '<bpmndi:BPMNShape id="aside_di" bpmnElement="aside" isExpanded="true"><dc:Bounds x="160" y="420" width="300" height="160" /></bpmndi:BPMNShape>'
    '<bpmndi:BPMNShape id="true_now_di" bpmnElement="true_now"><dc:Bounds x="200" y="480" width="36" height="36" /></bpmndi:BPMNShape>'
    '<bpmndi:BPMNShape id="again_di" bpmnElement="again"><dc:Bounds x="580" y="440" width="100" height="80" /></bpmndi:BPMNShape><bpmndi:BPMNShape id="start_di"'
)


def test_an_event_subprocess_and_a_loop_are_told_what_they_wait_for(page, site):
    site.drawing = site.drawing.replace('<bpmn:serviceTask id="notify"', EVENT_SUBPROCESS).replace('<bpmndi:BPMNShape id="start_di"', SHAPES)
    open_studio(page)
    expect(page.locator('[title*="conditional"]')).to_have_count(0)
    page.locator('[data-element-id="true_now"]').first.click()
    page.get_by_label("发生条件").fill("count(votes) >= 3")
    page.locator('[data-element-id="again"]').first.click()
    page.get_by_label("重复条件").fill("not(complete)")
    page.get_by_label("最多次数").fill("5")
    page.locator('[data-action="save"]').click()
    expect(page.locator("#studio")).to_have_attribute("data-state", "clean")
    drawn = site.saved[-1]
    assert re.search(r"<bpmn:condition[^>]*>count\(votes\) &gt;= 3</bpmn:condition>", drawn)
    assert re.search(r'<bpmn:standardLoopCharacteristics [^>]*loopMaximum="5"', drawn) and 'testBefore="true"' in drawn
    assert re.search(r"<bpmn:loopCondition[^>]*>not\(complete\)</bpmn:loopCondition>", drawn)
