"""A contract through pages by the rules of a region: who endorses it, and who receives the paper."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.store import people
from tests.browser.hands import fill, submit
from tests.browser.house import House
from tests.dsl.scenario import Scenario
from tests.dsl.steps import create_project

PASS = {"审核意见": "通过"}


@pytest.fixture
def at_the_contract(live, visit):
    """A project of a region whose contract is open to be filled in, and the people it takes."""

    def make(region: str) -> House:
        scenario = Scenario(live.runtime, "project", at="2025-06-02 09:00")
        with live.runtime.sessions.begin() as session:
            people.add_unit(session, "U-1", "示例单位1", region=region)
        live.person("lead", "林牵头", "lead_unit@U-1", unit="U-1")
        live.person("admin", "管单位", "unit_admin@U-1", unit="U-1")
        live.person("recommender", "推归口", f"local_recommender@{region}")
        live.person("officer", "科处长", f"region_officer@{region}")
        create_project(scenario, region)
        return House(live.runtime, visit, "lead")

    return make


@pytest.mark.parametrize("region", ["JS", "AH"])
def test_a_contract_that_the_recommending_department_endorses(at_the_contract, region):
    house = at_the_contract(region)
    fill(house.open("lead", "fill_contract", "2025-07-14 17:00"), CONTRACT)
    submit(house.page("lead"))
    house.nothing_for("recommender", "officer")
    house.do("admin", "review_in_unit", "2025-06-09 17:00", PASS)
    house.nothing_for("officer", "lead")
    house.do("recommender", "endorse_contract", "2025-06-09 17:00", {"审核意见": "退回修改", "意见说明": "请补充违约责任。"})
    expect(house.project("XM-1")).to_contain_text("归口审核合同 完成")
    house.do("lead", "fill_contract", "2025-07-14 17:00", {"违约责任": "逾期交付的，退还未使用经费。"})
    house.do("admin", "review_in_unit", "2025-06-09 17:00", PASS)
    house.do("recommender", "endorse_contract", "2025-06-09 17:00", PASS)
    house.do("officer", "review_contract", "2025-06-16 17:00", PASS)
    place = house.open("lead", "sign_contract", "2025-06-16 17:00")
    fill(place, {"签署方式": "线下已签署", "签署日期": "2025-06-02", "签署人": "甲"})
    house.page("lead").get_by_role("button", name="提交", exact=True).click()
    expect(house.page("lead").locator(".form-summary")).to_contain_text("线下文件编号")
    fill(place, {"线下文件编号": "示例〔2025〕1号", "线下文件扫描件": "合同.pdf"})
    submit(house.page("lead"))
    house.do("officer", "countersign", "2025-06-09 17:00", {"签署人": "乙", "签署日期": "2025-06-02", "已加盖公章": True})
    if region == "AH":
        house.do("officer", "receive_at_window", "2025-06-09 17:00", {"收到份数": 6, "接收日期": "2025-06-02", "需求方向解决方首笔支付额": 1_000_000})
    assert (house.state("contract", "XM-1"), house.state("project", "XM-1")) == ("filed", "active")
    expect(house.project("XM-1")).to_contain_text("到达准备日 2027-02-26")


CONTRACT = {
    "起始日期": "2025-06-01", "结束日期": "2027-05-31",
    "各单位任务": [{"任务": "研发"}, {"任务": "试制"}],
    "考核指标（不得低于申报书）": [{"指标名称": "准确率", "目标": "≥95"}],
    "经费": {"分年度经费": [{"年度": 2025, "财政资金": 3, "自筹资金": 7}]},
    "拨款计划": [{"期次": 1, "金额": 1, "拨付条件": "签订后"}], "知识产权约定": "共有。", "违约责任": "按约定。",
}
