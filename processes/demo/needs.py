"""Scenes of a need: raised, screened, evaluated, masked, matched task by task, entered into the reserve pool."""

from __future__ import annotations

from datetime import date
from typing import Any

from processes.demo import answers
from processes.demo.cast import UNIT, name_of
from processes.demo.scene import Does, Turn
from processes.demo.seeking import COURT, DRAFT, DROP, INTEND, NEED, OFFER, Offer, Seeking

BEGINNER = "expert@person:expert-ai-03"
LATELY = date(2025, 3, 5)                    # what has come up since then waits for somebody when the demo opens
_DECIDED = date(2025, 3, 5)                  # several demand sides compare their solutions on one day
_RESTS = {                                   # needs that stand here since then
    "高速连接器高频损耗控制": "supplement_reserve", "燃料电池膜电极低铂化": "audit_reserve", "多模态病理切片质量控制": "sign_intent",
}
NEW_TO_THEM = 24                             # days within which a solution is still new to the demand side
_LIKED = {"strategy": 16, "effectiveness": 16, "clarity": 15, "urgency_score": 15, "necessity_score": 16}


def start(need: Seeking) -> dict[str, Any]:
    """The start form of a need."""
    return {"demand_unit": need.unit, "title": need.title, "field": need.field, "supersedes": ""}


def fill_need(turn: Turn) -> Does | None:
    """One is being written; the one that was not listed has not been taken up again."""
    need = _need(turn)
    if need.plan == "draft" or turn.number:
        return None
    return Does(_form(need), days=1 + need.chance("written", 4))


def screen_need(turn: Turn) -> Does | None:
    """One in five is returned once."""
    need = _need(turn)
    if turn.opened >= LATELY:
        return None
    if turn.number == 0 and need.chance("returned", 5) == 0:
        return Does({"decision": "return", "note": "请补充跨区域联合攻关的必要性。"}, days=3)
    return Does(answers.PASS, days=2 + need.chance("screened", 3))


def revise_need(turn: Turn) -> Does:
    return Does(_form(_need(turn)), days=3)


def evaluate_need(turn: Turn) -> Does | None:
    """The last batch is half evaluated; one expert of the others stands aside."""
    need = _need(turn)
    if need.plan == "evaluating" and (turn.number % 2 or BEGINNER in turn.task.candidates):
        return None
    low = 6 if need.plan == "weak" else 0
    marks = {name: mark - low + turn.chance(3) for name, mark in _LIKED.items()}
    told = {"conflict": "none", "recommendation": "not_list" if low else "list", "comment": "需求真实，指标可考核（示例意见）。"}
    return Does(marks | told | {"simplify_hint": ""}, days=3 + turn.chance(6))


def compile_list(turn: Turn) -> Does:
    """The list is what the rule suggests."""
    return Does({"chosen": [each["need_id"] for each in turn.value("judged") if each["suggestion"] == "list"], "note": ""})


def mask_need(turn: Turn) -> Does:
    """The public wording: what is to be solved, without who asks."""
    need = _need(turn)
    tasks = [{"no": each["no"], "title": each["title"], "content": each["problem"]} for each in _tasks(need)]
    told = {"public_title": need.title, "public_goals": _goals(need), "public_tasks": tasks, "total_input": _input(need)}
    return Does(told | {"external_fund": sum(each["planned_fund"] for each in _tasks(need))}, days=1 + need.chance("masked", 2))


def submit_solution(turn: Turn) -> Does | None:
    offer = OFFER[turn.value("title")]
    return None if offer.fate == DRAFT else Does(_solution(offer))


def forward_solutions(turn: Turn) -> Does | None:
    """The last round has not been passed on."""
    if turn.opened >= date(2025, 3, 11):
        return None
    return Does({"mode": ("roadshow", "one_to_one")[turn.number % 2], "note": "请需求方比选（示例）。"})


def choose_solvers(turn: Turn) -> Does | None:
    """What the demand side says of each solution, as its fate wants it."""
    if turn.opened >= LATELY:
        return None
    free = {each["no"] for each in turn.value("tasks")}
    choices = []
    for each in turn.value("solutions"):
        offer = next(one for one in _need(turn).offers if UNIT[one.solver].name == each["unit_name"])
        choices.append({"solution_id": each["solution_id"]} | _choice(offer, turn, free))
    told = {"choices": choices, "attendees": "技术、采购与法务代表（示例）", "refined": ""}
    return Does(told, days=4 + turn.chance(3), on=_DECIDED if turn.opened >= date(2025, 2, 14) else None)


def _choice(offer: Offer, turn: Turn, free: set[str]) -> dict[str, Any]:
    new = (turn.opened - offer.on).days <= NEW_TO_THEM
    if offer.fate in {COURT, DROP} and new:
        return {"decision": "invite", "disclose": True, "reason": "方案对路，请当面介绍（示例）。"}
    wanted = [number for number in offer.tasks if number in free]
    if offer.fate in {INTEND, COURT} and wanted:
        free.difference_update(wanted)
        return {"decision": "intend", "task_nos": wanted, "disclose": True, "reason": "指标与报价最优（示例）。"}
    return {"decision": "decline", "reason": "技术成熟度不足（示例）。"}


def attend_roadshow(turn: Turn) -> Does | None:
    """Some take their solution back; the latest invitations wait for an answer."""
    if OFFER[turn.value("title")].fate == DROP and turn.opened < LATELY:
        return Does({"attends": "no", "note": "团队另有承诺（示例）。"}, days=2)
    return None if turn.opened >= LATELY else Does({"attends": "yes", "nda": True}, days=2)


def sign_intent(turn: Turn) -> Does | None:
    if _rests(turn, _of(OFFER[turn.value("title")])):
        return None
    return Does({"signs": "yes", "letter": []}, days=1 if turn.opened >= LATELY else 3 + turn.chance(3))


def supplement_reserve(turn: Turn) -> Does | None:
    if _rests(turn, _need(turn)):
        return None
    agreed = turn.opened.replace(day=28).isoformat()
    rows = [{"no": each["no"], "price": 900_000, "expected_contract": agreed} for each in turn.value("matches")]
    return Does({"arrangements": rows, "consortium": "需求方牵头，解决方承担揭榜任务（示例）。", "letters": []}, days=1 if turn.opened >= LATELY else 4)


def audit_reserve(turn: Turn) -> Does | None:
    return None if _rests(turn, _need(turn)) else Does(answers.PASS, days=3)


def confirm_need(turn: Turn) -> Does:
    return Does({"still_wanted": "yes", "note": ""}, days=6)


def _need(turn: Turn) -> Seeking:
    return NEED[turn.value("title")]


def _of(offer: Offer) -> Seeking:
    return next(each for each in NEED.values() if each.id == offer.need)


def _rests(turn: Turn, need: Seeking) -> bool:
    return turn.opened >= LATELY and _RESTS.get(need.title) == turn.task.element


def _goals(need: Seeking) -> str:
    return f"突破{need.title}的关键技术，形成可在产线验证的成果（示例内容）。"


def _input(need: Seeking) -> int:
    return (12 + need.chance("input", 24)) * 1_000_000


def _tasks(need: Seeking) -> list[dict[str, Any]]:
    return [
        {
            "no": str(place), "title": title, "problem": f"现有条件下{title}达不到应用要求，须找到稳定可行的办法（示例内容）。",
            "indicators": f"关键指标较现有水平提升{20 + need.chance(title, 30)}%（示例）。", "max_time_months": 24,
            "planned_fund": (6 + need.chance(f"fund {title}", 12)) * 100_000, "ip_terms": "按贡献共有", "solver_conditions": "有同类样机",
        }
        for place, title in enumerate(need.tasks, start=1)
    ]


def _form(need: Seeking) -> dict[str, Any]:
    return {
        "title": need.title, "field": need.field, "chain_link": "关键材料与核心部件", "application_scene": "自有产线与示范应用（示例）",
        "mode": "jiebang", "target_years": "3", "strategic_basis": "符合产业链补短板方向（示例）。", "urgency": "进口替代压力大（示例）。",
        "necessity": "单一企业难以独立完成（示例）。", "cross_region_reason": "优势团队分处三省一市（示例）。", "breakthrough": _goals(need),
        "product": "", "scenario": "", "external_tasks": _tasks(need), "total_input": _input(need),
        "contact": name_of(140 + need.chance("contact", 139))[0], "phone": "13800000000", "email": "", "city": UNIT[need.unit].name[:2],
        "disclosure": "nda", "clean_record": True, "attachments": [],
    }


def _solution(offer: Offer) -> dict[str, Any]:
    need = _of(offer)
    chance = need.chance(offer.solver, 100)
    return {
        "title": offer.title, "task_nos": list(offer.tasks), "approach": "在已有样机基础上改进工艺并联合验证（示例内容）。",
        "trl_now": 3 + chance % 3, "trl_target": 7, "evidence": "已发表论文并有样机测试报告（示例）。", "equipment": "",
        "price": (5 + chance % 9) * 100_000, "duration_months": 12 + chance % 12, "ip_proposal": "按贡献共有", "country": "CN",
        "region": UNIT[offer.solver].region, "team_leader": name_of(140 + chance)[0], "contact": f"solver-{offer.solver.lower()}@demo.example",
        "channel": ("cloud", "challenge", "strategic", "recommended")[chance % 4], "confidentiality": True, "attachments": [],
    }


SCENES = {
    each.__name__: each
    for each in (
        fill_need, screen_need, revise_need, evaluate_need, compile_list, mask_need, submit_solution,
        forward_solutions, choose_solvers, attend_roadshow, sign_intent, supplement_reserve, audit_reserve, confirm_need,
    )
}
