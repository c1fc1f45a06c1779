"""A project by the rules of Zhejiang, from its contract to the certificate, through pages only."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.cast import ADMIN, LEAD, OFFICER, OTHER_OFFICER, PASS, PROJECT, PROPOSAL, RECOMMENDER, TITLE, seat_panel
from tests.browser.hands import fill, form, submit


def sign_contract(house):
    """Contract and task book by Zhejiang's rules: opened after a week; unit, recommending department, authority, signatures."""
    house.nothing_for(LEAD)
    house.until("2025-06-13")
    place = house.open(LEAD, "fill_contract", "2025-07-15 17:00")
    expect(place).not_to_contain_text("指标低于申报书")
    fill(place, {
        "各单位任务": [{"任务": "模型与平台"}, {"任务": "数据表示"}, {"任务": "推演引擎"}],
        "经费": {"分年度经费": [{"年度": year, "财政资金": 1_500_000, "自筹资金": 3_450_000} for year in (2025, 2026)]},
        "拨款计划": [{"期次": 1, "金额": 1_500_000, "拨付条件": "签订后"}, {"期次": 2, "金额": 1_500_000, "拨付条件": "验收后"}],
        "技术合同": [{"技术合同登记号": "ZJ20250001"}, {"技术合同登记号": "AH20250002"}], "违约责任": "按约定承担。",
    })
    submit(house.page(LEAD))
    house.do(ADMIN, "review_in_unit", "2025-06-20 17:00", PASS)
    house.nothing_for(OFFICER, LEAD)
    house.do(RECOMMENDER, "endorse_contract", "2025-06-20 17:00", PASS)
    house.do(OFFICER, "review_contract", "2025-06-27 17:00", PASS)
    house.do(LEAD, "sign_contract", "2025-06-27 17:00", {"签署方式": "在线签署", "签署日期": "2025-06-13", "签署人": "徐景行"})
    for partner in partners_to_sign(house):
        house.do(partner, "sign_partner", "2025-06-27 17:00", {"本单位同意合同与任务书所列任务、经费与知识产权约定": True, "签署人": "授权代表", "签署日期": "2025-06-13"})
    house.do(OFFICER, "countersign", "2025-06-20 17:00", {"签署人": "授权代表", "签署日期": "2025-06-13", "已加盖公章": True})
    assert (house.state("contract", PROJECT), house.state("project", PROJECT)) == ("filed", "active")
    assert house.state("proposal", PROPOSAL) == "approved"
    main = house.project(PROJECT)
    for waited_for in ("HT-2025-0001", "RW-2025-0001", "年报开放 2025-10-31", "到达准备日 2027-02-26"):
        expect(main).to_contain_text(waited_for)
    house.hidden_from("lead-js-01", PROJECT)
    house.hidden_from("officer-js-1", PROJECT)


def report_twice_and_extend(house):
    """Two yearly reports, the second one late and sent back once; the end moves by three months, and with it the day to prepare."""
    house.until("2025-11-10")
    house.do(LEAD, "fill_report", "2025-12-01 17:00", report(2025))        # 30 November is a Sunday
    house.do(OFFICER, "review_report", "2025-11-24 17:00", {"审阅意见": "通过"})
    assert "2025 年度进展报告" in house.mail("年度报告已通过")
    house.until("2026-12-08")
    assert house.state("report", f"{PROJECT}-2026") == "late"
    house.do(OFFICER, "call_lead", "2026-12-14 17:00", {"处理": "已联系催报", "情况说明": "承诺三日内报送。"})
    house.do(LEAD, "fill_report", "2026-11-30 17:00", report(2026))
    house.do(OFFICER, "review_report", "2026-12-22 17:00", {"审阅意见": "退回修改", "意见说明": "请补充支出说明。"})
    house.do(LEAD, "fill_report", "2026-12-22 17:00", {"存在问题": "支出说明已补充。"})
    house.do(OTHER_OFFICER, "review_report", "2026-12-22 17:00", {"审阅意见": "通过"})
    ask_for_three_months_more(house)


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
    """The lead unit asks, the recommending department and the authority agree."""
    page = house.page(LEAD)
    page.goto("/start/change_request")
    fill(form(page), {"项目": TITLE, "变更种类": "延期", "变更理由": "道路测试许可延后。"})
    fill(form(page), {"变更后的结束日期": "2027-08-31"})
    submit(page, "发起")
    house.do(RECOMMENDER, "endorse_change", "2026-12-15 17:00", {"意见": "同意"})
    house.do(OFFICER, "decide_change", "2026-12-22 17:00", {"审批意见": "同意"})
    assert house.state("project", PROJECT) == "extended"
    expect(house.project(PROJECT)).to_contain_text("到达准备日 2027-05-31")


def prepare_acceptance(house):
    """Three months before the end; both solvers must have been paid four fifths of their contracts."""
    house.until("2027-05-30")
    house.nothing_for(LEAD)
    house.until("2027-06-01")
    assert house.state("project", PROJECT) == "prep_acceptance" and "2027-08-31" in house.mail("请准备验收")
    house.do(LEAD, "prepare_acceptance", "2027-08-31 17:00", {
        "支付子课题承担单位情况": [{"已支付": 1_599_999}, {"已支付": 1_000_000, "支付凭证": "银行回单一.pdf"}], "审计情况": "会计师事务所",
        "科技报告编号": "KJBG-1", "计划申请验收日期": "2027-09-10",
    })
    place = house.open(LEAD, "prepare_acceptance", "2027-08-31 17:00")
    expect(place).to_contain_text("PAY-80")
    fill(place, {"支付子课题承担单位情况": [{"已支付": 1_600_000, "支付凭证": "银行回单二.pdf"}, {}]})
    submit(house.page(LEAD))


def accept_after_rectification(house):
    """Applied for, endorsed, judged; what is missing is mended within the time given, judged again, published, certified."""
    house.until("2027-09-13")
    house.do(LEAD, "apply_acceptance", "2028-02-29 17:00", {
        "指标完成情况": [{"实际": "96%"}, {"实际": "5件"}], "成果创新水平": "自主模型。", "转化应用绩效": "两市应用。",
        "对经济社会发展的实际贡献": "通行效率提高一成。", "经费决算表": "经费决算表.pdf", "项目总结": "主要任务完成。",
    })
    house.do(RECOMMENDER, "endorse_acceptance", "", PASS)
    house.do(OFFICER, "check_materials", "", {"审查意见": "通过"})
    seat_panel(house, "", "")
    assert house.state("project", PROJECT) == "acceptance_applied"
    judge(house, meeting("否", "不通过") | {"整改事项": "补足发明专利的受理通知书。"})
    assert house.state("project", PROJECT) == "rectifying"
    house.until("2027-11-15")
    place = house.open(LEAD, "rectify", "2027-12-13 17:00")
    expect(place.get_by_label("整改事项")).to_have_value("补足发明专利的受理通知书。")
    fill(place, {"整改情况": [{"事项": "发明专利", "整改结果": "新增两件，已受理。", "佐证": "受理通知书.pdf"}], "申请再次验收": True})
    submit(house.page(LEAD))
    house.do(OFFICER, "check_materials", "", {"审查意见": "通过"})
    seat_panel(house, "", "")
    judge(house, meeting("是", "通过"))
    house.until("2027-11-23")


def judge(house, minutes):
    """One officer holds the meeting, another confirms what came of it."""
    house.do(OFFICER, "hold_meeting", "", minutes)
    house.nothing_for(OFFICER)
    house.do(OTHER_OFFICER, "confirm_conclusion", "", {"经审核，验收程序合规，结论确认无误。": True})


def meeting(complete, vote):
    """The minutes of a meeting; what is not a core indicator may have been missed."""
    return {
        "会议日期": "2027-09-13", "到会专家": [{"姓名": f"专家{part}", "单位": "示例单位"} for part in "甲乙丙丁戊"],
        "指标评定": [{"指标": "推演准确率", "完成": "是"}, {"指标": "发明专利", "类别": "一般指标", "完成": complete}],
        "资料齐全": complete, "存在虚假材料": "否", "已勤勉尽责": "是", "专家表决建议": vote,
        "成果评价": {"成果创新水平": 90, "转化应用绩效": 88, "经济社会贡献": 86}, "验收意见": "见评定。",
    }


def partners_to_sign(house):
    """One person of each partner that has an account and so signs on line."""
    rows = house.rows(
        "SELECT min(m.person) AS person FROM user_tasks u JOIN candidates c ON c.task_id = u.id"
        " JOIN memberships m ON c.\"grant\" = m.role || '@unit:' || m.unit"
        " WHERE u.element = 'sign_partner' AND u.state = 'open' GROUP BY u.id ORDER BY 1"
    )
    return [row["person"] for row in rows]
