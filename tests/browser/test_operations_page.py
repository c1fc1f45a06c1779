"""An operator repairs a variable in the browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.dsl.scenario import Scenario
from tests.dsl.steps import create_project


@pytest.mark.answers_with_errors
@pytest.mark.parametrize("language,field,reason,button,told", [
    ("zh", "新值（FEEL）", "理由", "修改", "第 1 行第 4 列"), ("en", "New value (FEEL)", "Reason", "Change", "Line 1, column 4"),
])
def test_a_wrong_expression_is_marked_where_it_stands_and_can_be_corrected(live, visit, language, field, reason, button, told):
    scenario = Scenario(live.runtime, "project", at="2025-06-02 09:00")
    create_project(scenario, "SH")
    live.person("boss", "王运行", "operator")
    page = visit("boss")
    page.goto(f"/operations/instances/{scenario.instance_of('project', 'XM-1')}")
    if language == "en":
        page.get_by_role("button", name="English").click()
    form = page.locator("#set-variable")
    form.locator("summary").click()
    form.locator('[name="name"]').fill("support")
    form.get_by_label(field).fill("2 +")
    form.get_by_label(reason).fill("核对原件")
    form.get_by_role("button", name=button).click()
    expect(form.get_by_role("alert")).to_contain_text(told)
    expect(form.get_by_label(field)).to_be_focused()
    expect(form.get_by_label(field)).to_have_value("2 +")
    expect(form.locator('[name="name"]')).to_have_value("support")
    expect(form.get_by_label(reason)).to_have_value("核对原件")
    form.get_by_label(field).fill("2 + 0.5")
    form.get_by_role("button", name=button).click()
    expect(page.get_by_role("row", name="support").first).to_contain_text("2.5")
