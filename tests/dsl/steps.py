"""The long ways to where a scenario begins: a proposal that is filed, a review that is done, a project that runs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.dsl import answers
from tests.dsl.answers import AGREE, PASS
from tests.dsl.scenario import Scenario

OTHER = {"SH": "JS", "JS": "AH", "ZJ": "SH", "AH": "ZJ"}


def file_proposal(s: Scenario, region: str = "JS", regions: tuple[str, ...] | None = None, **more: Any) -> str:
    """A proposal that has reached the agency; its number."""
    title = more.setdefault("title", "示例项目")
    s.start("proposal", lead_unit="U-1", title=title, region=region, field="ai", origin="open", direction="方向一")
    key = s.keys("proposal")[-1]
    s.complete("fill_proposal", of=key, answers=answers.proposal(regions or (region, OTHER[region]), **more))
    s.complete("review_proposal", of=key, answers=PASS)
    return key if region == "SH" else s.complete("recommend", of=key, answers=PASS) and key


def pass_formal_check(s: Scenario, key: str) -> str:
    """The agency finds nothing."""
    s.complete("check_items", of=key).complete("second_check", of=key, agreed="agree")
    return key


def find_defects(s: Scenario, *codes: str) -> Scenario:
    """The agency finds these and agrees."""
    return s.complete("check_items", defects=list(codes)).complete("second_check", agreed="agree")


def experts(s: Scenario, count: int = 8, first: int = 0, **data: Any) -> None:
    """Experts of artificial intelligence, E-0 and so on."""
    for number in range(first, first + count):
        s.record("expert", f"E-{number}", **{"fields": ["ai"], "uscc": answers.uscc(100 + number), **data})


def draw_experts(s: Scenario, *keys: str, close: str = "2024-11-08", meeting: str = "2024-12-10") -> Scenario:
    """A session takes the proposals and draws five experts for their group, who accept."""
    s.start("review_session", answers=answers.session(close, meeting))
    s.wait_until(f"{close} 17:01").complete("group_proposals", answers=answers.groups(*keys))
    return accept_invitations(confirm_draw(s))


def confirm_draw(s: Scenario) -> Scenario:
    """The agency confirms the draw, and the supervisor has seen it."""
    return s.complete("confirm_draw", answers=PASS).complete("witness_draw", answers=PASS)


def accept_invitations(s: Scenario) -> Scenario:
    """Everybody who was drawn comes."""
    while s.open_of("answer_invitation"):
        s.complete("answer_invitation", reply="accept")
    return s


def score_all(s: Scenario, total: int = 86, of: str | None = None) -> Scenario:
    """Everybody who was asked accepts and gives the same marks."""
    while s.open_of("sign_commitment"):
        s.complete("sign_commitment", answers=answers.commitment())
    while s.open_of("score"):
        s.complete("score", answers=answers.score(total))
    return s


def settle(s: Scenario, *overrides: tuple[str, str], held_on: str = "2024-12-10") -> Scenario:
    """The panel meets and the four authorities confirm."""
    s.wait_until(f"{held_on} 09:00").complete("hold_panel", answers=answers.panel(held_on, *overrides))
    for _ in range(4):
        s.complete("confirm_ranking", answers=AGREE)
    return s


def agree_on_list(s: Scenario, *, published: str = "2024-12-16") -> Scenario:
    """Four votes of four and the task force's approval, on the day before the notice begins."""
    s.complete("propose_list", entries=[])
    for _ in range(4):
        s.complete("vote", answers=AGREE)
    return s.wait_until(f"{published} 09:00").complete("decide_in_force", answers=PASS)


def object_to(s: Scenario, key: str, notice: str = "LX-2024-1", **more: Any) -> str:
    """Somebody objects to a project of a notice; the number of the case."""
    s.start("supervision_case", answers=answers.objection(notice, key, **more))
    return s.keys("case")[-1]


def close_case(s: Scenario, outcome: str = "unfounded", of: str | None = None, **credit: Any) -> Scenario:
    """Investigated and decided; where it is upheld the unit accepts the decision."""
    s.complete("investigate", of=of, answers=answers.findings(outcome))
    s.complete("decide_case", of=of, answers=answers.decision(outcome, **credit))
    if outcome == "upheld":
        s.complete("file_appeal", of=of, decision="accept")
    return s


def award(s: Scenario, region: str = "JS", *, published: str = "2024-12-16", **more: Any) -> str:
    """From the first line to the published list; the proposal's number."""
    key = pass_formal_check(s, file_proposal(s, region, **more))
    experts(s)
    draw_experts(s, key)
    score_all(s)
    settle(s)
    agree_on_list(s, published=published)
    return key


def create_project(
    s: Scenario,
    region: str,
    *,
    start: str = "2025-06-01",
    end: str = "2027-05-31",
    notice: str = "2025-06-02",
    indicators: list[dict[str, Any]] | None = None,
    support: int = 3,
    total: int = 10,
    **proposed: Any,
) -> str:
    """An award becomes a project by its message; the support is 3 of 10 unless the story says otherwise."""
    starts, ends = date.fromisoformat(start), date.fromisoformat(end)
    s.record(
        "proposal",
        "SB-1",
        region=region,
        unit="U-1",
        units=answers.units((region, OTHER[region])),
        indicators=indicators or [],
        total=Decimal(total),
        **{"field": "ai", **proposed},
    )
    s.record(
        "project",
        "XM-1",
        region=region,
        unit="U-1",
        state="contracting",
        units=answers.units((region, OTHER[region])),
        field=proposed.get("field", "ai"),
        start_date=starts,
        end_date=ends,
        support=Decimal(support),
        total=Decimal(total),
    )
    s.publish(
        "project.create",
        "XM-1",
        project_id="XM-1",
        proposal_id="SB-1",
        title="示例项目",
        region=region,
        lead_unit="U-1",
        start_date=starts,
        end_date=ends,
        total=Decimal(total),
        support=Decimal(support),
        batch_id="LX-1",
        notice_date=date.fromisoformat(notice),
    )
    return "XM-1"


def make_contract(s: Scenario, region: str, *, copies: bool = True, **more: Any) -> Scenario:
    """Filled in, reviewed and signed, as that region does it."""
    s.complete("fill_contract", answers=answers.contract(**{"fiscal": 3, "own": 7, "start": "2025-06-01", "end": "2027-05-31", **more}))
    s.complete("review_in_unit", answers=PASS)
    if region != "SH":
        s.complete("endorse_contract", answers=PASS)
    s.complete("review_contract", answers=PASS)
    s.complete("sign_contract", answers=answers.signature()).complete("countersign", answers=answers.countersignature())
    if region == "AH" and copies:
        s.complete("receive_at_window", copies=6, received_on="2025-07-01", demand_first_payment=1000)
    return s


def run_project(s: Scenario, region: str, **dates: str) -> str:
    """A project under contract from June 2025 to May 2027."""
    key = create_project(s, region, **dates)
    if region == "ZJ":
        s.wait_until("2025-06-09 09:01")
    make_contract(s, region, **{name: day for name, day in dates.items() if name != "notice"})
    return key


def report_every_year(s: Scenario, *years: int) -> Scenario:
    """Reports in time, approved."""
    for year in years:
        s.wait_until(f"{year}-11-10 09:00").complete("fill_report", answers=answers.report(year)).complete("review_report", answers=PASS)
    return s


def ask_for_change(s: Scenario, kind: str, project: str = "XM-1", **more: Any) -> Scenario:
    """The lead unit asks for a change."""
    return s.start("change_request", project_id=project, kind=kind, reason="理由", **more)


def conclude(s: Scenario, region: str, **verdict: Any) -> Scenario:
    """From a request that was handed in to the confirmed conclusion."""
    if region in ("ZJ", "AH"):
        s.complete("endorse_acceptance", answers=PASS)
    seat_panel(s.complete("check_materials", answers=PASS)).complete("hold_meeting", answers=answers.meeting(**verdict))
    return s.complete("confirm_conclusion", confirmed=True)


def seat_panel(s: Scenario) -> Scenario:
    """Experts are drawn in the sight of two officers and come; more of them register where there are none."""
    if s.open_of("settle_shortage"):
        experts(s)
        s.complete("settle_shortage", shortage="again", shortage_note="已补充专家")
    return accept_invitations(confirm_draw(s))


def ask_for_payment(s: Scenario, tranche: int, amount: int, project: str = "XM-1") -> Scenario:
    """The lead unit asks for a tranche."""
    return s.start("disbursement", project_id=project, tranche=Decimal(tranche), amount=Decimal(amount))


def pay(s: Scenario, tranche: int, amount: int, on: str = "2025-07-10") -> Scenario:
    """A tranche is asked for, reviewed and paid."""
    ask_for_payment(s, tranche, amount).complete("review_payment", decision="pass", evidence_checked=True)
    return s.complete("transfer_money", answers=answers.transfer(amount, on))
