"""How people are with a project: contract, payments, reports, changes, acceptance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from processes.simulated.needs import PASS, or_returned
from processes.simulated.turn import Answers, Behaviour, Start, Turn, in_hours

RUNNING = {"active", "extended", "change_pending", "prep_acceptance"}
OVER = {"accepted", "accepted_after_rectification"}
_CONSENT = "同意书.txt"
_WITH_CONSENT = {"partner", "lead_unit", "indicators"}
_CHANGES = {              # of a hundred projects so many ask for it
    "extension": 22, "leader": 10, "partner": 12, "funds": 8, "suspension": 5, "termination": 3, "route": 5, "indicators": 10, "shortening": 3,
    "lead_unit": 8,
}


def contract(turn: Turn) -> Answers:
    """The contract as it was prefilled; a few promise less than the proposal did and have to write it again."""
    begun = turn.record("contract", turn.value("project_id"))
    fiscal, own = int(begun["fiscal"]), int(begun["own"])
    start, end = begun["start_date"], begun["end_date"]
    years = range(start.year, end.year + 1)
    agreed = [
        {name: _sent(each.get(name)) for name in ("name", "level", "target", "target_value", "better", "yearly", "test_method") if each.get(name) is not None}
        for each in begun["indicators"]
    ]
    units = begun.get("units") or []
    return {
        "party_b": begun.get("party_b") or "牵头单位", "party_c": "合作单位", "start_date": start.isoformat(), "end_date": end.isoformat(),
        "unit_tasks": [{"unit": each["name"], "task": "按任务书分工"} for each in units], "indicators": agreed, "fiscal": fiscal, "own": own,
        "other_funds": 0, "lump_sum": "lump_sum",
        "yearly_funds": [{"year": year, "fiscal_part": fiscal // len(years), "own_part": own // len(years)} for year in years],
        "tranches": [
            {"number": 1, "amount": fiscal // 2, "kind": "signed", "condition": "合同签订后"},
            {"number": 2, "amount": fiscal - fiscal // 2, "kind": "acceptance", "condition": "验收通过后"},
        ],
        "technical_contracts": [
            {"solver": each["name"], "number": f"JS{number:04d}", "contract_amount": int(each["technical_contract"])}
            for number, each in enumerate(units, start=1) if each.get("technical_contract")
        ],
        "ip": "按贡献共有。", "breach": "按合同约定。",
    } | _stages(begun)


def _stages(begun: dict[str, Any]) -> dict[str, Any]:
    """The stages of the proposal, with the days on which they end."""
    if not begun.get("staged") or not begun.get("milestones"):
        return {}
    third = (begun["end_date"] - begun["start_date"]) / 3
    return {"staged": True, "milestones": [
        {"goal": each["goal"], "due": (begun["start_date"] + third * number).isoformat(), "fund": int(each.get("fund") or 0)}
        for number, each in enumerate(begun["milestones"], start=1)
    ]}


def _sent(value: Any) -> Any:
    return value if isinstance(value, (str, bool)) else float(value)


def overdue(turn: Turn) -> Answers:
    """One more chance for most of those who did not do it in time."""
    second = turn.chance.happens(35, turn.value("project_id"), turn.opened.isoformat(), "no more")
    return {"decision": "forfeit" if second else "extend", "note": "经研究决定。"}


def overdue_acceptance(turn: Turn) -> Answers:
    """The same at acceptance."""
    return {"decision": "refuse" if turn.happens(30, "no more") else "extend", "note": "经研究决定。"}


def sign(turn: Turn) -> Answers:
    """Signed on line."""
    return {"mode": "online", "signed_on": turn.opened.isoformat(), "signatory": "法定代表人"}


def after_signing(turn: Turn) -> Iterable[Start]:
    """What the life of a project brings: payments, changes, a stop, a complaint."""
    key, lead = turn.value("project_id"), f"lead-{turn.value('lead_unit').lower()}"
    chance = turn.chance
    first = turn.opened + timedelta(days=20 + chance.below(60, key, "first payment"))
    yield Start(in_hours(first, 90), "disbursement", lead, _payment(turn, key, 1))
    for kind, percent in _CHANGES.items():
        if chance.happens(percent, key, kind):
            on = turn.opened + timedelta(days=90 + chance.below(330, key, kind, "on"))
            yield Start(in_hours(on, 150), "change_request", lead, _change(turn, key, kind), {_CONSENT: "模拟数据 / simulated data\n".encode()})
            if kind == "suspension":
                back = on + timedelta(days=90 + chance.below(120, key, "resumed"))
                yield Start(in_hours(back, 150), "change_request", lead, _change(turn, key, "resumption"))
    if chance.happens(9, key, "complaint"):
        on = turn.opened + timedelta(days=60 + chance.below(400, key, "complaint on"))
        yield Start(in_hours(on, 250), "supervision_case", lead, _complaint(turn, key))


def _payment(turn: Turn, key: str, number: int) -> Any:
    def ask() -> dict[str, Any] | None:
        held, project = turn.world.get("contract", key), turn.world.get("project", key)
        if not held or not project or project["state"] not in (RUNNING | {"suspended"} if number == 1 else OVER):
            return None
        tranche = next((each for each in held["data"].get("tranches") or [] if int(each["number"]) == number), None)
        if tranche is None:
            return None
        return {
            "project_id": key, "tranche": number, "amount": int(tranche["amount"]), "evidence_note": "条件已具备。", "bank_name": "示例银行",
            "bank_account": f"DEMO{turn.chance.below(10**8, key, 'account'):08d}",
        }

    return ask


def _change(turn: Turn, key: str, kind: str) -> Any:
    def ask() -> dict[str, Any] | None:
        project = turn.world.get("project", key)
        fitting = {"suspended"} if kind == "resumption" else RUNNING
        if not project or project["state"] not in fitting:
            return None
        return {"project_id": key, "kind": kind, "reason": "实施中情况变化。"} | _detail(turn, project, kind) | (
            {"consents": [f"file:{_CONSENT}"]} if kind in _WITH_CONSENT else {}
        )

    return ask


def _detail(turn: Turn, project: dict[str, Any], kind: str) -> dict[str, Any]:
    data = project["data"]
    if kind == "extension":
        return {"new_end_date": _moved(data["end_date"], 6).isoformat()}
    if kind == "shortening":
        return {"new_end_date": _moved(data["end_date"], -2).isoformat()}
    if kind == "leader":
        return {"new_leader": "新负责人", "old_value": "原负责人", "new_value": "新负责人"}
    if kind == "route":
        return {"old_value": "路线一", "new_value": "路线二"}
    if kind == "funds":
        return {"new_total": int(data["total"] * 9 // 10), "old_value": "原投入", "new_value": "减少一成"}
    if kind == "indicators":
        lower = [{"name": "核心性能指标", "level": "core", "target": "≥90%"}, {"name": "发明专利申请", "level": "other", "target": "≥6件"}]
        return {"new_indicators": lower, "old_value": "95%", "new_value": "90%"}
    if kind == "partner":
        return {"new_units": _without(data.get("units") or [], others=turn.chance.happens(50, project["key"], "others leave"))}
    if kind == "lead_unit":
        others = [unit for units in turn.cast.enterprises.values() for unit in units if unit.id != project["unit"]]
        new = turn.chance.one(others, project["key"], "new lead")
        return {"new_lead": new.id, "new_lead_region": new.region}
    return {}


def _without(units: list[dict[str, Any]], *, others: bool) -> list[dict[str, Any]]:
    """The last partner leaves, or all that are of other regions than the lead unit, so that somebody has to take their place."""
    lead = next((each for each in units if each.get("role") == "lead"), {})
    kept = [each for each in units if each.get("region") == lead.get("region")] if others else units[:-1] or units
    return [{name: each[name] for name in ("role", "name", "uscc", "region")} for each in kept]


def _moved(day: date, months: int) -> date:
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, min(day.day, 28))


def _complaint(turn: Turn, key: str) -> Any:
    named = {"signed": "yes", "name": "示例反映人", "contact": "demo@demo.example", "verifiable": "no"}
    return lambda: {"kind": "integrity", "subject_key": key, "facts": "反映经费使用问题。"} | named


def replacement(turn: Turn) -> Answers:
    """Another unit of another region takes the place."""
    project = turn.record("project", turn.value("project_id"))
    lead = next((each for each in project.get("units") or [] if each.get("role") == "lead"), {})
    others = [unit for units in turn.cast.academic.values() for unit in units if unit.region != lead.get("region")]
    new = turn.one(others, "replacement")
    row = {"role": "sub_topic", "name": new.name, "uscc": new.uscc, "region": new.region}
    return {"new_units": [{name: lead.get(name) for name in ("role", "name", "uscc", "region")}, row]}


def report(turn: Turn) -> Answers:
    """An annual report."""
    year = int(turn.value("report_year"))
    return {
        "period_from": f"{year}-01-01", "period_to": f"{year}-11-15",
        "progress": [{"sub_topic": "课题一", "percent": 30 + turn.below(60, "percent"), "indicator_values": "达到阶段目标"}],
        "funds": {"fiscal_received": 1_000_000, "fiscal_spent": 600_000, "own_received": 1_000_000, "own_spent": 900_000},
        "results": "完成样机设计。", "coordination": "每月例会。", "next_year": "开展验证。", "self_check": {"ledger": "yes", "use": "yes"}, "integrity": True,
    }


def _paid(turn: Turn, percent: int) -> list[dict[str, Any]]:
    held = turn.record("contract", turn.value("project_id"))
    return [
        {"unit": each.get("solver"), "contract_amount": int(each["contract_amount"]), "paid": int(each["contract_amount"]) * percent // 100}
        for each in held.get("technical_contracts") or []
    ]


def preparation(turn: Turn) -> Answers:
    """One in eight has paid its solvers too little at first."""
    percent = 70 if turn.happens(12, "too little") else 80 + turn.below(21, "paid")
    return {
        "solver_payments": _paid(turn, percent), "audit_kind": "external", "sci_report_no": f"KJBG-{turn.below(10**6, 'report'):06d}",
        "planned_on": turn.value("end_date").isoformat(),
    }


def acceptance(turn: Turn) -> Answers:
    """The request for acceptance."""
    return {
        "results": [{"name": "核心性能指标", "target": "≥95%", "actual": "96%"}, {"name": "发明专利申请", "target": "≥6件", "actual": "6件"}],
        "innovation": "形成自主工艺。", "transfer": "已在产线应用。", "contribution": "带动上下游协同。",
        "solver_payments": _paid(turn, 100), "audit_kind": "external", "sci_report_no": f"KJBG-{turn.below(10**6, 'report'):06d}",
        "surplus": 0, "summary": "按任务书完成研究内容。",
    }


def meeting(turn: Turn) -> Answers:
    """Most pass, some have to add something, some fail in spite of themselves or because of themselves."""
    key = turn.value("project_id")
    core = not turn.chance.happens(8, key, "core missed")
    others = not turn.chance.happens(22, key, "others missed", int(turn.value("rectifications") or 0))
    diligent = turn.chance.happens(60, key, "diligent")
    return {
        "held_on": turn.opened.isoformat(), "experts": [{"name": f"验收专家{part}", "unit": "示例单位"} for part in "甲乙丙丁戊"],
        "verdicts": [
            {"name": "核心性能指标", "level": "core", "met": "yes" if core else "no"},
            {"name": "发明专利申请", "level": "other", "met": "yes" if others else "no"},
        ],
        "documents_complete": "yes" if others else "no", "false_material": "no", "diligent": "yes" if diligent else "no",
        "panel_vote": "accepted" if core and others else "closed_without_fault" if diligent else "failed",
        "innovation_score": 86, "transfer_score": 84, "contribution_score": 85, "opinion": "专家组听取汇报并质询。",
        "rectification_items": "" if others else "补充专利受理证明。",
    }


def last_payment(turn: Turn) -> Iterable[Start]:
    """After acceptance the rest is asked for."""
    on = turn.opened + timedelta(days=40 + turn.below(40, "last payment"))
    yield Start(in_hours(on, 90), "disbursement", f"lead-{turn.value('lead_unit').lower()}", _payment(turn, turn.value("project_id"), 2))


def transfer(turn: Turn) -> Answers:
    """Paid as asked for."""
    return {
        "amount": int(turn.value("amount")), "paid_on": turn.opened.isoformat(), "source": "central_guidance",
        "voucher_no": f"PZ{turn.below(10**6, 'voucher'):06d}",
    }


def recover(turn: Turn) -> Answers:
    """Comes back in full."""
    return {"amount": float(turn.value("recovery_amount")), "recovered_on": turn.opened.isoformat(), "voucher_no": "SH-1"}


def stage(turn: Turn) -> Answers:
    """What a stage has brought."""
    return {"results": "样机", "stage_indicators": [{"name": "核心性能指标", "target": "80%", "actual": "82%"}]}


def stage_decision(turn: Turn) -> Answers:
    """Most stages are reached."""
    if turn.happens(15, "partial"):
        return {"verdict": "partial", "note": "限期整改。", **({"solver": "示例单位"} if turn.value("mode") == "horse_race" else {})}
    return {"verdict": "reached", "money_release": 0, "note": "达到阶段目标。"}


_CHANGE = Behaviour(lambda turn: {"decision": "refuse", "note": "理由不充分。"} if turn.happens(8, "refused") else PASS, (1, 10), late=3, late_days=(1, 3))
_OFFICE = (1, 8)
BEHAVIOURS: dict[str, Behaviour] = {
    "fill_contract": Behaviour(contract, (8, 35), last_day=8, silent=4, late=3),
    "review_in_unit": Behaviour(or_returned(4), (1, 4)),
    "endorse_contract": Behaviour(or_returned(3), (1, 5)),
    "review_contract": Behaviour(or_returned(9), (2, 12), late=3, late_days=(1, 4)),
    "sign_contract": Behaviour(sign, (1, 9), late=3, late_days=(1, 6)),
    "sign_partner": Behaviour(lambda turn: {"agreed": True, "signed_on": turn.opened.isoformat(), "signatory": "法定代表人"}, (1, 8), late=4, late_days=(1, 6)),
    "countersign": Behaviour(
        lambda turn: {"signatory": "授权代表", "signed_on": turn.opened.isoformat(), "sealed": True}, (1, 5), follows=after_signing,
    ),
    "receive_at_window": Behaviour(
        lambda turn: {"copies": 6, "received_on": turn.opened.isoformat(), "demand_first_payment": 20_000_000}, (1, 5),
    ),
    "decide_overdue": Behaviour(overdue, _OFFICE),
    "review_payment": Behaviour(
        lambda turn: {"decision": "refuse", "note": "凭证不全。"} if turn.happens(4, "refused") else {"decision": "pass", "evidence_checked": True}, _OFFICE,
    ),
    "transfer_money": Behaviour(transfer, _OFFICE, late=3, late_days=(2, 8)),
    "recover_money": Behaviour(recover, (5, 35), late=8, late_days=(5, 30)),
    "fill_report": Behaviour(report, (5, 28), last_day=15, late=9, late_days=(2, 5, 8, 20, 32, 65)),
    "call_lead": Behaviour(lambda turn: {"decision": "excuse" if turn.happens(10, "excused") else "call", "note": "已电话催报。"}, (0, 4)),
    "watch_project": Behaviour(
        lambda turn: {"rating": "watch", "note": "列入关注。", "owner": "推进组", "by": (turn.opened + timedelta(days=30)).isoformat()}, (1, 5),
    ),
    "review_report": Behaviour(or_returned(10), (2, 12), late=3, late_days=(1, 5)),
    "endorse_change": _CHANGE,
    "give_opinion": Behaviour(
        lambda turn: {"no_conflict": True, "decision": "pass"}, (2, 12),
    ),
    "decide_change": _CHANGE,
    "consent_group": _CHANGE,
    "name_replacement": Behaviour(replacement, (10, 50), silent=20),
    "submit_stage": Behaviour(stage, (2, 9)),
    "assess_stage": Behaviour(lambda turn: {"no_conflict": True, "verdict": "reached", "note": "意见"}, (2, 10)),
    "decide_stage": Behaviour(stage_decision, (2, 10)),
    "prepare_acceptance": Behaviour(preparation, (20, 80), late=4, late_days=(1, 20)),
    "apply_acceptance": Behaviour(acceptance, (10, 70), last_day=5, silent=3, late=4),
    "endorse_acceptance": Behaviour(or_returned(4), (1, 5)),
    "check_materials": Behaviour(or_returned(10), (2, 11), late=3, late_days=(1, 4)),
    "hold_meeting": Behaviour(meeting, (8, 25), late=4, late_days=(2, 10)),
    "confirm_conclusion": Behaviour(lambda turn: {"confirmed": True}, (1, 5), follows=last_payment),
    "rectify": Behaviour(lambda turn: {"rectified": [{"matter": "专利受理证明", "done": "已补齐"}], "apply_again": True}, (30, 150), silent=8),
}
OF_ACCEPTANCE = {"decide_overdue": Behaviour(overdue_acceptance, _OFFICE)}
