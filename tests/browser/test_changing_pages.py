"""Operators change running instances in the browser; people send back and withdraw where the drawing lets them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.commands.programme_time import drain_inline
from tests.dsl.drawing import Drawing, timer
from tests.dsl.scenario import Scenario


def approval(first: str = "draft", deadline: bool = False) -> Drawing:
    where = {"jiebang__role": "region_officer", "jiebang__scope": "region"}
    found = (
        Drawing("approval", jiebang__region="=region", jiebang__businessKey="=id", jiebang__title="=id").start(jiebang__role="operator")
        .user(first, **where, jiebang__withdraw="true").user("check", **where, jiebang__sendBack=first).end()
        .boundary("late", first, timer("duration", "P90D")).flow(f"start > {first} > check > end").flow("late > check")
    )
    return found.boundary("hurry", first, timer("duration", "P80D"), False).flow("hurry > check") if deadline else found


@pytest.fixture
def story(live):
    live.person("boss", "王运行", "operator")
    live.person("ann", "安科员", "region_officer@JS")
    scenario = Scenario(live.runtime, "approval", at="2025-06-02 09:00").deploy(approval())
    return scenario.start(region="JS", id="SP-1").start(region="JS", id="SP-2")


def test_suspended_moved_and_resumed_from_the_page_of_an_instance(story, visit):
    page = visit("boss")
    page.goto(f"/operations/instances/{story.instance}")
    panel = page.locator("#changing")
    panel.get_by_text("暂停", exact=True).first.click()
    panel.locator("#suspend-reason").fill("核查材料")
    panel.get_by_role("button", name="暂停").click()
    expect(page.get_by_text("已暂停").first).to_be_visible()
    panel.get_by_text("移动令牌").click()
    panel.get_by_label("到哪个环节").select_option("check")
    panel.get_by_label("跳转：只移动这一令牌").check()
    panel.locator("#move-reason").fill("材料已齐")
    page.once("dialog", lambda dialog: dialog.accept())
    panel.get_by_role("button", name="移动").click()
    expect(page.get_by_text("材料已齐")).to_be_visible()
    panel.get_by_label("尚未到期的一切顺延").check()
    panel.locator("#resume-reason").fill("核查完毕")
    panel.get_by_role("button", name="恢复").click()
    expect(page.get_by_text("已恢复")).to_be_visible()
    assert sorted(story.open()) == ["check", "draft"]


def test_a_batch_from_the_verdicts_to_its_end_which_the_page_shows_by_itself(story, visit):
    story.deploy(approval("written", deadline=True))
    page = visit("boss")
    page.goto("/operations/moves")
    page.get_by_role("link", name="查看影响").click()
    page.get_by_label("“draft”由谁接替").select_option("written")
    page.get_by_role("button", name="按此方案重新判断").click()
    page.get_by_label("生效，从迁移时算起").check()
    page.get_by_role("button", name="按此方案重新判断").click()
    page.locator("#moves-reason").fill("2025 年办法")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="迁移 2 个实例").click()
    expect(page.get_by_text("正在迁移")).to_be_visible()
    drain_inline(story.runtime)
    expect(page.get_by_text("已完成")).to_be_visible(timeout=10_000)
    expect(page.locator("progress")).to_have_attribute("value", "2")
    assert story.open() == ["written", "written"]


def test_an_officer_sends_back_and_withdraws(story, visit):
    story.complete("draft", of="SP-1", by="ann").complete("draft", of="SP-2", by="ann")
    page = visit("ann")
    page.goto(f"/tasks/{story._task('check', 'SP-1', 0)['id']}")
    page.locator("#send-back summary").click()
    page.locator("#back-reason").fill("附件不清楚")
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("#send-back").get_by_role("button", name="退回").click()
    expect(page.get_by_text("已退回。")).to_be_visible()
    page.goto(f"/tasks/{story._task('draft', 'SP-1', 0)['id']}")
    expect(page.get_by_text("附件不清楚").first).to_be_visible()
    page.goto("/done")
    page.get_by_text("撤回", exact=True).click()
    page.get_by_label("理由").fill("传错文件")
    page.get_by_role("button", name="撤回提交").click()
    expect(page.get_by_text("已撤回，可以修改后重新提交。")).to_be_visible()
    assert story.open() == ["draft", "draft"]
