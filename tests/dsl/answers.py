"""Valid, complete answers to every form of the programme; a scenario changes only what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

PASS: dict[str, Any] = {"decision": "pass"}
AGREE: dict[str, Any] = {"decision": "agree"}
FILE = "00000000-0000-4000-8000-000000000001"
_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CRITERIA = {"strategy": 15, "innovation": 20, "feasibility": 15, "indicators": 15, "team": 15, "prospects": 10, "budget": 10}


def returned(note: str = "请修改") -> dict[str, Any]:
    """Back to whom it came from."""
    return {"decision": "return", "note": note}


def uscc(number: int) -> str:
    """An invented unified social credit code with a right check digit."""
    body = f"91310000MA1FL{number:04d}"
    return body + _LETTERS[-sum(_LETTERS.index(letter) * pow(3, place, 31) for place, letter in enumerate(body)) % 31]


def units(regions: Iterable[str], agreement: bool = True) -> list[dict[str, Any]]:
    """Units of a proposal, one for each region, the lead unit first."""
    rows: list[dict[str, Any]] = []
    for number, region in enumerate(regions, start=1):
        row = {"name": f"示例单位{number}", "uscc": uscc(number), "region": region, "kind": "institute", "fund_share": 1_000_000}
        if number == 1:
            row |= {"role": "lead", "kind": "enterprise", "application_side": True}
        else:
            row |= {"role": "sub_topic", "solver": False, "technical_contract": 2_000_000}
            row |= {"agreement": [FILE]} if agreement else {}
        rows.append(row)
    return rows


def taking_part(*regions: str) -> list[dict[str, Any]]:
    """Units as a change names them."""
    return [{key: row[key] for key in ("role", "name", "uscc", "region")} for row in units(regions)]


def proposal(
    regions: Iterable[str] = ("JS", "AH"), *, total: int = 10_000_000, fiscal: int = 2_400_000, agreement: bool = True, **more: Any
) -> dict[str, Any]:
    """A proposal that passes the formal check."""
    return {
        "title": "示例项目",
        "field": "ai",
        "origin": "open",
        "direction": "方向一",
        "keywords": "一；二；三",
        "secrecy": "open",
        "mode": "jiebang",
        "start_date": "2025-01-01",
        "end_date": "2026-12-31",
        "leader": {
            "name": "张三",
            "title": "研究员",
            "id_type": "passport",
            "other_number": "E123",
            "birth_year": 1980,
            "running_projects": 1,
        },
        "team": [{"name": "李四", "unit": "示例单位1", "task": "算法"}],
        "units": units(regions, agreement),
        "research": "内容",
        "route": "路线",
        "cross_region_reason": "理由",
        "indicators": indicators(),
        "risks": "无",
        "ip": "共有",
        "application_scene": "场景",
        "benefits": "效益",
        "central_guidance": fiscal,
        "province_municipal": 0,
        "city_county": 0,
        "lead_self": total - fiscal,
        "partner_self": 0,
        "other_funds": 0,
        "lump_sum": "lump_sum",
        "commitment": True,
        **more,
    }


def indicators(value: int = 95) -> list[dict[str, Any]]:
    """What the project promises."""
    return [
        {
            "name": "准确率",
            "level": "core",
            "target": f"≥{value}",
            "target_value": value,
            "better": "higher",
            "test_method": "测试",
            "unit": "%",
        }
    ]


def session(close: str, meeting: str, title: str = "第一次评审会") -> dict[str, Any]:
    """The start form of a review session: last day of the intake, day of the meeting."""
    return {"title": title, "intake_close": f"{close}T17:00:00+08:00", "meeting_date": meeting}


def groups(*proposals: str, field: str = "ai", experts: int = 5) -> dict[str, Any]:
    """One group with these proposals."""
    return {"groups": [{"name": "第一组", "field": field, "proposals": list(proposals)}], "experts_each": experts}


def commitment(**more: Any) -> dict[str, Any]:
    """An expert accepts and has no conflict of interest."""
    return {"conflict": "none", "confidential": True, "no_solicitation": True, "reply": "accept", **more}


def score(total: int = 86, recommendation: str = "support") -> dict[str, Any]:
    """Marks that add up to a total."""
    given = {name: most * total // 100 for name, most in _CRITERIA.items()}
    for name, most in _CRITERIA.items():
        given[name] += min(most - given[name], total - sum(given.values()))
    return given | {"recommendation": recommendation, "comment": "意见"}


def panel(held_on: str, *overrides: tuple[str, str]) -> dict[str, Any]:
    """A panel that changes the tier of some proposals, or of none."""
    return {
        "held_on": held_on,
        "mode": "video",
        "attendance": "全体",
        "minutes": "纪要",
        "overrides": [{"proposal_id": key, "tier": tier, "reason": "会议讨论"} for key, tier in overrides],
    }


def objection(notice_id: str, subject_key: str, **more: Any) -> dict[str, Any]:
    """Somebody objects by name to one project of a notice."""
    signed = {"signed": "yes", "name": "某人", "contact": "13800000000", "verifiable": "no"}
    return {"kind": "objection", "notice_id": notice_id, "subject_key": subject_key, "facts": "事实"} | signed | more


def anonymous(**evidence: Any) -> dict[str, Any]:
    """What an anonymous report says of whoever made it."""
    return {"signed": "no", "name": None, "contact": None, "verifiable": "no"} | evidence


def findings(suggested: str = "upheld") -> dict[str, Any]:
    """What an investigation found."""
    return {"findings": "经核实", "suggested": suggested}


def decision(outcome: str = "upheld", **credit: Any) -> dict[str, Any]:
    """The decision of a case."""
    return {"outcome": outcome, "decision_reason": "理由", **credit}


def contract(
    *, fiscal: int = 2_400_000, own: int = 7_600_000, start: str = "2025-01-01", end: str = "2026-12-31", target: int = 95,
    **more: Any,
) -> dict[str, Any]:
    """A contract and task book that keeps what the proposal promised."""
    promised = [{name: value for name, value in each.items() if name != "unit"} for each in indicators(target)]
    return {
        "party_b": "乙方",
        "start_date": start,
        "end_date": end,
        "unit_tasks": [{"unit": "示例单位1", "task": "研发"}],
        "indicators": promised,
        "fiscal": fiscal,
        "own": own,
        "other_funds": 0,
        "yearly_funds": [{"year": 2025, "fiscal_part": fiscal, "own_part": own}],
        "tranches": [{"number": 1, "amount": fiscal // 2, "condition": "签订后"}],
        "ip": "共有",
        "breach": "按约",
        **more,
    }


def signature() -> dict[str, Any]:
    """Signed on line."""
    return {"mode": "online", "signed_on": "2024-12-25", "signatory": "甲"}


def countersignature() -> dict[str, Any]:
    """Signed and sealed by the authority."""
    return {"signatory": "乙", "signed_on": "2024-12-26", "sealed": True}


def report(year: int = 2025) -> dict[str, Any]:
    """An annual report."""
    return {
        "period_from": f"{year}-01-01",
        "period_to": f"{year}-12-31",
        "progress": [{"sub_topic": "一", "percent": 50, "indicator_values": "值"}],
        "funds": {"fiscal_received": 1, "fiscal_spent": 1, "own_received": 1, "own_spent": 1},
        "results": "成果",
        "coordination": "协同",
        "next_year": "计划",
        "self_check": {"ledger": "yes", "use": "yes"},
        "integrity": True,
    }


def payments(*paid: float, of: int = 2_000_000) -> list[dict[str, Any]]:
    """What each solver has been paid of its technical contract."""
    return [{"unit": f"示例单位{number}", "contract_amount": of, "paid": amount} for number, amount in enumerate(paid, start=2)]


def preparation(*paid: float) -> dict[str, Any]:
    """The preparation of acceptance."""
    return {
        "solver_payments": payments(*(paid or (1_600_000,))),
        "audit_kind": "external",
        "sci_report_no": "K1",
        "planned_on": "2027-01-10",
    }


def acceptance(*paid: float) -> dict[str, Any]:
    """The request for acceptance."""
    return {
        "results": [{"name": "准确率", "target": "95", "actual": "96"}],
        "innovation": "创新",
        "transfer": "转化",
        "contribution": "贡献",
        "solver_payments": payments(*(paid or (1_600_000,))),
        "audit_kind": "external",
        "sci_report_no": "K1",
        "surplus": 0,
        "summary": "总结",
    }


def meeting(*, core: str = "yes", other: str = "yes", diligent: str = "yes", **more: Any) -> dict[str, Any]:
    """The acceptance meeting; with `other="no"` there is something to rectify."""
    return {
        "held_on": "2027-01-20",
        "experts": [{"name": f"专家{part}", "unit": "示例"} for part in "甲乙丙丁戊"],
        "verdicts": [{"name": "准确率", "level": "core", "met": core}, {"name": "专利", "level": "other", "met": other}],
        "documents_complete": other,
        "false_material": "no",
        "diligent": diligent,
        "panel_vote": "accepted" if other == core == "yes" else "failed",
        "innovation_score": 90,
        "transfer_score": 90,
        "contribution_score": 90,
        "opinion": "意见",
        "rectification_items": "补资料",
        **more,
    }


def rectified() -> dict[str, Any]:
    """What was asked for has been done."""
    return {"rectified": [{"matter": "补资料", "done": "已补"}], "apply_again": True}


def transfer(amount: int, on: str = "2025-07-10") -> dict[str, Any]:
    """A tranche is paid."""
    return {"amount": amount, "paid_on": on, "source": "central_guidance", "voucher_no": "PZ-1"}


def recovered(amount: int, on: str = "2026-03-02") -> dict[str, Any]:
    """Money has come back."""
    return {"amount": amount, "recovered_on": on, "voucher_no": "SH-1"}


def stage_results() -> dict[str, Any]:
    """What a stage has brought."""
    return {"results": "样机", "stage_indicators": [{"name": "准确率", "target": "80", "actual": "82"}]}


def assessed(verdict: str = "reached") -> dict[str, Any]:
    """An expert's view of a stage."""
    return {"no_conflict": True, "verdict": verdict, "note": "意见"}


def opinion(decision: str = "pass") -> dict[str, Any]:
    """An expert's opinion on a change."""
    return {"no_conflict": True, "decision": decision} | ({"note": "理由"} if decision != "pass" else {})
