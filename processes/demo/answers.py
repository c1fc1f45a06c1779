"""What the people of the demo write into the forms."""

from __future__ import annotations

from datetime import date
from typing import Any

from processes.demo.cast import UNIT, name_of
from processes.demo.stories import Story, direction_of

AGREEMENT = "联合攻关合作协议（示例）.txt"
AGREEMENT_TEXT = "本文件为演示数据，仅用于展示附件。\nThis file is demo data.\n".encode()
PASS: dict[str, Any] = {"decision": "pass"}
_CRITERIA = {
    "strategy": 15,
    "innovation": 20,
    "feasibility": 15,
    "indicators": 15,
    "team": 15,
    "prospects": 10,
    "budget": 10,
}


def start(story: Story) -> dict[str, Any]:
    """The start form of a proposal."""
    return {"lead_unit": story.lead, "title": story.title, "field": story.field} | _origin(story)


def proposal(story: Story, *, with_agreements: bool = True) -> dict[str, Any]:
    """The proposal itself."""
    own = story.total - story.fiscal
    return (
        _origin(story)
        | _content(story)
        | {
            "title": story.title,
            "field": story.field,
            "keywords": "示例；联合攻关",
            "secrecy": "open",
            "mode": "jiebang" if story.need_id else "innovation_consortium",
            "start_date": story.starts.isoformat(),
            "end_date": story.ends.isoformat(),
            "leader": {
                "name": name_of(140 + story.chance("leader", 139))[0],
                "title": "正高级工程师",
                "id_type": "passport",
                "other_number": f"DEMO{story.chance('leader', 10**6):06d}",
                "birth_year": 1972 + story.chance("born", 18),
                "running_projects": story.chance("running", 3),
            },
            "team": [
                {
                    "name": name_of(140 + story.chance(f"member {unit}", 139))[0],
                    "unit": UNIT[unit].name,
                    "task": "关键技术研究",
                }
                for unit in _all(story)
            ],
            "units": units(story, with_agreements),
            "central_guidance": story.fiscal,
            "province_municipal": 0,
            "city_county": 0,
            "lead_self": own * 3 // 4,
            "partner_self": own - own * 3 // 4,
            "other_funds": 0,
            "lump_sum": "lump_sum",
            "commitment": True,
        }
    )


def _origin(story: Story) -> dict[str, Any]:
    if story.need_id:
        return {"origin": "reserve", "need_id": story.need_id}
    return {"origin": "open", "direction": direction_of(story.field)}


def _all(story: Story) -> list[str]:
    return [story.lead, *story.partners]


def units(story: Story, with_agreements: bool = True) -> list[dict[str, Any]]:
    """Everybody who takes part, the lead unit first."""
    rows = []
    for place, key in enumerate(_all(story)):
        unit = UNIT[key]
        region = "other" if story.plan == "incurable" and place == 0 else unit.region
        row: dict[str, Any] = {"name": unit.name, "uscc": unit.uscc, "region": region, "kind": unit.kind}
        if place == 0:
            row |= {"role": "lead", "fund_share": story.total * 7 // 10, "application_side": True}
        else:
            row |= {
                "role": "sub_topic" if place == 1 else "participant",
                "fund_share": story.total // 10,
                "solver": place == 1 and bool(story.need_id),
            }
            row |= {"agreement": [f"file:{AGREEMENT}"]} if with_agreements else {}
        if place == 1:
            row["technical_contract"] = story.total // 8
        rows.append(row)
    return rows


def _content(story: Story) -> dict[str, Any]:
    return {
        "research": f"围绕“{story.title}”，突破核心工艺与关键部件，形成可验证的样机（示例内容）。",
        "route": "需求分析—关键技术攻关—样机研制—应用验证（示例内容）。",
        "cross_region_reason": "上下游分处三省一市，须联合验证。",
        "indicators": indicators(story),
        "risks": "供应链与工艺稳定性风险，已列应对措施。",
        "ip": "按贡献共有，应用端优先实施。",
        "application_scene": "牵头单位产线及合作医院、园区（示例）。",
        "benefits": "达产后预计年新增产值数千万元（示例）。",
    }


def indicators(story: Story) -> list[dict[str, Any]]:
    """What the project promises."""
    value = 90 + story.chance("target", 9)
    return [
        {
            "name": "核心性能指标",
            "level": "core",
            "target": f"≥{value}%",
            "target_value": value,
            "better": "higher",
            "unit": "%",
            "test_method": "第三方检测",
            "yearly": "—",
        },
        {
            "name": "发明专利申请",
            "level": "other",
            "target": "≥6件",
            "target_value": 6,
            "better": "higher",
            "unit": "件",
            "test_method": "受理通知书",
            "yearly": "每年2件",
        },
    ]


def score(story: Story, shift: int) -> dict[str, Any]:
    """An expert's marks, near the mean of the story."""
    total = story.mean + shift
    given = {name: most * total // 100 for name, most in _CRITERIA.items()}
    for name, most in _CRITERIA.items():
        given[name] += min(most - given[name], total - sum(given.values()))
    support = "priority" if total >= 88 else "support" if total >= 60 else "not_supported"
    return given | {
        "recommendation": support,
        "comment": "技术路线清晰，指标可考核；建议细化应用验证安排（示例意见）。",
    }


def commitment(reply: str = "accept", conflict: str = "none") -> dict[str, Any]:
    """An expert's commitment."""
    given = {"conflict": conflict, "confidential": True, "no_solicitation": True, "reply": reply}
    return given | ({} if conflict == "none" else {"conflict_detail": "近三年与申报团队有合作（示例）。"})


def contract(story: Story, support: int) -> dict[str, Any]:
    """The contract and task book."""
    own = story.total - support
    years = range(story.starts.year, story.ends.year + 1)
    return {
        "party_b": UNIT[story.lead].name,
        "party_c": UNIT[story.partners[0]].name,
        "start_date": story.starts.isoformat(),
        "end_date": story.ends.isoformat(),
        "unit_tasks": [{"unit": UNIT[unit].name, "task": "按任务书分工承担研究任务"} for unit in _all(story)],
        "indicators": [{name: each[name] for name in each if name != "unit"} for each in indicators(story)],
        "fiscal": support,
        "own": own,
        "other_funds": 0,
        "yearly_funds": [
            {"year": year, "fiscal_part": support // len(years), "own_part": own // len(years)} for year in years
        ],
        "tranches": [
            {"number": 1, "amount": support // 2, "kind": "signed", "condition": "合同签订后"},
            {"number": 2, "amount": support - support // 2, "kind": "acceptance", "condition": "验收通过后"},
        ],
        "technical_contracts": [
            {
                "solver": UNIT[story.partners[0]].name,
                "number": f"JS{story.chance('tech', 10**8):08d}",
                "contract_amount": story.total // 8,
            }
        ],
        "ip": "按贡献共有。",
        "breach": "按合同约定承担违约责任。",
    }


def payment(story: Story, tranche: int) -> dict[str, Any]:
    """The application for a tranche."""
    return {
        "tranche": tranche,
        "amount": story.fiscal // 2,
        "evidence_note": "合同约定的拨付条件已具备（示例）。",
        "bank_name": "示例银行",
        "bank_account": f"DEMO{story.chance('account', 10**8):08d}",
    }


def report(story: Story, year: int) -> dict[str, Any]:
    """An annual report."""
    return {
        "period_from": f"{year}-01-01",
        "period_to": f"{year}-11-15",
        "progress": [
            {
                "sub_topic": "课题一",
                "percent": 35 + story.chance("percent", 40),
                "indicator_values": "核心性能指标达到阶段目标",
            }
        ],
        "funds": {
            "fiscal_received": story.fiscal // 2,
            "fiscal_spent": story.fiscal // 3,
            "own_received": story.total // 3,
            "own_spent": story.total // 4,
        },
        "results": "完成样机设计，申请发明专利两件（示例）。",
        "coordination": "每月召开联合例会。",
        "next_year": "开展应用验证。",
        "self_check": {"ledger": "yes", "use": "yes"},
        "integrity": True,
    }


def payments(story: Story, percent: int) -> list[dict[str, Any]]:
    """What the lead unit has paid to its solver."""
    amount = story.total // 8
    return [{"unit": UNIT[story.partners[0]].name, "contract_amount": amount, "paid": amount * percent // 100}]


def preparation(story: Story, percent: int, planned_on: date) -> dict[str, Any]:
    """The preparation of acceptance."""
    return {
        "solver_payments": payments(story, percent),
        "audit_kind": "external",
        "sci_report_no": _sci_report(story),
        "planned_on": planned_on.isoformat(),
    }


def acceptance(story: Story) -> dict[str, Any]:
    """The request for acceptance."""
    return {
        "results": [{"name": each["name"], "target": each["target"], "actual": "达到"} for each in indicators(story)],
        "innovation": "形成自主工艺包（示例）。",
        "transfer": "已在牵头单位产线应用。",
        "contribution": "带动上下游协同。",
        "solver_payments": payments(story, 85),
        "audit_kind": "external",
        "sci_report_no": _sci_report(story),
        "surplus": 0,
        "summary": "项目按任务书完成研究内容（示例总结）。",
    }


def meeting(
    story: Story, held_on: date, *, core: bool = True, others: bool = True, diligent: bool = True
) -> dict[str, Any]:
    """The acceptance meeting."""
    met = {"core": core, "other": others}
    return {
        "held_on": held_on.isoformat(),
        "experts": [{"name": f"验收专家{part}", "unit": "示例单位"} for part in "甲乙丙丁戊"],
        "verdicts": [
            {"name": each["name"], "level": each["level"], "met": "yes" if met[each["level"]] else "no"}
            for each in indicators(story)
        ],
        "documents_complete": "yes" if others else "no",
        "false_material": "no",
        "diligent": "yes" if diligent else "no",
        "panel_vote": "accepted" if core and others else "failed",
        "innovation_score": 86,
        "transfer_score": 84,
        "contribution_score": 85,
        "opinion": "专家组听取汇报并质询后形成意见（示例）。",
        "rectification_items": "" if others else "补充专利受理证明，完善科技报告。",
    }


def _sci_report(story: Story) -> str:
    return f"KJBG-{story.chance('report', 10**6):06d}"
