"""The long ways of a need: raised, screened, evaluated, published, and solutions to it."""

from __future__ import annotations

from typing import Any

from tests.dsl.scenario import Scenario
from tests.dsl.steps import accept_invitations, confirm_draw

DEMAND, SOLVERS = "U-XQ", ("U-S1", "U-S2", "U-S3")
PASS = {"decision": "pass"}


def cast(s: Scenario, region: str = "SH") -> Scenario:
    """A demand side and three solvers, with experts of artificial intelligence."""
    s.record("unit", DEMAND, title="上海示例芯核有限公司", region=region, uscc="91310000MA1FL5XX11", kind="enterprise")
    for number, unit in enumerate(SOLVERS):
        s.record("unit", unit, title=f"示例研究院{number}", region="AH", uscc=f"9134000000000000{number}X", kind="institute")
    for number in range(8):
        s.record("expert", f"E-{number}", fields=["ai"], uscc=f"9132000000000000{number}X")
    return s


def task(no: int, **more: Any) -> dict[str, Any]:
    """One external task of the form."""
    return {
        "no": str(no), "title": f"任务{no}", "problem": "需要解决的问题", "indicators": "精度 ≥ 99 %", "max_time_months": 24,
        "planned_fund": 1_000_000, "ip_terms": "", "solver_conditions": "", **more,
    }


def need_form(tasks: int = 3, **more: Any) -> dict[str, Any]:
    """The answers of the need's form."""
    return {
        "title": "车规级算力芯片", "field": "ai", "chain_link": "设计", "application_scene": "智能驾驶", "mode": "jiebang",
        "target_years": "3", "strategic_basis": "符合", "urgency": "紧迫", "necessity": "必要", "cross_region_reason": "需跨区域",
        "breakthrough": "突破存算一体架构", "product": "", "scenario": "", "external_tasks": [task(no + 1) for no in range(tasks)],
        "total_input": 20_000_000, "contact": "甲某", "phone": "13800000000", "email": "", "city": "上海", "disclosure": "nda",
        "clean_record": True, "attachments": [], **more,
    }


def raise_need(s: Scenario, tasks: int = 3, **more: Any) -> str:
    """A need that waits for its screening; its number."""
    s.start("need", demand_unit=DEMAND, title="车规级算力芯片", field="ai", supersedes="")
    s.complete("fill_need", answers=need_form(tasks, **more))
    return s.keys("need")[-1]


def opinion(mark: float = 16, **more: Any) -> dict[str, Any]:
    """An expert's marks, the same for every criterion."""
    return {
        "conflict": "none", "strategy": mark, "effectiveness": mark, "clarity": mark, "urgency_score": mark,
        "necessity_score": mark, "recommendation": "list", "comment": "可行", "simplify_hint": "", **more,
    }


def evaluate(s: Scenario, *needs: str, mark: float = 16, chosen: list[str] | None = None) -> Scenario:
    """A batch is evaluated by everybody who was drawn; all of it is listed unless told otherwise."""
    s.start("need_evaluation", batch_id="PG-1", need_ids=list(needs), title="第一批")
    accept_invitations(confirm_draw(s))
    while "evaluate_need" in s.open():
        s.complete("evaluate_need", answers=opinion(mark))
    listed = list(needs) if chosen is None else chosen
    return s.complete("compile_list", answers={"chosen": listed, "note": "" if chosen is None else "与建议不一致"})


def mask(s: Scenario, **more: Any) -> Scenario:
    """The region confirms the public wording as prepared, or with changes."""
    prepared = s.variables(element="mask_need")
    need = s.of("need", prepared["need_id"])["data"]
    names = ("public_title", "public_goals", "public_tasks", "total_input", "external_fund")
    return s.complete("mask_need", answers={name: need[name] for name in names} | more)


def publish(s: Scenario, *needs: str) -> Scenario:
    """The approved list is masked and published."""
    listed = [
        {"need_id": key, "title": s.of("need", key)["title"], "region": s.of("need", key)["region"], "demand_unit": DEMAND}
        for key in needs
    ]
    s.start("need_publication", batch_id="PG-1", listed_needs=listed, title="第一批")
    while "mask_need" in s.open():
        mask(s)
    return s


def published_need(s: Scenario, tasks: int = 3, **more: Any) -> str:
    """A need that looks for solvers."""
    key = raise_need(cast(s), tasks, **more)
    s.complete("screen_need", answers=PASS)
    publish(evaluate(s, key), key)
    return key


def solution_form(*tasks: str, **more: Any) -> dict[str, Any]:
    """The answers of a solution's form."""
    return {
        "title": "方案", "task_nos": list(tasks), "approach": "路线", "trl_now": 4, "trl_target": 7, "evidence": "已有样机",
        "equipment": "", "price": 800_000, "duration_months": 18, "ip_proposal": "共有", "country": "CN", "region": "AH",
        "team_leader": "乙某", "contact": "solver@demo.example", "channel": "cloud", "confidentiality": True, "attachments": [],
        **more,
    }


def number_of(s: Scenario, need: str) -> str:
    """The number under which a need was published."""
    return s.of("need", need)["data"]["publication_id"]


def offer(s: Scenario, need: str, *tasks: str, unit: str = SOLVERS[0]) -> str:
    """A solution that has been sent; its number."""
    s.start("solution", publication_id=number_of(s, need), solver_unit=unit, title="方案")
    key = s.keys("solution")[-1]
    s.complete("submit_solution", of=key, answers=solution_form(*tasks))
    return key


def round_of(s: Scenario, *choices: dict[str, Any]) -> Scenario:
    """The promotion group passes the solutions on and the demand side decides."""
    s.complete("forward_solutions", answers={"mode": "roadshow", "note": ""})
    return s.complete("choose_solvers", answers={"choices": list(choices), "attendees": "", "refined": ""})


def intend(solution: str, *tasks: str) -> dict[str, Any]:
    """The demand side settles on a solution for tasks."""
    return {"solution_id": solution, "decision": "intend", "task_nos": list(tasks), "disclose": False, "reason": "方案最优"}


def sign(s: Scenario, solution: str) -> Scenario:
    """The solver signs the letter of intent."""
    return s.complete("sign_intent", of=solution, answers={"signs": "yes", "letter": []})


def reserve(s: Scenario, need: str) -> Scenario:
    """The demand side completes the record and the region lets it in."""
    s.complete("supplement_reserve", of=need, answers={"arrangements": [], "consortium": "", "letters": []})
    return s.complete("audit_reserve", of=need, answers=PASS)
