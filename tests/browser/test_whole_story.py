"""One need and the project that comes of it, three years of programme time, through pages only and as everybody it takes."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser import needs, projects, proposals
from tests.browser.cast import ADMIN, FIRST, LEAD, OFFICER, OTHER_OFFICER, PROJECT, SECOND
from tests.dsl.basis import basis


@basis("S01", "S08", "S14", "S18", "S22", "S23", "S27")
def test_from_a_need_to_an_accepted_project(house):
    needs.raise_need(house)
    needs.begin_year_and_evaluate(house)
    needs.approve_and_publish(house)
    needs.offer(house, FIRST, "ZJ-11", "浙江省", "1")
    needs.offer(house, SECOND, "AH-11", "安徽省", "2")
    needs.choose(house)
    needs.sign(house, FIRST, "1 ", "partial", "部分揭榜成功")
    needs.sign(house, SECOND, "2 ", "full", "揭榜成功")
    proposals.file_proposal(house)
    proposals.check_and_supplement(house)
    proposals.review(house)
    proposals.award_with_an_objection(house)
    projects.sign_contract(house)
    projects.report_twice_and_extend(house)
    projects.prepare_acceptance(house)
    projects.accept_after_rectification(house)
    everything_is_over_and_told(house)


def everything_is_over_and_told(house):
    """The project is closed, nothing waits or stands still, and the history says who did what, in order."""
    assert (house.state("project", PROJECT), house.state("acceptance", PROJECT)) == ("accepted_after_rectification", "concluded")
    assert "结论为：整改后通过。文号：YS-2027-ZJ-001" in house.mail("验收结论")
    main = house.project(PROJECT)
    expect(house.page(LEAD).locator(".page-title")).to_contain_text("已结束")
    expect(main).to_contain_text("没有待办。")
    for told in ("确认验收结论 完成", "填报年度进展 完成", "签署合同 完成"):
        expect(main).to_contain_text(told)
    house.nothing_for(LEAD, ADMIN, OFFICER, OTHER_OFFICER, "agency-1", "agency-2", "force-1", "supervisor-1")
    assert house.rows("SELECT * FROM incidents") == house.rows("SELECT * FROM timers") == []
    going = house.rows("SELECT process_id FROM instances WHERE status <> 'completed'")
    assert [each["process_id"] for each in going] == ["call_cycle"], "only the year goes on"
    done = house.rows("SELECT element, completed_by FROM user_tasks WHERE state = 'completed' ORDER BY ended_at")
    assert all(each["completed_by"] for each in done)
    told = house.rows("SELECT element FROM facts WHERE kind = 'completed' AND by IS NOT NULL ORDER BY id")
    passed = iter(each["element"] for each in told)
    assert [each for each in STAGES if each not in passed] == []


STAGES = (
    "fill_need", "screen_need", "evaluate_need", "mask_need", "submit_solution", "choose_solvers", "sign_intent",
    "audit_reserve", "fill_proposal", "review_proposal", "recommend", "check_items", "second_check", "supplement", "recheck",
    "group_proposals", "confirm_draw", "witness_draw", "score", "hold_panel", "confirm_ranking", "propose_list", "vote",
    "decide_in_force", "confirm_cap", "conclude_notice", "investigate", "decide_case", "fill_contract", "review_in_unit",
    "endorse_contract", "review_contract", "sign_contract", "countersign", "fill_report", "review_report", "call_lead",
    "decide_change", "prepare_acceptance", "apply_acceptance", "endorse_acceptance", "check_materials", "hold_meeting",
    "confirm_conclusion", "rectify", "hold_meeting",
)
