"""The studio in a real browser, on the real application with its own headers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.store import definitions
from tests.dsl.scenario import Scenario
from tests.dsl.unsigned import unsigned

PAGE = "/studio/processes/resubmission"
DUE = '=at(add working days(today(), 3), "12:00")'


@pytest.fixture
def programme_runtime(programme_runtime):
    """What is published here counts at once; signatures have their own tests."""
    return unsigned(programme_runtime)


@pytest.fixture
def story(programme_runtime):
    """A supplement is under way on version 1."""
    return Scenario(programme_runtime, "resubmission", at="2024-09-14 10:00").start(
        proposal_id="SB-2024-0017", region="JS", lead_unit="U-001", title="示例项目", items=[], check_note="", asked_days=None,
    )


def open_editor(page, address=f"{PAGE}/edit"):
    page.goto(address)
    expect(page.locator("#studio")).to_have_attribute("data-ready", "")


def due_field(page):
    page.evaluate("(() => { const m = document.querySelector('#studio').modeler; m.get('selection').select(m.get('elementRegistry').get('recheck')); })()")
    return page.get_by_label("期限", exact=True)


def change_due(page, text=DUE):
    due_field(page).fill(text)


def test_a_due_rule_is_changed_checked_and_published_while_an_instance_keeps_its_version(signed_in, story, programme_runtime):
    page = signed_in
    page.goto("/studio")
    page.get_by_role("link", name="补正", exact=True).click()
    expect(page.locator("#drawing")).to_have_attribute("data-ready", "")
    page.get_by_role("link", name="编辑", exact=True).click()
    expect(page.locator("#studio")).to_have_attribute("data-ready", "")
    change_due(page, "=at(add working days(")
    page.locator('[data-action="check"]').click()
    expect(page.locator(".problem-item-error")).to_contain_text(["FEEL"])
    change_due(page)
    page.locator('[data-action="check"]').click()
    expect(page.locator("#studio")).to_have_attribute("data-errors", "0")
    page.locator('[data-action="publish"]').click()
    page.get_by_role("dialog").get_by_role("textbox").fill("复核改为三个工作日")
    page.get_by_role("dialog").get_by_role("button", name="发布").click()
    expect(page.get_by_text("已发布第 2 版；正在办理的 1 项仍按各自的版本继续。")).to_be_visible()
    expect(page.get_by_text("复核改为三个工作日")).to_be_visible()
    page.get_by_role("link", name="与上一版比较").click()
    expect(page.locator("#changes")).to_contain_text(DUE)
    expect(page.locator('#new [data-element-id="recheck"].is-active')).to_be_visible()
    with programme_runtime.sessions.connect() as session:
        assert definitions.running(session) == {("resubmission", 1): 1}
        assert [row["version"] for row in definitions.process_versions(session, "resubmission")] == [2, 1]


def test_a_draft_is_kept_and_opened_again(signed_in, story):
    page = signed_in
    open_editor(page)
    change_due(page)
    page.locator('[data-action="save"]').click()
    expect(page.locator("#studio")).to_have_attribute("data-state", "clean")
    open_editor(page)
    expect(page.get_by_text("草稿：沈设计")).to_be_visible()
    expect(due_field(page)).to_have_value(DUE)


def test_a_cleared_field_comes_back_by_one_undo(signed_in):
    page = signed_in
    open_editor(page)
    before = due_field(page).input_value()
    change_due(page, "")
    page.locator('[data-action="undo"]').click()
    expect(due_field(page)).to_have_value(before)


@pytest.mark.answers_with_errors
def test_somebody_elses_draft_is_told_by_name(signed_in, live):
    page = signed_in
    open_editor(page)
    other = page.context.new_page()
    open_editor(other)
    change_due(other)
    other.locator('[data-action="save"]').click()
    expect(other.locator("#studio")).to_have_attribute("data-state", "clean")
    other.close()
    change_due(page, "=today()")
    page.locator('[data-action="save"]').click()
    expect(page.get_by_role("dialog")).to_contain_text("沈设计 于 2024-09-02 09:00")


def test_a_new_process_is_drawn_from_a_first_sketch(signed_in):
    page = signed_in
    page.goto("/studio/new")
    page.get_by_label("名称").fill("现场核查")
    page.get_by_label("流程编号").fill("site_visit")
    page.get_by_role("button", name="建立草稿并开始绘制").click()
    expect(page.locator("#studio")).to_have_attribute("data-ready", "")
    expect(page.locator('[data-element-id="do_task"]').first).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="放弃草稿").click()
    expect(page.get_by_text("草稿已放弃")).to_be_visible()


@pytest.mark.parametrize("wording, text", [("zh", "补正说明"), ("en", "Corrected end date")])
def test_a_form_is_previewed_without_a_way_to_submit(signed_in, wording, text):
    page = signed_in
    page.goto(f"/studio/files/forms/resubmission/supplement.form?wording={wording}")
    expect(page.locator("#preview")).to_have_attribute("data-ready", "")
    expect(page.locator("#preview")).to_contain_text(text)
    expect(page.locator("#preview .form-bar button")).to_have_count(0)


@pytest.mark.parametrize("address", [
    "/studio", PAGE, "/studio/forms", "/studio/files/bpmn/shared/conclusion.dmn", "/studio/text/forms/resubmission/supplement.form", f"{PAGE}/edit",
])
def test_pages_fit_a_phone(signed_in, address):
    page = signed_in
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address)
    for island in page.locator("[data-island]").all():
        expect(island).to_have_attribute("data-ready", "")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_task_without_a_form_of_its_own_shows_the_one_filed_under_its_name(signed_in):
    page = signed_in
    open_editor(page)
    due_field(page)
    form = page.get_by_label("表单", exact=True)
    expect(form).to_have_value("")
    expect(form.locator("option:checked")).to_contain_text("默认：")
