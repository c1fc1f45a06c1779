"""How people are with proposals: written, checked, supplemented, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from processes.demo.cast import Unit, name_of
from processes.simulated.needs import or_returned
from processes.simulated.turn import Answers, Behaviour, Start, Turn, in_hours

AGREEMENT = "联合攻关合作协议（示例）.txt"
LETTERS = ("AGR-01", "COM-01", "LIM-01")
_LENGTHS = {12: 15, 18: 30, 24: 35, 36: 20}


def proposal(turn: Turn) -> Answers:
    """A proposal; about a third of them has a defect, a few of them one that cannot be cured."""
    chance, title = turn.chance, turn.value("title")
    total = 1_000_000 * (8 + chance.below(30, title, "total"))
    percent = 33 if chance.happens(8, title, "capped") else 18 + chance.below(12, title, "percent")
    fiscal = total * percent // 100
    start = _first_of_month(turn.opened, 8 + chance.below(4, title, "start"))
    months = chance.weighted(_LENGTHS, title, "months") + (6 if chance.happens(2, title, "too long") else 0)
    missing = {code for code in LETTERS if chance.happens(7, title, code)}
    return _origin(turn) | _content(title) | {
        "title": title, "field": turn.about("field"), "keywords": "模拟；联合攻关", "secrecy": "open", "mode": "jiebang",
        "start_date": start.isoformat(), "end_date": (_first_of_month(start, months) - timedelta(days=1)).isoformat(),
        "leader": leader(turn, "LIM-01" in missing), "units": units(turn, total, agreements="AGR-01" not in missing),
        "team": [{"name": name_of(chance.below(280, title, "member"))[0], "unit": "示例单位", "task": "关键技术研究"}],
        "central_guidance": fiscal, "province_municipal": 0, "city_county": 0, "lead_self": (total - fiscal) * 3 // 4,
        "partner_self": (total - fiscal) - (total - fiscal) * 3 // 4, "other_funds": 0, "lump_sum": "lump_sum",
        "commitment": True,
    } | _stages(turn, fiscal)


def _stages(turn: Turn, fiscal: int) -> dict[str, Any]:
    """Two stages for every third project of biomedicine (article 4)."""
    if turn.about("field") != "bio":
        return {}
    if not turn.chance.happens(34, turn.value("title"), "staged"):
        return {"staged": False}
    return {"staged": True, "milestones": [{"goal": f"第{number}阶段", "evidence": "检测报告", "fund": fiscal // 4} for number in (1, 2)]}


def _origin(turn: Turn) -> dict[str, Any]:
    if turn.about("origin") in ("reserve", "local"):
        return {"origin": turn.about("origin"), "need_id": turn.about("need_id")}
    return {"origin": "open", "direction": turn.about("direction")}


def leader(turn: Turn, busy: bool = False) -> dict[str, Any]:
    """The leader, who in a few proposals runs too many projects already."""
    title = turn.value("title")
    return {
        "name": name_of(turn.chance.below(280, title, "leader"))[0], "title": "研究员", "id_type": "passport",
        "other_number": f"DEMO{turn.chance.below(10**6, title, 'passport'):06d}", "birth_year": 1970 + turn.chance.below(20, title, "born"),
        "running_projects": 3 if busy else turn.chance.below(3, title, "running"),
    }


def units(turn: Turn, total: int, *, agreements: bool = True) -> list[dict[str, Any]]:
    """The lead unit, the solvers of its need or a partner of its own, and sometimes only its own region."""
    lead = next(unit for unit in turn.cast.units if unit.id == turn.about("lead_unit"))
    rows = [_unit(lead, "lead", total * 6 // 10) | {"application_side": True}]
    for partner in partners(turn, lead):
        row = _unit(partner, "sub_topic", total // 10) | {"solver": turn.about("origin") == "reserve", "technical_contract": total // 10}
        rows.append(row | ({"agreement": [f"file:{AGREEMENT}"]} if agreements else {}))
    return rows


def partners(turn: Turn, lead: Unit) -> list[Unit]:
    """Who is solver of the need, and where they are all of one region somebody else."""
    chance, title = turn.chance, turn.value("title")
    of_all = {unit.id: unit for units in turn.cast.academic.values() for unit in units}
    forgets = chance.happens(5, title, "forgets a solver") or not turn.about("need_id")
    tasks = [] if forgets else turn.world.find("external_task", need_id=turn.about("need_id"), state="confirmed")
    found = [of_all[key] for key in sorted({each["data"].get("solver_unit") for each in tasks}) if key in of_all]
    alone = chance.happens(4, title, "one region")
    if all(unit.region == lead.region for unit in found):
        others = [unit for unit in of_all.values() if (unit.region == lead.region) == alone and unit not in found]
        found.append(chance.one(others, title, "partner"))
    return found


def _unit(unit: Unit, role: str, share: int) -> dict[str, Any]:
    return {"name": unit.name, "uscc": unit.uscc, "region": unit.region, "kind": unit.kind, "role": role, "fund_share": share}


def indicators(title: str) -> list[dict[str, Any]]:
    """What the project promises."""
    return [
        {
            "name": "核心性能指标", "level": "core", "target": "≥95%", "target_value": 95, "better": "higher", "unit": "%",
            "test_method": "第三方检测", "yearly": "—",
        },
        {
            "name": "发明专利申请", "level": "other", "target": "≥6件", "target_value": 6, "better": "higher", "unit": "件",
            "test_method": "受理通知书", "yearly": "每年2件",
        },
    ]


def _content(title: str) -> dict[str, Any]:
    return {
        "research": f"围绕“{title}”开展联合攻关。", "route": "需求分析—攻关—样机—验证。", "cross_region_reason": "上下游分处三省一市。",
        "indicators": indicators(title), "risks": "已列应对措施。", "ip": "按贡献共有。", "application_scene": "牵头单位产线。", "benefits": "预计新增产值。",
    }


def supplement(turn: Turn) -> Answers:
    """What was missing, but for those who forget a part of it."""
    codes = {each.get("code") for each in turn.value("items") or [] if each.get("severity") == "fail"}
    title = turn.value("title")
    held = turn.record("proposal", turn.value("proposal_id"))
    forgets = turn.chance.happens(10, title, "forgets")
    answers: dict[str, Any] = {"answers": [{"code": code, "answer": "已补正。"} for code in sorted(codes)]}
    if "AGR-01" in codes and not forgets:
        partners = [unit["name"] for unit in held.get("units") or [] if unit.get("role") != "lead"]
        answers["agreements"] = [{"unit": name, "file": [f"file:{AGREEMENT}"]} for name in partners]
    if "PER-01" in codes:
        answers["end_date"] = (_first_of_month(held["start_date"], 36) - timedelta(days=1)).isoformat()
    if "LIM-01" in codes:
        answers |= {"leader_name": "新负责人", "leader_number": "DEMO000001", "leader_projects": 1}
    if "SOL-01" in codes and not forgets:
        answers["added_units"] = [_added(unit, "sub_topic") for unit in left_out(turn, held)]
    elif "REG-02" in codes and not forgets:
        here = {unit.get("region") for unit in held.get("units") or []}
        others = [unit for unit in turn.cast.units if unit.region not in here and unit.kind != "enterprise"]
        answers["added_units"] = [_added(turn.one(others, "added"), "participant")]
    return answers


def left_out(turn: Turn, held: dict[str, Any]) -> list[Unit]:
    """The solvers of the need that do not take part yet."""
    here = {unit.get("uscc") for unit in held.get("units") or []}
    tasks = turn.world.find("external_task", need_id=held.get("need_id"), state="confirmed")
    signed = {each["data"].get("solver_unit") for each in tasks}
    return [unit for unit in turn.cast.units if unit.id in signed and unit.uscc not in here]


def _added(unit: Unit, role: str) -> dict[str, Any]:
    return {"role": role, "name": unit.name, "uscc": unit.uscc, "region": unit.region, "agreement": [f"file:{AGREEMENT}"]}


def takes_back(turn: Turn) -> Iterable[Start]:
    """A few proposals are withdrawn while they are checked or wait."""
    if turn.chance.happens(8, turn.value("title"), "withdrawn"):
        on = turn.opened + timedelta(days=1 + turn.below(30, "withdrawn on"))
        key = turn.value("proposal_id")
        going = {"formal_checking", "supplement_requested", "supplemented", "waiting_session"}

        def ask() -> dict[str, Any] | None:
            held = turn.world.get("proposal", key)
            return {"proposal_id": key, "reason": "申报条件变化。"} if held and held["state"] in going else None

        yield Start(in_hours(on, 200), "proposal_withdrawal", f"lead-{turn.value('lead_unit').lower()}", ask)


def _first_of_month(day: date, months: int) -> date:
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, 1)


def check(turn: Turn) -> Answers:
    """What the rules have found, and now and then something that only people see."""
    seen = ["TXT-01"] if turn.happens(5, "seen") else []
    return {"defects": seen, "check_note": "按清单核对。"}


BEHAVIOURS: dict[str, Behaviour] = {
    "fill_proposal": Behaviour(proposal, (5, 30), last_day=5, late=2, silent=1),
    "review_proposal": Behaviour(or_returned(10), (1, 5), late=1),
    "recommend": Behaviour(or_returned(4), (1, 6), late=3, late_days=(1, 4)),
    "check_items": Behaviour(check, (2, 12), late=4, late_days=(1, 3), follows=takes_back),
    "second_check": Behaviour(
        lambda turn: {"agreed": "return", "second_note": "请重核第3项。"} if turn.happens(4, "again") else {"agreed": "agree"}, (0, 3),
    ),
    "supplement": Behaviour(supplement, (2, 13), last_day=15, late=6, silent=4),
    "sign_release": Behaviour(lambda turn: {"decision": "agree"}, (1, 5)),
    "choose_way": Behaviour(
        lambda turn: {"way": "withdraw", "reason": "不再申报。"} if turn.happens(30, "withdraws") else {"way": "open", "direction": turn.value("direction")},
        (1, 5), silent=15,
    ),
    "recheck": Behaviour(lambda turn: {"defects": []}, (0, 1)),
}
BEHAVIOURS |= {"confirm_cap": Behaviour(
    lambda turn: {"decision": "refuse", "note": "自筹不足。"} if turn.happens(8, "refuses") else {"decision": "accept"}, (1, 5), silent=4, late=2,
)}
