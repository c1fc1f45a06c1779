"""Operations of a review session: open, collect, draw, count, rank and settle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from processes.kit import JobFailed, Ports, Record, operation
from processes.review_session.data import Panel, Plan, Session
from processes.review_session.ranking import outcome_of, standing
from processes.shared.draw import Draw, draw


@operation(takes=Plan)
def open_session(plan: Plan, ports: Ports) -> dict[str, Any]:
    """Open a review session; one beyond the yearly limit is only planned until the task force agrees (article 15)."""
    year = str(plan.intake_close.year)
    of_the_year = [each for each in ports.records.find("session", year=year) if each.state != "refused"]
    session_id = plan.session_id or f"{year}-{ports.numbers.next(f'HC-{year}')}"
    used = len({each.key for each in of_the_year} | {session_id})
    allowed = ports.parameters["review_sessions_max"].value
    title = plan.title or f"{session_id} 评审会次"
    ports.records.create(
        "session",
        session_id,
        title=title,
        state="open" if used <= allowed else "planned",
        data={"year": year, "intake_close": plan.intake_close, "meeting_date": plan.meeting_date},
    )
    return {
        "session_id": session_id,
        "title": title,
        "proposals": [],
        "sessions_used": Decimal(used),
        "sessions_max": allowed,
        "authorities": ports.programme.authorities,
        "batch_id": f"LX-{session_id}",
    }


@operation(takes=Session)
def admit_session(session: Session, ports: Ports) -> None:
    """Open a session beyond the yearly limit, with the consent of the task force."""
    ports.records.update("session", session.session_id, state="open", reason="工作专班同意增开")


@operation(takes=Session)
def refuse_session(session: Session, ports: Ports) -> None:
    """Note that the task force did not agree to another session."""
    ports.records.update("session", session.session_id, state="refused", reason="未同意增开会次")


@operation(takes=Session)
def gather_proposals(session: Session, ports: Ports) -> dict[str, Any]:
    """Close the intake and list what has come in."""
    proposals = list(dict.fromkeys(session.proposals))
    ports.records.update(
        "session", session.session_id, state="reviewing", data={"proposals": proposals}, reason="收件截止"
    )
    for proposal_id in proposals:
        ports.records.update(
            "proposal", proposal_id, state="in_review", data={"session_id": session.session_id}, reason="进入评审"
        )
    listed = [_summary(_proposal(ports, proposal_id)) for proposal_id in proposals]
    return {"proposals": proposals, "listed_proposals": listed, "review_rounds": Decimal(0), "draws": Decimal(0)}


@operation(takes=Session)
def draw_experts(session: Session, ports: Ports) -> dict[str, Any]:
    """Draw experts for every proposal, leaving out conflicts of interest; the seed is recorded (article 15)."""
    count = int(session.experts_each or ports.parameters["experts_per_proposal"].value)
    turn = session.draws + 1
    _begin_draw(ports, session)
    assignments = []
    for proposal_id in session.proposals:
        proposal = _proposal(ports, proposal_id)
        made = draw(ports, proposal, seed=f"{session.session_id}/{proposal_id}/{turn}", count=count)
        _record_draw(ports, session.session_id, proposal_id, made)
        assignments += [_assignment(proposal, expert) for expert in made.drawn]
    return {"assignments": assignments, "draws": turn, "reviews": []}


@operation(takes=Session)
def count_scores(session: Session, ports: Ports) -> dict[str, Any]:
    """Count the valid scores of each proposal and name those that have too few."""
    least = ports.parameters["valid_scores_min"].value
    short = [each for each in session.proposals if len(valid_scores(ports, session.session_id, each)) < least]
    return {"short": short, "review_rounds": session.review_rounds + 1}


@operation(takes=Session)
def extend_review(session: Session, ports: Ports) -> dict[str, Any]:
    """Draw substitutes where scores are missing, else give the same experts more time; once."""
    wanted = int(ports.parameters["experts_per_proposal"].value)
    assignments = []
    for proposal_id in session.short:
        proposal = _proposal(ports, proposal_id)
        asked = {each.data["expert"]: each for each in _scores(ports, session.session_id, proposal_id)}
        missing = wanted - sum(1 for each in asked.values() if each.state == "valid")
        made = draw(ports, proposal, seed=f"{session.session_id}/{proposal_id}/extension", count=missing, already=asked)
        _record_draw(ports, session.session_id, proposal_id, made)
        again = [expert for expert, each in sorted(asked.items()) if each.state == "missed"][
            : missing - len(made.drawn)
        ]
        assignments += [_assignment(proposal, expert) for expert in [*made.drawn, *again]]
    days = int(ports.parameters["review_extension"].value)
    return {"assignments": assignments, "reviews": [], "review_due": ports.calendar.deadline(ports.today(), days)}


@operation(takes=Session)
def postpone_proposals(session: Session, ports: Ports) -> dict[str, Any]:
    """Move proposals that still lack scores to the next session."""
    return {"postponed": list(session.short)}


@operation(takes=Session)
def rank_proposals(session: Session, ports: Ports) -> dict[str, Any]:
    """Rank the proposals by their mean and mark those on which the experts disagree (D08)."""
    entries = []
    for proposal_id in session.proposals:
        scores = valid_scores(ports, session.session_id, proposal_id)
        if proposal_id in session.postponed or not scores:
            continue
        found = standing(
            [each.data["total"] for each in scores], [each.data["recommendation"] for each in scores], ports.parameters
        )
        entries.append(_summary(_proposal(ports, proposal_id)) | vars(found))
    entries.sort(key=lambda entry: (-entry["mean"], entry["deviation"], entry["proposal_id"]))
    ranking = [entry | {"rank": Decimal(place)} for place, entry in enumerate(entries, start=1)]
    ports.records.update("session", session.session_id, state="ranked", data={"ranking": ranking}, reason="计算排序")
    return {"ranking": ranking, "postponed": list(session.postponed)}


@operation(takes=Panel)
def settle_ranking(panel: Panel, ports: Ports) -> dict[str, Any]:
    """Settle the results after the panel, and name the candidates for the award."""
    changed = {each["proposal_id"]: each for each in panel.overrides}
    results = [
        dict(entry) | {"tier": outcome_of(changed.get(entry["proposal_id"], entry)["tier"])} for entry in panel.ranking
    ]
    states = {"proposed": "ranked", "reserve": "reserve_list", "not_supported": "not_approved"}
    for entry in results:
        ports.records.update(
            "proposal",
            entry["proposal_id"],
            state=states[entry["tier"]],
            reason="评审结果",
            data={"mean": entry["mean"], "rank": entry["rank"], "tier": entry["tier"]},
        )
        if entry["tier"] == "not_supported":
            named = {"proposal_id": entry["proposal_id"], "title": entry["title"]}
            ports.notices.send(
                "award_rejected",
                named | {"reason": "评审未予支持", "reason_en": "not supported by the review"},
                unit=entry["lead_unit"],
            )
    later = [{"proposal_id": each, "tier": "postponed", "mean": None, "rank": None} for each in panel.postponed]
    ports.records.update(
        "session",
        panel.session_id,
        state="closed",
        reason="评审结束",
        data={"minutes": panel.minutes, "overrides": list(panel.overrides), "postponed": list(panel.postponed)},
    )
    return {
        "results": [*results, *later],
        "candidates": [entry for entry in results if entry["tier"] != "not_supported"],
    }


def valid_scores(ports: Ports, session_id: str, proposal_id: str) -> list[Record]:
    """The scores that count."""
    return [each for each in _scores(ports, session_id, proposal_id) if each.state == "valid"]


def _scores(ports: Ports, session_id: str, proposal_id: str) -> Sequence[Record]:
    return ports.records.find("score", session_id=session_id, proposal_id=proposal_id)


def _begin_draw(ports: Ports, session: Session) -> None:
    """Keep the groups, and void what an earlier draw that was not confirmed had drawn."""
    known = ports.records.get("session", session.session_id)
    log = (known.data.get("draw_log") if known else None) or []
    voided = [dict(entry) | {"void": True} for entry in log]
    ports.records.update(
        "session", session.session_id, data={"groups": list(session.groups), "draw_log": voided}, reason="抽取专家"
    )


def _record_draw(ports: Ports, session_id: str, proposal_id: str, made: Draw) -> None:
    session = ports.records.get("session", session_id)
    known = (session.data.get("draw_log") if session else None) or []
    entry = {"proposal_id": proposal_id} | made.as_data()
    if entry not in known:
        ports.records.update("session", session_id, data={"draw_log": [*known, entry]}, reason="抽取专家")


def _assignment(proposal: Record, expert: str) -> dict[str, Any]:
    return {"proposal_id": proposal.key, "title": proposal.title, "expert": expert}


def _summary(proposal: Record) -> dict[str, Any]:
    data: Mapping[str, Any] = proposal.data
    return {
        "proposal_id": proposal.key,
        "title": proposal.title,
        "region": proposal.region,
        "lead_unit": proposal.unit,
        "field": data.get("field"),
        "total": data.get("total"),
        "requested": data.get("requested_fiscal"),
    }


def _proposal(ports: Ports, proposal_id: str) -> Record:
    found = ports.records.get("proposal", proposal_id)
    if found is None:
        raise JobFailed(f"no proposal {proposal_id}")
    return found
