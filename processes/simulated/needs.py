"""How people are with needs: from the form to the reserve pool."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from processes.simulated.turn import Answers, Behaviour, Start, Turn, in_hours

PASS: dict[str, Any] = {"decision": "pass"}
BATCH = 60
_MODES = {"jiebang": 70, "innovation_consortium": 20, "horse_race": 10}
_FORWARDING = ("roadshow", "one_to_one", "written")


def returned(note: str = "请补充说明。") -> dict[str, Any]:
    """Back to whom it came from."""
    return {"decision": "return", "note": note}


def or_returned(percent: float, note: str = "请补充说明。") -> Any:
    """Passed, but for a part that goes back."""
    return lambda turn: returned(note) if turn.happens(percent, "returned") else PASS


def need_form(turn: Turn) -> Answers:
    """The collection form; one in twenty forgets the declaration or asks outside for more than there is."""
    title = turn.value("title")
    tasks = [_task(turn, number) for number in range(1, 2 + turn.below(3, "tasks"))]
    asked = sum(each["planned_fund"] for each in tasks)
    too_much = turn.task.element == "fill_need" and turn.happens(5, "too much")
    field = turn.value("field") or "ai"
    return {
        "title": title, "field": field, "chain_link": "关键部件", "application_scene": "产线验证",
        "mode": turn.chance.weighted(_MODES, title, "mode"), "target_years": str(2 + turn.below(2, "years")),
        "strategic_basis": "符合重点产业方向", "urgency": "受制于外部供应", "necessity": "产业链关键环节",
        "cross_region_reason": "上下游分处三省一市", "breakthrough": f"突破“{title}”核心工艺", "product": "工程样机", "scenario": "",
        "external_tasks": tasks, "total_input": asked // 2 if too_much else asked * 3, "contact": "甲某", "phone": "13800000000",
        "email": "need@demo.example", "city": "示例市", "disclosure": turn.one(("no", "nda", "yes"), "disclosure"),
        "clean_record": True, "attachments": [], **({"staged": False} if field == "bio" else {}),
    }


def _task(turn: Turn, number: int) -> dict[str, Any]:
    return {
        "no": str(number), "title": f"任务{number}", "problem": f"第{number}项关键技术问题", "indicators": "精度不低于99%",
        "max_time_months": 24, "planned_fund": 500_000 * (1 + turn.below(6, f"fund {number}")), "ip_terms": "", "solver_conditions": "",
    }


def screen(turn: Turn) -> Answers:
    """What the table has found decides; a few are refused or returned besides."""
    handling = {each.get("handling") for each in turn.value("problems") or []}
    if "reject" in handling or turn.happens(4, "reject"):
        return {"decision": "reject", "note": "不符合征集条件。"}
    return returned() if "return" in handling or turn.happens(8, "return") else PASS


def plan_batch(turn: Turn) -> Answers:
    """A batch when there is something to evaluate, otherwise a look later on, and none more after the window."""
    waiting = turn.value("screened") or []
    if turn.opened >= turn.value("closes_on") - timedelta(days=15):
        return {"more": "no"}
    if not waiting:
        return {"more": "refresh"}
    return {"more": "yes", "batch_title": f"{turn.opened:%Y-%m}批", "need_ids": [each["need_id"] for each in waiting[:BATCH]]}


def _look_again(turn: Turn) -> date | None:
    """Without needs somebody looks once a month, and for the last time two weeks before the window closes."""
    if turn.value("screened"):
        return turn.opened + timedelta(days=3)
    return max(turn.opened, min(turn.opened + timedelta(days=28), turn.value("closes_on") - timedelta(days=14)))


def opinion(turn: Turn) -> Answers:
    """Experts agree more or less on what a need is worth, and more so when it comes again with better words; a few stand aside."""
    if turn.happens(2, "conflict"):
        return {"conflict": "yes"}
    again = turn.record("need", turn.value("need_id")).get("evaluation") is not None
    worth = 12 + turn.chance.below(7, turn.value("title"), "worth") + (2 if again else 0)
    names = ("strategy", "effectiveness", "clarity", "urgency_score", "necessity_score")
    marks = {name: max(8, min(20, worth + turn.below(5, name) - 2)) for name in names}
    verdict = "list" if sum(marks.values()) >= 70 else "not_list"
    return {"conflict": "none", **marks, "recommendation": verdict, "comment": "需求真实，指标可考核。", "simplify_hint": ""}


def compile_list(turn: Turn) -> Answers:
    """The list follows the suggestion."""
    return {"chosen": [each["need_id"] for each in turn.value("judged") if each.get("suggestion") == "list"], "note": ""}


def mask(turn: Turn) -> Answers:
    """The wording as prepared, without what the check has found."""
    need = turn.record("need", turn.value("need_id"))
    kept = ("public_title", "public_goals", "public_tasks", "total_input")
    return {name: _plain(need.get(name)) for name in kept} | {"external_fund": _plain(need.get("external_fund") or 0)}


def _plain(value: Any) -> Any:
    """The value as a form sends it."""
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, (str, bool, int)) else float(value)


def offers(turn: Turn) -> Iterable[Start]:
    """Once a need is public, solvers of all regions make offers for months; later a few needs are changed or taken back."""
    if turn.value("leaks"):
        return
    key, title = turn.value("need_id"), turn.value("title")
    units = [unit for region in turn.cast.academic.values() for unit in region]
    for number in range(turn.below(5, "offers") + 1):
        unit = turn.one(units, f"solver {number}")
        on = turn.opened + timedelta(days=14 + turn.below(200, f"offered {number}"))
        yield Start(
            in_hours(on, turn.below(400, f"minute {number}")), "solution", f"lead-{unit.id.lower()}",
            _if_public(turn, key, {"solver_unit": unit.id, "title": f"{title}方案{number + 1}"}, "publication_id"),
        )
    if turn.happens(10, "adjusted") and turn.task.process == "need_masking":
        kind = "withdraw" if turn.happens(35, "withdrawn") else "tasks"
        on = turn.opened + timedelta(days=40 + turn.below(300, "adjusted on"))
        yield Start(
            in_hours(on, 30), "need_adjustment", f"lead-{(turn.value('demand_unit') or '').lower()}",
            _if_public(turn, key, {"need_id": key, "kind": kind, "reason": "企业计划变化。"}),
        )


def _if_public(turn: Turn, key: str, answers: dict[str, Any], *numbered: str) -> Any:
    """The answers while the need is public, with its public number under the names that are `numbered`."""
    def ask() -> dict[str, Any] | None:
        known = next(iter(turn.world.find("publication", need_id=key)), None)
        need = turn.world.get("need", key)
        going = need and need["state"] in {"matching", "unsolved", "partial", "full"}
        return {**answers, **dict.fromkeys(numbered, known["key"])} if known and known["state"] == "published" and going else None

    return ask


def solution(turn: Turn) -> Answers:
    """A solution to one or more of the tasks."""
    tasks = [each["no"] for each in turn.value("public_tasks") or []]
    chosen = [number for number in tasks if turn.happens(60, f"task {number}")] or tasks[:1]
    return {
        "title": turn.value("title"), "task_nos": chosen, "approach": "技术路线清晰，已有原理样机。", "trl_now": 4, "trl_target": 7,
        "evidence": "第三方测试报告", "equipment": "", "price": 300_000 * (1 + turn.below(8, "price")), "duration_months": 18,
        "ip_proposal": "按贡献共有", "country": "CN", "region": turn.value("solver_unit")[:2], "team_leader": "乙某",
        "contact": "solver@demo.example", "channel": "cloud", "confidentiality": True, "attachments": [],
    }


def choose(turn: Turn) -> Answers:
    """Some are invited, some settled on, some declined; a task goes to one of them."""
    taken: set[str] = set()
    free = {each["no"] for each in turn.value("tasks") or []}
    choices = []
    for each in turn.value("solutions") or []:
        wanted = [number for number in each["task_nos"] if number in free - taken]
        mood = turn.below(100, each["solution_id"])
        row: dict[str, Any] = {"solution_id": each["solution_id"]}
        if wanted and mood < 62:
            taken |= set(wanted)
            row |= {"decision": "intend", "task_nos": wanted, "disclose": mood < 50, "reason": "方案最优"}
        elif mood < 75:
            row |= {"decision": "invite", "disclose": mood < 70, "reason": "进一步了解"}
        elif mood < 95:
            row |= {"decision": "decline", "reason": "指标不足"}
        else:
            row |= {"decision": "keep"}
        choices.append(row)
    return {"choices": choices, "attendees": "", "refined": ""}


def roadshow(turn: Turn) -> Answers:
    """Most come."""
    return {"attends": "no", "note": "人手不足。"} if turn.happens(8, "stays away") else {"attends": "yes", "nda": True}


def sign_intent(turn: Turn) -> Answers:
    """Most sign."""
    return {"signs": "no", "note": "条件未谈妥。"} if turn.happens(6, "refuses") else {"signs": "yes", "letter": []}


def apply_later(turn: Turn) -> Iterable[Start]:
    """Most needs of the reserve pool become a proposal, in the next window that fits."""
    key, unit = turn.value("need_id"), turn.value("demand_unit")
    if not turn.chance.happens(80, key, "applies"):
        return
    on = _in_a_window(turn.opened + timedelta(days=20 + turn.chance.below(60, key, "applies on")))
    yield Start(in_hours(on, 60), "proposal", f"lead-{unit.lower()}", _reserved(turn, key, unit))


def _in_a_window(day: date) -> date:
    """The day itself where calls are open then, else a day of the next spring."""
    if date(day.year, 4, 15) <= day <= date(day.year, 10, 31):
        return day
    return date(day.year + (day.month > 10), 4, 15) + timedelta(days=day.toordinal() % 30)


def _reserved(turn: Turn, key: str, unit: str) -> Any:
    def ask() -> dict[str, Any] | None:
        need = turn.world.get("need", key)
        if need is None or need["state"] not in {"partial", "full"} or not open_call(turn):
            return None
        if turn.world.find("proposal", need_id=key):
            return None
        data = need["data"]
        return {"lead_unit": unit, "title": f"{need['title']}联合攻关", "field": data["field"], "origin": "reserve", "need_id": key}

    return ask


def open_call(turn: Turn) -> bool:
    """Whether a call takes proposals at the moment when it is asked."""
    return bool(turn.world.find("cycle", state="published"))


def adjust(turn: Turn) -> Answers:
    """One task is said in other words."""
    row = {"no": "1", "change": "reword", "title": "任务1（调整）", "problem": "调整后的问题", "indicators": "精度不低于98%", "planned_fund": 600_000}
    return {"adjusted_tasks": [row], "reason": "指标调整"}


def guideline(turn: Turn) -> Answers:
    """Four directions."""
    fields = ("ic", "ai", "bio", "future")
    directions = [
        {"code": f"1.{number}", "name": f"方向{number}", "field": field, "goals": "突破关键核心技术", "support_max": 6_000_000}
        for number, field in enumerate(fields, start=1)
    ]
    return {"directions": directions, "requirements": "按指南要求组织申报。", "experts": [{"expert": "示例专家"}], "attachments": []}


BEHAVIOURS: dict[str, Behaviour] = {
    "fill_need": Behaviour(need_form, (3, 20)),
    "screen_need": Behaviour(screen, (1, 13), last_day=8, late=4, late_days=(0, 1, 3)),
    "revise_need": Behaviour(need_form, (2, 18), last_day=6, late=3, silent=3),
    "plan_batch": Behaviour(plan_batch, on=_look_again),
    "confirm_evaluators": Behaviour(lambda turn: {"decision": "again", "note": "有专家出差。"} if turn.happens(5, "again") else PASS, (0, 2)),
    "evaluate_need": Behaviour(opinion, (2, 20), last_day=6, silent=4),
    "compile_list": Behaviour(compile_list, (1, 6)),
    "mask_need": Behaviour(mask, (1, 6), late=3, late_days=(0, 2), follows=offers),
    "submit_solution": Behaviour(solution, (2, 25)),
    "forward_solutions": Behaviour(lambda turn: {"mode": turn.one(_FORWARDING, "mode"), "note": ""}, (1, 6)),
    "choose_solvers": Behaviour(choose, (3, 20), last_day=8, late=8, late_days=(1, 4, 15)),
    "attend_roadshow": Behaviour(roadshow, (2, 12), late=4, late_days=(1, 5)),
    "sign_intent": Behaviour(sign_intent, (2, 12), last_day=6, silent=4, late=2),
    "supplement_reserve": Behaviour(lambda turn: {"arrangements": [], "consortium": "", "letters": []}, (3, 18), late=5, late_days=(1, 10)),
    "audit_reserve": Behaviour(or_returned(6), (2, 12), late=3, late_days=(1, 3), follows=apply_later),
    "confirm_need": Behaviour(lambda turn: {"still_wanted": "yes", "note": ""}, (3, 25), late=5, silent=8, late_days=(5, 40)),
    "adjust_tasks": Behaviour(adjust, (2, 10)),
    "draft_guideline": Behaviour(guideline, (8, 25)),
    "summarise_year": Behaviour(lambda turn: {"summary": "年度工作总结（模拟）。"}, (5, 20)),
    "decide_successor": Behaviour(lambda turn: {"succession": "lapse", "note": "由新办法接替。"}, (10, 60)),
}
