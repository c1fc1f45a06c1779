"""The story of a resubmission through the pages: four people, a defect, a supplement before the deadline and one after it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.commands.programme_time import advance, drain_inline
from app.store import people, records
from tests.browser.hands import PDF, choose, submit
from tests.dsl import answers
from tests.dsl.play import moment
from tests.dsl.scenario import Scenario

KEEP = """([url, answers]) => fetch(url, {
  method: "POST", body: JSON.stringify({ answers }),
  headers: { "Content-Type": "application/json", "X-CSRF-Token": document.querySelector('meta[name="csrf-token"]').content },
}).then(answer => answer.status)"""


class Story:
    """The application, its people, and the time of day."""

    def __init__(self, live, visit) -> None:
        self.live, self.visit, self.runtime = live, visit, live.runtime
        self.pages = {}

    def page(self, identity: str):
        """Somebody's own browser."""
        if identity not in self.pages:
            self.pages[identity] = self.visit(identity)
        return self.pages[identity]

    def settle(self) -> None:
        """What workers would do meanwhile."""
        drain_inline(self.runtime)

    def until(self, when: str) -> None:
        """Time goes on."""
        advance(self.runtime, moment(when), set_time=self.runtime.clock.set, drain=lambda: drain_inline(self.runtime))

    def open(self, identity: str, task: str):
        """Somebody's page of a task, from his inbox."""
        self.settle()
        page = self.page(identity)
        page.goto("/")
        page.locator(f'tr[data-task="{task}"]').get_by_role("link", name="办理").click()
        expect(page.locator('[data-island="form"]')).to_have_attribute("data-ready", "")
        return page

    def proposal(self):
        """The only proposal."""
        with self.runtime.sessions.connect() as session:
            return records.get(session, "proposal", "SB-2024-0001")


@pytest.fixture
def story(live, visit):
    """Two people of a unit in Jiangsu, its recommending department, two checkers of the agency."""
    live.runtime.clock.set(moment("2024-09-14 09:00"))
    with live.runtime.sessions.begin() as session:
        people.add_unit(session, "U-1", "苏州示例传感技术有限公司", uscc=answers.uscc(1), region="JS")
        records.create(session, "unit", "U-1", title="苏州示例传感技术有限公司", region="JS", unit="U-1", state="active",
                       data={"uscc": answers.uscc(1)}, at=live.runtime.clock.now(), by=None)
    live.person("lead", "林牵头", "lead_unit@U-1", unit="U-1")
    live.person("admin", "管单位", "unit_admin@U-1", unit="U-1")
    live.person("recommender", "推归口", "local_recommender@JS")
    live.person("checker", "沈初审", "agency")
    live.person("second", "胡复核", "agency")
    return Story(live, visit)


def start(story):
    """The lead unit starts a proposal."""
    page = story.page("lead")
    page.goto("/start/proposal")
    expect(page.locator('[data-island="form"]')).to_have_attribute("data-ready", "")
    expect(page.locator(".fjs-form-field-select", has_text="牵头单位")).to_contain_text("苏州示例传感技术有限公司")
    page.get_by_label("项目名称").fill("柔性压力传感器联合攻关")
    choose(page, "技术领域", "人工智能")
    page.get_by_label("按指南申报").check()
    page.get_by_label("指南方向").fill("方向一")
    submit(page, "发起")
    expect(page.get_by_text("已发起。")).to_be_visible()


def fill(story):
    """The lead unit fills in: a draft is kept, the server's error stands at its row and is corrected, a file is added."""
    page = story.open("lead", "fill_proposal")
    page.get_by_label("关键词").fill("传感器")
    expect(page.get_by_text("草稿已保存")).to_be_visible()
    draft = answers.proposal(("JS", "AH"), title="柔性压力传感器联合攻关", agreement=False)
    draft["units"][1]["uscc"] = "913400000000000000"
    assert page.evaluate(KEEP, [page.url.split("?")[0] + "/draft", draft]) == 200
    page.reload()
    expect(page.get_by_label("关键词")).to_have_value("一；二；三")
    page.get_by_role("button", name="提交", exact=True).click()
    units = page.locator(".fjs-form-field-dynamiclist", has_text="统一社会信用代码")
    second = units.locator(".fjs-repeat-row-container").nth(1)
    expect(second.locator(".fjs-form-field-error")).to_contain_text("统一社会信用代码")
    expect(page.locator(".form-summary")).to_contain_text("第 2 行 统一社会信用代码")
    with page.expect_response("**/draft"):      # typed and noted before a file is chosen, as it is with people
        second.get_by_label("统一社会信用代码").fill(answers.uscc(2))
        second.get_by_label("统一社会信用代码").blur()
    second.locator('input[type="file"]').set_input_files({"name": "合作协议.pdf", "mimeType": "application/pdf", "buffer": PDF})
    expect(second.locator(".attachment-list")).to_contain_text("合作协议.pdf")
    submit(page)


def decide(story, identity, task, answer):
    """One answer, and on."""
    page = story.open(identity, task)
    page.get_by_label(answer, exact=True).check()
    submit(page)


def find_a_defect(story):
    """The first checker finds a defect that can be cured and is not offered the second check; the second agrees."""
    page = story.open("checker", "check_items")
    page.get_by_label("PART-01 参与单位材料不齐").check()
    page.get_by_label("审查说明").fill("参与单位缺少承诺书。")
    submit(page)
    story.settle()
    page.goto("/")
    expect(page.locator("tr[data-task]")).to_have_count(0)
    decide(story, "second", "second_check", "同意")
    story.settle()


def until_supplement(story):
    """Everything up to the open supplement."""
    start(story)
    fill(story)
    decide(story, "admin", "review_proposal", "通过")
    decide(story, "recommender", "recommend", "同意推荐")
    find_a_defect(story)


@pytest.mark.answers_with_errors
def test_a_supplement_just_before_the_deadline_leads_to_acceptance_for_review(story):
    until_supplement(story)
    lead = story.open("lead", "supplement")
    expect(lead.locator(".page-title")).to_contain_text("2024-09-30 17:00")
    expect(lead.locator('[data-island="form"]')).to_contain_text("PART-01")
    lead.get_by_role("navigation").get_by_role("link", name="SB-2024-0001").click()
    lead.locator('a[href^="/papers/"]', has_text="补正通知书").click()
    with lead.expect_download() as download:
        lead.get_by_role("link", name="下载 Word").click()
    assert download.value.suggested_filename.endswith(".docx")
    story.until("2024-09-30 16:55")
    lead = story.open("lead", "supplement")
    answer(lead)
    lead.locator('input[type="file"]').first.set_input_files({"name": "承诺书.pdf", "mimeType": "application/pdf", "buffer": PDF})
    expect(lead.locator(".attachment-list").first).to_contain_text("承诺书.pdf")
    submit(lead)
    page = story.open("checker", "recheck")
    expect(page.locator(".page-title")).to_contain_text("2024-10-08 17:00")
    expect(page.get_by_role("link", name="承诺书.pdf")).to_be_visible()
    submit(page)
    story.settle()
    assert story.proposal()["state"] in {"accepted_for_review", "waiting_session"}


def answer(page):
    """What the lead unit says to the defect."""
    choose(page, "事项", "PART-01")
    field = page.get_by_label("补正内容")
    with page.expect_response("**/draft"):
        field.fill("承诺书已由法定代表人签字，见附件。")
        field.blur()


@pytest.mark.answers_with_errors
def test_a_page_left_open_past_the_deadline_is_told_and_keeps_the_answers(story):
    until_supplement(story)
    page = story.open("lead", "supplement")
    answer(page)
    story.until("2024-09-30 17:01")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.locator(".form-summary")).to_contain_text("办理期限（上海时间 2024-09-30 17:00）已过")
    expect(page.get_by_label("补正内容")).to_have_value("承诺书已由法定代表人签字，见附件。")
    assert story.proposal()["state"] == "not_accepted"
    page.goto("/")
    expect(page.locator("tr[data-task]")).to_have_count(0)


TOLD = {
    "zh": (
        "该事项已不在等待中：已有人处理，或期限已过。", "已填写的内容仍在本页，刷新前请先复制需要的文字。", "刷新页面",
    ),
    "en": (
        "This is no longer waiting; somebody else has dealt with it or its deadline has passed.",
        "What you typed is still on this page; copy what you need before reloading.", "Reload the page",
    ),
}


@pytest.mark.answers_with_errors
@pytest.mark.parametrize("language,note,button", [("zh", "审查说明", "提交"), ("en", "Note", "Submit")])
def test_of_two_people_with_one_task_the_slower_is_told_and_keeps_what_he_typed(story, language, note, button):
    until_check(story)
    first, other = story.open("checker", "check_items"), story.open("second", "check_items")
    if language == "en":
        other.get_by_role("button", name="English").click()
        expect(other.locator('[data-island="form"]')).to_have_attribute("data-ready", "")
    other.get_by_label(note).fill("我也看过了。")
    submit(first)
    with other.expect_response("**/complete") as refused:
        other.get_by_role("button", name=button, exact=True).click()
    assert refused.value.status == 409
    expect(other.locator(".form-summary")).to_have_text(" ".join(TOLD[language]))
    expect(other.get_by_label(note)).to_have_value("我也看过了。")
    other.locator(".form-summary").get_by_role("link", name=TOLD[language][2]).click()
    expect(other.get_by_role("main")).to_contain_text(TOLD[language][0])


def until_check(story):
    """A proposal that waits for its formal check, by way of the commands."""
    scenario = Scenario(story.runtime, "proposal", at="2024-09-14 09:00")
    scenario.start(lead_unit="U-1", title="示例项目", region="JS", field="ai", origin="open", direction="方向一")
    scenario.complete("fill_proposal", answers=answers.proposal(agreement=False))
    scenario.complete("review_proposal", answers=answers.PASS).complete("recommend", answers=answers.PASS)
