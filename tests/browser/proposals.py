"""A proposal is filed, checked, supplemented, reviewed and put on the list of awards, through pages only."""

from __future__ import annotations

from playwright.sync_api import expect

from app.clock import SHANGHAI
from processes import demo
from processes.demo.cast import UNIT
from tests.browser.cast import ADMIN, AUTHORITIES, LEAD, NEED, PASS, PROPOSAL, RECOMMENDER, TITLE, people_at, seat_panel
from tests.browser.hands import fill, form, submit


def file_proposal(house):
    """The lead unit files what came of the need, its administrator agrees, Zhejiang recommends."""
    page = house.page(LEAD)
    page.get_by_role("link", name="发起").click()
    page.locator('a[href$="/start/proposal"]').click()
    fill(form(page), {"项目名称": TITLE, "技术领域": "人工智能", "申报来源": "储备库项目"})
    fill(form(page), {"需求编号": NEED})
    submit(page, "发起")
    expect(page.get_by_text("系统正在处理下一步 …")).to_be_visible()
    house.work()
    page.get_by_role("link", name="填写申报书").click()
    write_proposal(form(page))
    expect(page.locator(".form-place")).to_contain_text("已超过项目投入的30%，立项时将予核减")
    submit(page)
    expect(page.get_by_text("已提交。")).to_be_visible()
    house.nothing_for("lead-js-01", "agency-1", RECOMMENDER)
    house.hidden_from("lead-js-01", TITLE)
    expect(house.open(ADMIN, "review_proposal", "2025-04-03 17:00")).to_contain_text("立项时将予核减")
    house.do(ADMIN, "review_proposal", "2025-04-03 17:00", PASS)
    house.nothing_for("agency-1")
    house.do(RECOMMENDER, "recommend", "", {"推荐意见": "同意推荐"})
    assert house.state("proposal", PROPOSAL) == "formal_checking" and house.state("need", NEED) == "applied"


def write_proposal(place):
    """The whole form; what is known of the lead unit stands there already."""
    fill(place, {
        "关键词": "交通；大模型", "组织方式": "创新联合体", "起始日期": "2025-06-01", "结束日期": "2027-05-31",
        "项目负责人": {"姓名": "顾知远", "证件类型": "护照", "出生年份": 1980, "在研国家项目数": 1},
        "核心团队": [{"姓名": "陆清和", "所在单位": UNIT["ZJ-02"].name, "分工": "算法"}],
        "承担单位": [
            {"承担经费": 7_000_000, "为应用端企业": True},
            unit("ZJ-11", "子课题承担单位", 2_000_000, "浙江") | {"合作协议": "合作协议一.pdf"}, unit("AH-11", "子课题承担单位", 1_000_000, "安徽"),
        ],
        "研究内容": "多源交通数据的统一表示与推演。", "技术路线": "数据—模型—仿真—应用。", "跨区域协同的必要性": "路网跨三省一市。",
        "考核指标": [
            {"指标名称": "推演准确率", "目标": "≥95%", "目标数值": 95, "计量单位": "%", "考核方式": "第三方检测"},
            {"指标名称": "发明专利", "类别": "一般指标", "目标": "≥6件", "目标数值": 6, "考核方式": "受理通知书"},
        ],
        "风险与对策": "数据共享进度，已签协议。", "知识产权安排": "按贡献共有。", "应用场景": "城市交通指挥中心。", "预期效益": "通行效率提高。",
        "中央引导资金": 3_300_000, "牵头单位自筹": 6_700_000, "经费管理方式": "包干制",
        "本单位承诺所填内容真实，遵守科研诚信要求，无失信限制。": True,
    })
    fill(place, {"证件号码": "E1234567"})
    rows = place.locator(".fjs-form-field-dynamiclist", has_text="统一社会信用代码").locator(".fjs-repeat-row-container")
    for number, amount in ((1, 2_000_000), (2, 1_000_000)):
        fill(rows.nth(number), {"技术合同计划金额": amount})


def unit(key, role, share, region):
    """A partner's row, with the code that the sign-in page shows."""
    known = UNIT[key]
    return {
        "角色": role, "单位名称": known.name, "统一社会信用代码": known.uscc, "注册地": region, "单位性质": "高等学校", "承担经费": share,
    }


def check_and_supplement(house):
    """Two of the agency find what is missing; the lead unit is told, reminded, and hands it in on the last day."""
    place = house.open("agency-1", "check_items", "2025-04-16 17:00")
    expect(place).to_contain_text("AGR-01")
    fill(place, {"认定的缺陷": ["PART-01"], "审查说明": "参与单位缺少承诺书。"})
    submit(house.page("agency-1"))
    house.nothing_for("agency-1", LEAD)
    house.do("agency-2", "second_check", "2025-04-07 17:00", {"复核意见": "同意"})
    assert house.state("proposal", PROPOSAL) == "supplement_requested"
    told = house.mail("补正通知书")
    assert "2025-04-16 17:00" in told and "AGR-01 缺少合作协议；PART-01 参与单位材料不齐" in told
    page = house.page(LEAD)
    house.project(PROPOSAL)
    page.locator('a[href^="/papers/"]', has_text="补正通知书").click()
    with page.expect_download() as notice:
        page.get_by_role("link", name="下载 Word").click()
    assert notice.value.suggested_filename.endswith("-2025-0001.docx")
    house.until("2025-04-16")
    assert reminders_to_the_lead_unit(house) == ["04-09 09:00", "04-11 09:00", "04-15 09:00"]
    house.do(LEAD, "supplement", "2025-04-16 17:00", {
        "补正说明": [
            {"事项": "PART-01", "补正内容": "承诺书已签字，见附件。", "补正文件": "承诺书.pdf"}, {"事项": "AGR-01", "补正内容": "已补交协议。"},
        ],
        "补交的合作协议": [{"单位名称": UNIT["AH-11"].name, "协议": "合作协议二.pdf"}],
    })
    expect(house.open("agency-1", "recheck", "2025-04-17 17:00").page.get_by_role("link", name="承诺书.pdf")).to_be_visible()
    submit(house.page("agency-1"))
    assert house.state("proposal", PROPOSAL) == "waiting_session"
    assert "予以受理" in house.mail("受理通知")


def reminders_to_the_lead_unit(house):
    """When it was told that its supplement is due."""
    sent = house.rows(f"SELECT at FROM mails WHERE subject LIKE '%补正%期%' AND recipient LIKE '{LEAD}%' ORDER BY at")
    return [each["at"].astimezone(SHANGHAI).strftime("%m-%d %H:%M") for each in sent]


def review(house):
    """The agency plans a session; experts are drawn, one steps back, five judge; the panel meets and the four confirm."""
    page = house.page("agency-1")
    page.goto("/start/review_session")
    fill(form(page), {"会次名称": "2025年度第一次评审会", "收件截止": "2025-04-30 17:00", "评审会日期": "2025-05-28"})
    submit(page, "发起")
    house.until("2025-05-06", "agency-1")
    assert house.state("proposal", PROPOSAL) == "in_review"
    house.do("agency-1", "group_proposals", "2025-05-08 17:00", {"评审组": [{"组名": "人工智能组", "技术领域": "人工智能", "项目": [TITLE]}]})
    seat_panel(house, "2025-05-08 17:00", "2025-05-09 17:00")
    drawn = experts_asked(house)
    assert len(drawn) == 5 and "expert-ai-01" not in drawn        # he works at the university that takes part
    house.do(drawn[0], "sign_commitment", "2025-05-09 17:00", commitment("近三年合作") | {"情况说明": "合作发表过论文。"})
    house.nothing_for(drawn[0])
    for expert in experts_asked(house):
        house.do(expert, "sign_commitment", "2025-05-09 17:00", commitment("无"))
        house.do(expert, "score", "2025-05-27 17:00", SCORE)
    main = house.project(PROPOSAL)
    expect(main).not_to_contain_text("评审打分")
    names = {person.name for person in demo.PEOPLE if person.id in drawn}
    assert not any(name in main.inner_text() for name in names)
    house.hidden_from(LEAD, "2025-1")
    house.until("2025-05-28", "agency-1")
    house.do("agency-1", "hold_panel", "2025-05-28 17:00", {"会议日期": "2025-05-28", "会议形式": "视频", "参会人员": "全体专家", "会议纪要": "一致同意。"})
    for region in AUTHORITIES:
        house.do(f"officer-{region}-1", "confirm_ranking", "2025-06-05 17:00", {"意见": "同意"})
    assert house.state("proposal", PROPOSAL) == "ranked"


SCORE = {
    "需求与战略": 13, "创新与先进性": 18, "技术路线可行性": 13, "指标与可考核性": 13, "团队与跨区域协同": 13, "产业化前景": 9, "经费合理性": 8,
    "评审建议": "优先支持", "对申报单位的意见": "路线清晰，指标可考核。",
}


def commitment(conflict):
    """An expert's commitment."""
    return {
        "与本项目的利害关系": conflict, "我承诺对评审内容保密。": True, "我承诺不接受任何请托，发现请托立即报告。": True, "是否接受评审": "接受",
    }


def experts_asked(house):
    """The experts who have not answered yet; each sees which proposal it is about."""
    house.work()
    items = house.rows("SELECT item FROM user_tasks WHERE state = 'open' AND element = 'sign_commitment'")
    assert {each["item"] for each in items} == {TITLE}
    return people_at(house, "sign_commitment")


def award_with_an_objection(house):
    """The list with the capped support, four votes, the task force, the lead unit's consent, a notice to which somebody objects."""
    place = house.open("group-1", "propose_list", "2025-06-05 17:00")
    expect(place).to_contain_text("3000000")
    submit(house.page("group-1"))
    for region in AUTHORITIES:
        house.nothing_for("force-1")
        house.do(f"officer-{region}-1", "vote", "2025-06-05 17:00", {"意见": "同意"})
    house.do("force-1", "decide_in_force", "2025-06-12 17:00", {"审批意见": "同意"})
    place = house.open(LEAD, "confirm_cap", "2025-06-05 17:00")
    expect(house.page(LEAD).locator("main")).not_to_contain_text("四方表决")
    fill(place, {"是否接受": "接受"})
    submit(house.page(LEAD))
    assert house.state("proposal", PROPOSAL) == "public_notice"
    object_to_the_notice(house)
    house.until("2025-06-05", "group-1")
    house.do("group-1", "conclude_notice", "2025-06-09 17:00")
    house.nothing_for(LEAD)
    house.do("supervisor-1", "investigate", "", {"调查情况": "专利权属清楚，已核对登记簿。", "处理建议": "不成立"})
    house.do("group-1", "decide_case", "", {"决定": "不成立", "理由": "所述与登记簿不符。"})
    assert house.state("proposal", PROPOSAL) == "contracting"
    assert "支持经费 3,000,000.00 元" in house.mail("立项通知")


def object_to_the_notice(house):
    """Somebody without an account doubts who owns what the proposal builds on, and signs it."""
    house.work()
    page = house.stranger()
    page.goto("/public/notices")
    page.locator("tbody a").first.click()
    page.get_by_label("事实与理由").fill("所列专利并非牵头单位所有。")
    page.get_by_label("姓名或单位").fill("示例某人")
    page.get_by_label("联系方式").fill("13900000000")
    page.get_by_role("button", name="提交异议").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("异议已提交")
