"""One proposal from filing to acceptance, three years of programme time, through pages only and as everybody it takes."""

from __future__ import annotations

from collections import Counter

from playwright.sync_api import expect

from app.clock import SHANGHAI
from processes import demo
from processes.demo.cast import UNIT
from tests.browser.hands import fill, form, submit

TITLE = "城市交通多模态推演大模型"
PROPOSAL, PROJECT = "SB-2025-0001", "XM-2025-SH-001"
LEAD, ADMIN = "lead-sh-02", "admin-sh-02"
AUTHORITIES = ("sh", "js", "zj", "ah")
PASS = {"审核意见": "通过"}


def test_a_proposal_is_filed_reviewed_awarded_carried_out_and_accepted(house):
    file_proposal(house)
    check_and_supplement(house)
    review(house)
    award(house)
    sign_contract(house)
    report_every_year_and_extend(house)
    prepare_acceptance(house)
    accept(house)
    everything_is_over_and_told(house)


# -- 2025: from the first line to the award ----------------------------------------------------------------------------


def file_proposal(house):
    """The lead unit files, its administrator agrees; Shanghai asks nobody for a recommendation."""
    page = house.page(LEAD)
    page.get_by_role("link", name="发起").click()
    page.locator('a[href$="/start/proposal"]').click()
    fill(form(page), {"项目名称": TITLE, "技术领域": "人工智能", "申报来源": "按指南申报"})
    fill(form(page), {"指南方向": "人工智能关键核心技术"})
    submit(page, "发起")
    expect(page.get_by_text("系统正在处理下一步 …")).to_be_visible()
    house.work()
    page.get_by_role("link", name="填写申报书").click()
    write_proposal(form(page))
    expect(page.locator(".form-place")).to_contain_text("已超过项目投入的30%，立项时将予核减")
    submit(page)
    expect(page.get_by_text("已提交。")).to_be_visible()
    house.nothing_for("lead-js-01", "agency-1", "officer-sh-1")
    house.hidden_from("lead-js-01", TITLE)
    expect(house.open(ADMIN, "review_proposal", "2025-04-03 17:00")).to_contain_text("立项时将予核减")
    house.do(ADMIN, "review_proposal", "2025-04-03 17:00", PASS)
    assert house.state("proposal", PROPOSAL) == "formal_checking"
    house.nothing_for("recommender-sh")


def write_proposal(place):
    """The whole form; what is known of the lead unit stands there already."""
    fill(place, {
        "关键词": "交通；大模型", "组织方式": "创新联合体", "起始日期": "2025-06-01", "结束日期": "2028-05-31",
        "项目负责人": {"姓名": "顾知远", "证件类型": "护照", "出生年份": 1980, "在研国家项目数": 1},
        "核心团队": [{"姓名": "陆清和", "所在单位": UNIT["SH-02"].name, "分工": "算法"}],
        "承担单位": [
            {"承担经费": 7_000_000, "为应用端企业": True},
            unit("ZJ-11", "子课题承担单位", 2_500_000, "浙江") | {"合作协议": "合作协议一.pdf"}, unit("AH-11", "参与单位", 500_000, "安徽"),
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
    second = place.locator(".fjs-form-field-dynamiclist", has_text="统一社会信用代码").locator(".fjs-repeat-row-container").nth(1)
    fill(second, {"技术合同计划金额": 2_000_000})


def unit(key, role, share, region):
    """A partner's row, with the code that the sign-in page shows."""
    known = UNIT[key]
    return {
        "角色": role, "单位名称": known.name, "统一社会信用代码": known.uscc, "注册地": region, "单位性质": "高等学校", "承担经费": share,
    }


def check_and_supplement(house):
    """Two of the agency find what is missing; the lead unit is told, reminded, and hands it in on the last day but one."""
    place = house.open("agency-1", "check_items", "2025-04-01 17:00")
    expect(place).to_contain_text("AGR-01")
    fill(place, {"认定的缺陷": ["PART-01"], "审查说明": "参与单位缺少承诺书。"})
    submit(house.page("agency-1"))
    house.nothing_for("agency-1", LEAD)
    house.do("agency-2", "second_check", "2025-03-21 17:00", {"复核意见": "同意"})
    assert house.state("proposal", PROPOSAL) == "supplement_requested"
    told = house.mail("补正通知书")
    assert "2025-04-01 17:00" in told and "AGR-01 缺少合作协议；PART-01 参与单位材料不齐" in told
    page = house.page(LEAD)
    house.project(PROPOSAL)
    page.locator('a[href^="/papers/"]', has_text="补正通知书").click()
    with page.expect_download() as notice:
        page.get_by_role("link", name="下载 Word").click()
    assert notice.value.suggested_filename.endswith("-2025-0001.docx")
    house.until("2025-03-31")
    assert reminders_to_the_lead_unit(house) == ["03-25 09:00", "03-27 09:00", "03-31 09:00"]
    house.do(LEAD, "supplement", "2025-04-01 17:00", {
        "补正说明": [
            {"事项": "PART-01", "补正内容": "承诺书已签字，见附件。", "补正文件": "承诺书.pdf"}, {"事项": "AGR-01", "补正内容": "已补交协议。"},
        ],
        "补交的合作协议": [{"单位名称": UNIT["AH-11"].name, "协议": "合作协议二.pdf"}],
    })
    expect(house.open("agency-1", "recheck", "2025-04-01 17:00").page.get_by_role("link", name="承诺书.pdf")).to_be_visible()
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
    house.next_moment("2025-04-30 17:00", "agency-1")
    assert house.state("proposal", PROPOSAL) == "in_review"
    house.until("2025-05-06", "agency-1")
    house.do("agency-1", "group_proposals", "2025-05-08 17:00", {"评审组": [{"组名": "人工智能组", "技术领域": "人工智能", "项目": [TITLE]}]})
    house.do("agency-2", "confirm_draw", "2025-05-08 17:00", {"意见": "抽取有效"})
    house.do("supervisor-1", "witness_draw", "2025-05-08 17:00", {"意见": "抽取有效"})
    for expert in people_at(house, "answer_invitation"):
        house.do(expert, "answer_invitation", "2025-05-09 17:00", {"是否接受": "接受"})
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


def people_at(house, element):
    """Whose tasks are open at an element where each belongs to one person."""
    house.work()
    grants = house.rows(f"SELECT candidates FROM user_tasks WHERE state = 'open' AND element = '{element}' ORDER BY id")
    return [each["candidates"][0].partition("@person:")[2] for each in grants]


def award(house):
    """The list with the capped support, four votes, the task force, the lead unit's consent, five days of public notice."""
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
    house.next_moment("2025-06-04 17:00", "group-1")
    house.do("group-1", "conclude_notice", "2025-06-09 17:00")
    assert house.state("proposal", PROPOSAL) == "contracting"
    assert "支持经费 3,000,000.00 元" in house.mail("立项通知")


# -- 2025 to 2028: the project -----------------------------------------------------------------------------------------


def sign_contract(house):
    """Contract and task book by Shanghai's rules: unit, authority, two signatures, no recommending department."""
    place = house.open(LEAD, "fill_contract", "2025-07-14 17:00")
    expect(place).not_to_contain_text("指标低于申报书")
    fill(place, {
        "各单位任务": [{"任务": "模型与平台"}, {"任务": "数据表示"}, {"任务": "应用验证"}],
        "经费": {"分年度经费": [{"年度": year, "财政资金": 1_000_000, "自筹资金": 2_300_000} for year in (2025, 2026, 2027)]},
        "拨款计划": [{"期次": 1, "金额": 1_500_000, "拨付条件": "签订后"}, {"期次": 2, "金额": 1_500_000, "拨付条件": "验收后"}],
        "技术合同": [{"技术合同登记号": "SH20250001"}], "违约责任": "按约定承担。",
    })
    submit(house.page(LEAD))
    house.do(ADMIN, "review_in_unit", "2025-06-11 17:00", PASS)
    house.nothing_for("recommender-sh", "officer-js-1")
    house.do("officer-sh-1", "review_contract", "2025-06-18 17:00", PASS)
    house.do(LEAD, "sign_contract", "2025-06-18 17:00", {"签署方式": "在线签署", "签署日期": "2025-06-04", "签署人": "徐景行"})
    for partner in partners_to_sign(house):
        house.do(partner, "sign_partner", "2025-06-18 17:00", {"本单位同意合同与任务书所列任务、经费与知识产权约定": True, "签署人": "授权代表", "签署日期": "2025-06-04"})
    house.do("officer-sh-1", "countersign", "2025-06-11 17:00", {"签署人": "授权代表", "签署日期": "2025-06-04", "已加盖公章": True})
    assert (house.state("contract", PROJECT), house.state("project", PROJECT)) == ("filed", "active")
    assert house.state("proposal", PROPOSAL) == "approved"
    main = house.project(PROJECT)
    for waited_for in ("HT-2025-0001", "RW-2025-0001", "年报开放 2025-10-31", "到达准备日 2028-02-29"):
        expect(main).to_contain_text(waited_for)
    house.hidden_from("lead-js-01", PROJECT)
    house.hidden_from("officer-js-1", PROJECT)


def report_every_year_and_extend(house):
    """Three yearly reports, the second one late; the end moves by three months, and with it the day to prepare."""
    house.until("2025-11-10")
    house.do(LEAD, "fill_report", "2025-12-01 17:00", report(2025))        # 30 November is a Sunday
    house.do("officer-sh-1", "review_report", "2025-11-24 17:00", {"审阅意见": "通过"})
    assert "2025 年度进展报告" in house.mail("年度报告已通过")
    house.until("2026-12-08")
    assert house.state("report", f"{PROJECT}-2026") == "late"
    house.do("officer-sh-1", "call_lead", "2026-12-14 17:00", {"处理": "已联系催报", "情况说明": "承诺三日内报送。"})
    house.do(LEAD, "fill_report", "2026-11-30 17:00", report(2026))
    house.do("officer-sh-1", "review_report", "2026-12-22 17:00", {"审阅意见": "退回修改", "意见说明": "请补充支出说明。"})
    house.do(LEAD, "fill_report", "2026-12-22 17:00", {"存在问题": "支出说明已补充。"})
    house.do("officer-sh-2", "review_report", "2026-12-22 17:00", {"审阅意见": "通过"})
    ask_for_three_months_more(house)
    house.until("2027-11-10")
    house.do(LEAD, "fill_report", "2027-11-30 17:00", report(2027))
    house.do("officer-sh-1", "review_report", "2027-11-24 17:00", {"审阅意见": "通过"})


def report(year):
    """A report of progress."""
    return {
        "报告期起": f"{year}-01-01", "报告期止": f"{year}-10-31",
        "各课题进展": [{"课题": "课题一", "完成比例": 30 * (year - 2024), "指标完成情况": "按计划进行。"}],
        "经费": {"到位财政资金": 500_000, "支出财政资金": 400_000, "到位自筹资金": 900_000, "支出自筹资金": 800_000},
        "主要成果": "样机与论文。", "跨区域协同情况": "每月例会。", "下一年度计划": "应用验证。",
        "内部控制自查": {"经费单独核算": "是", "经费使用合规": "是"}, "本单位承诺报告内容真实。": True,
    }


def ask_for_three_months_more(house):
    """The lead unit asks, the authority agrees."""
    page = house.page(LEAD)
    page.goto("/start/change_request")
    fill(form(page), {"项目": TITLE, "变更种类": "延期", "变更理由": "道路测试许可延后。"})
    fill(form(page), {"变更后的结束日期": "2028-08-31"})
    submit(page, "发起")
    house.do("officer-sh-1", "decide_change", "2026-12-22 17:00", {"审批意见": "同意"})
    assert house.state("project", PROJECT) == "extended"
    expect(house.project(PROJECT)).to_contain_text("到达准备日 2028-05-31")


def prepare_acceptance(house):
    """Three months before the end; the solver must have been paid four fifths of its contract."""
    house.until("2028-05-30")
    house.nothing_for(LEAD)
    house.until("2028-06-01")
    assert house.state("project", PROJECT) == "prep_acceptance" and "2028-08-31" in house.mail("请准备验收")
    house.do(LEAD, "prepare_acceptance", "2028-08-31 17:00", {
        "支付子课题承担单位情况": [{"已支付": 1_599_999}], "审计情况": "会计师事务所", "科技报告编号": "KJBG-1", "计划申请验收日期": "2028-09-10",
    })
    place = house.open(LEAD, "prepare_acceptance", "2028-08-31 17:00")
    expect(place).to_contain_text("PAY-80")
    fill(place, {"支付子课题承担单位情况": [{"已支付": 1_600_000, "支付凭证": "银行回单.pdf"}]})
    submit(house.page(LEAD))


def accept(house):
    """Applied for, checked, judged by one officer and confirmed by another, published, certified."""
    house.until("2028-09-11")
    house.do(LEAD, "apply_acceptance", "2028-11-30 17:00", {
        "指标完成情况": [{"实际": "96%"}, {"实际": "7件"}], "成果创新水平": "自主模型。", "转化应用绩效": "两市应用。",
        "对经济社会发展的实际贡献": "通行效率提高一成。", "经费决算表": "经费决算表.pdf", "项目总结": "全部任务完成。",
    })
    house.do("officer-sh-1", "check_materials", "2028-09-25 17:00", {"审查意见": "通过"})
    assert house.state("project", PROJECT) == "acceptance_applied"
    house.do("officer-sh-1", "hold_meeting", "2028-10-12 17:00", MEETING)
    house.nothing_for("officer-sh-1")
    house.do("officer-sh-2", "confirm_conclusion", "2028-09-18 17:00", {"经审核，验收程序合规，结论确认无误。": True})
    house.next_moment("2028-09-15 17:00")


MEETING = {
    "会议日期": "2028-09-11", "到会专家": [{"姓名": f"专家{part}", "单位": "示例单位"} for part in "甲乙丙丁戊"],
    "指标评定": [{"指标": "推演准确率", "完成": "是"}, {"指标": "发明专利", "类别": "一般指标", "完成": "是"}],
    "资料齐全": "是", "存在虚假材料": "否", "已勤勉尽责": "是", "专家表决建议": "通过",
    "成果评价": {"成果创新水平": 90, "转化应用绩效": 88, "经济社会贡献": 86}, "验收意见": "同意通过验收。",
}


def everything_is_over_and_told(house):
    """The project is closed, nothing waits or stands still, and the history says who did what, in order."""
    assert (house.state("project", PROJECT), house.state("acceptance", PROJECT)) == ("accepted", "concluded")
    assert "结论为：通过。文号：YS-2028-SH-001" in house.mail("验收结论")
    main = house.project(PROJECT)
    expect(house.page(LEAD).locator(".page-title")).to_contain_text("已结束")
    expect(main).to_contain_text("没有待办。")
    for told in ("确认验收结论 完成", "填报年度进展 完成", "签署合同 完成"):
        expect(main).to_contain_text(told)
    house.nothing_for(LEAD, ADMIN, "officer-sh-1", "officer-sh-2", "agency-1", "agency-2", "group-1", "force-1", "supervisor-1")
    assert house.rows("SELECT * FROM incidents") == house.rows("SELECT * FROM timers") == []
    assert Counter(each["status"] for each in house.rows("SELECT status FROM instances")) == {"completed": 5}
    done = house.rows("SELECT element, completed_by FROM user_tasks WHERE state = 'completed' ORDER BY ended_at")
    assert all(each["completed_by"] for each in done)
    told = house.rows("SELECT element FROM facts WHERE kind = 'completed' AND by IS NOT NULL ORDER BY id")
    passed = iter(each["element"] for each in told)
    assert [each for each in STAGES if each not in passed] == []


def partners_to_sign(house):
    """One person of each partner that has an account and so signs on line."""
    rows = house.rows(
        "SELECT min(m.person) AS person FROM user_tasks u JOIN candidates c ON c.task_id = u.id"
        " JOIN memberships m ON c.\"grant\" = m.role || '@unit:' || m.unit"
        " WHERE u.element = 'sign_partner' AND u.state = 'open' GROUP BY u.id ORDER BY 1"
    )
    return [row["person"] for row in rows]


STAGES = (
    "fill_proposal", "review_proposal", "check_items", "second_check", "supplement", "recheck", "group_proposals", "confirm_draw", "witness_draw", "score",
    "hold_panel", "confirm_ranking", "propose_list", "vote", "decide_in_force", "confirm_cap", "conclude_notice", "fill_contract",
    "review_in_unit", "review_contract", "sign_contract", "countersign", "fill_report", "review_report", "call_lead", "decide_change",
    "prepare_acceptance", "apply_acceptance", "check_materials", "hold_meeting", "confirm_conclusion",
)
