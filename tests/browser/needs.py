"""A need is raised, evaluated, published, solved in part and then in full, through pages only."""

from __future__ import annotations

from playwright.sync_api import expect

from processes.demo.cast import UNIT
from tests.browser.cast import AUTHORITIES, DEMAND, NEED, OFFICER, PUBLISHED, people_at, seat_panel
from tests.browser.cast import NEED_TITLE as TITLE
from tests.browser.hands import fill, form, submit


def begin(house, who, process, answers, late=None):
    """Somebody starts a process; what appears only after other answers is filled in late."""
    page = house.page(who)
    page.goto(f"/start/{process}")
    fill(form(page), answers)
    fill(form(page), late or {})
    submit(page, "发起")
    house.work()


def raise_need(house):
    """The demand side describes what it looks for, the region lets it pass."""
    begin(house, DEMAND, "need", {"需求方": UNIT["ZJ-02"].name, "攻关名称": TITLE, "技术领域": "人工智能"})
    house.do(DEMAND, "fill_need", "", {
        "产业链环节": "交通大模型", "预期应用场景": "城市交通指挥", "组织方式": "揭榜挂帅", "预期突破时间": "3年", "与国家战略相符性": "相符。",
        "紧迫性": "路网压力大。", "必要性": "单独难以完成。", "跨区域协同的理由": "路网跨三省一市。", "关键技术突破": "多源数据的统一表示与推演。",
        "对外揭榜任务": [task(1, "数据统一表示"), task(2, "实时推演引擎")], "项目预计投入": 10_000_000, "联系人": "沈望舒", "联系电话": "13800000000",
        "需求方信息披露": "签署保密协议后披露", "本单位近三年无不良信用记录，不牵头解决本需求。": True,
    })
    house.hidden_from("officer-js-1", NEED)
    house.do(OFFICER, "screen_need", "", {"初审意见": "通过"})
    assert house.state("need", NEED) == "screened"


def task(number, title):
    """A row of the external tasks."""
    return {
        "任务编号": number, "任务名称": title, "需要解决的问题": f"{title}的方法与样机。", "考核指标": "准确率≥95%", "最长期限": 24, "拟投入资金": 2_000_000,
    }


def begin_year_and_evaluate(house):
    """The promotion group begins a year, has five experts judge the need, and puts it on the list."""
    begin(house, "group-1", "call_cycle", {
        "年度": "2026", "名称": "2026年度联合攻关", "申报开始": "2026-03-02", "申报截止": "2026-11-27", "支持领域": ["人工智能"], "计划评审会次": 2,
    })
    place = house.open("group-1", "plan_batch", "2026-11-27 17:00")
    fill(place, {"安排": "安排一批评估"})
    fill(place, {"批次名称": "第一批", "参加评估的需求": [NEED]})
    submit(house.page("group-1"))
    seat_panel(house, "", "")
    experts = people_at(house, "evaluate_need")
    assert len(experts) == 5
    for expert in experts:
        place = house.open(expert, "evaluate_need", "")
        expect(house.page(expert).locator("main")).not_to_contain_text(UNIT["ZJ-02"].name)
        fill(place, {"是否存在利益冲突": "无"})
        fill(place, MARKS)
        submit(house.page(expert))
    house.do("group-1", "compile_list", "", {"列入清单的需求": [NEED]})


MARKS = {
    "与国家战略相符性（0—20）": 17, "有效性（0—20）": 16, "清晰度（0—20）": 16, "紧迫性（0—20）": 15, "必要性（0—20）": 16, "建议": "列入清单", "评语": "可行。",
}


def approve_and_publish(house):
    """Another of the group, the four authorities and the task force agree; the region hides who asks."""
    house.do("group-2", "decide_in_group", "", {"审批意见": "同意"})
    for region in AUTHORITIES:
        house.do(f"officer-{region}-1", "decide_jointly", "", {"审批意见": "同意"})
    house.do("force-1", "decide_in_force", "", {"审批意见": "同意"})
    place = house.open(OFFICER, "mask_need", "")
    fill(place, {"攻关任务": f"由{UNIT['ZJ-02'].name}提出，统一表示与推演。"})
    submit(house.page(OFFICER))
    place = house.open(OFFICER, "mask_need", "")
    expect(place).to_contain_text("仍须隐去")
    fill(place, {"攻关任务": "统一表示与推演。"})
    submit(house.page(OFFICER))
    assert house.state("publication", PUBLISHED) == "published"


def offer(house, who, unit, region, number):
    """A solver offers a solution to one task."""
    begin(house, who, "solution", {"揭榜需求": TITLE, "解决方单位": UNIT[unit].name, "方案名称": f"任务{number}方案"})
    place = house.open(who, "submit_solution", "")
    expect(house.page(who).locator("main")).not_to_contain_text(UNIT["ZJ-02"].name)
    fill(place, {
        "揭榜任务": [f"{number} "], "技术路线": "数据—模型—仿真。", "当前技术成熟度": 4, "目标技术成熟度": 7, "已有基础与依据": "样机。", "报价": 1_800_000,
        "所需时间": 18, "知识产权方案": "共有", "国家或地区": "中国大陆", "团队负责人": "陆清和", "联系方式": "solver@demo.example", "来源": "云平台",
        "本单位承诺对所获信息保密。": True,
    })
    fill(place, {"注册地": region})
    submit(house.page(who))


def choose(house):
    """After a fortnight the group passes both on, and the demand side settles on each for its task."""
    house.nothing_for(DEMAND)
    house.until("2025-04-01")
    house.do("group-1", "forward_solutions", "", {"对接方式": "项目路演"})
    place = house.open(DEMAND, "choose_solvers", "")
    rows = [("JF-2025-0001", "1 "), ("JF-2025-0002", "2 ")]
    fill(place, {"逐个方案的决定": [{"方案": key, "决定": "确定意向", "理由": "方案最优。"} for key, _ in rows]})
    fill(place, {"逐个方案的决定": [{"确定意向的任务": [number]} for _, number in rows]})
    submit(house.page(DEMAND))


def sign(house, who, number, state, words):
    """A letter of intent is signed; the need enters the reserve pool with the status that follows from it."""
    house.do(who, "sign_intent", "", {"是否签署合作意向书": "签署"})
    place = house.open(DEMAND, "supplement_reserve", "")
    expect(place).to_contain_text(words)
    fill(place, {"合作安排": [{"任务": number, "商定金额": 1_800_000, "预计签约日期": "2025-06-30"}]})
    submit(house.page(DEMAND))
    house.do(OFFICER, "audit_reserve", "", {"审核意见": "纳入储备库"})
    assert house.state("need", NEED) == state
