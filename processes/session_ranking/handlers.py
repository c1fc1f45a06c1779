"""Operations of the ranking: tally, rank, reopen a score for the panel's chair, and settle the results."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from processes.kit import JobFailed, Ports, operation
from processes.session_ranking.data import Panel
from processes.session_ranking.feedback import comments_of, names_of, released
from processes.session_ranking.ranking import outcome_of, standing
from processes.shared.scores import scores_of, summary, valid_scores

REOPENED = ("valid", "missed")


@operation(takes=Panel)
def tally_scores(panel: Panel, ports: Ports) -> dict[str, Any]:
    """Tally the valid scores of each proposal, and gather what the experts tell the applicants."""
    standings = []
    for proposal_id in panel.proposals:
        scores = valid_scores(ports, panel.session_id, proposal_id)
        if proposal_id in panel.postponed or not scores:
            continue
        found = standing([each.data["total"] for each in scores], [each.data["recommendation"] for each in scores])
        standings.append(summary(ports.record("proposal", proposal_id)) | vars(found))
    return {
        "standings": standings,
        "tiers": [],
        "discussions": [],
        "reopenable": _reopenable(panel, ports),
        "feedback": comments_of(ports, panel.session_id, [each["proposal_id"] for each in standings]),
    }


@operation(takes=Panel)
def rank_proposals(panel: Panel, ports: Ports) -> dict[str, Any]:
    """Rank the proposals by their mean and mark those on which the experts disagree (D08)."""
    entries = [
        dict(entry) | {"tier": tier, "discuss": discuss}
        for entry, tier, discuss in zip(panel.standings, panel.tiers, panel.discussions, strict=True)
    ]
    entries.sort(key=lambda entry: (-entry["mean"], entry["deviation"], entry["proposal_id"]))
    ranking = [entry | {"rank": Decimal(place)} for place, entry in enumerate(entries, start=1)]
    ports.records.update("session", panel.session_id, state="ranked", data={"ranking": ranking}, reason="计算排序")
    return {"ranking": ranking}


@operation(takes=Panel)
def reopen_scores(panel: Panel, ports: Ports) -> dict[str, Any]:
    """Reopen scores for the chair of the panel; the reason is kept with the score."""
    assignments = []
    for each in panel.reopened:
        known = ports.records.get("score", each["score"])
        if known is None:
            raise JobFailed(f"no score {each['score']} to reopen")
        why = {"reopened_reason": each["reason"], "reopened_at": ports.now()}
        ports.records.update("score", known.key, state="committed", data=why, reason="重开评分")
        named = {"proposal_id": known.data["proposal_id"], "title": known.title, "expert": known.data["expert"]}
        assignments.append(named | {"committed": known.data.get("commitment") is not None})
    due = ports.calendar.deadline(ports.today(), int(ports.parameters["review_extension"].value))
    return {"assignments": assignments, "reviews": [], "reopened": [], "review_due": due}


@operation(takes=Panel)
def settle_ranking(panel: Panel, ports: Ports) -> dict[str, Any]:
    """Settle the results after the panel, keep the cleaned comments, and name the candidates for the award."""
    changed = {each["proposal_id"]: each for each in panel.overrides}
    results = [
        dict(entry) | {"tier": outcome_of(changed.get(entry["proposal_id"], entry)["tier"])} for entry in panel.ranking
    ]
    names = names_of(ports, panel.session_id, panel.proposals)
    states = {"proposed": "ranked", "reserve": "reserve_list", "not_supported": "not_approved"}
    for entry in results:
        ports.records.update(
            "proposal",
            entry["proposal_id"],
            state=states[entry["tier"]],
            reason="评审结果",
            data={
                "mean": entry["mean"],
                "rank": entry["rank"],
                "tier": entry["tier"],
                "comments": released(panel.feedback, entry["proposal_id"], names),
            },
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
    ports.documents.issue(
        "ranking", record=("session", panel.session_id), values={"results": results}, signed_in=("hold_panel", "confirm_ranking")
    )
    return {
        "results": [*results, *later],
        "candidates": [entry for entry in results if entry["tier"] != "not_supported"],
    }


def _reopenable(panel: Panel, ports: Ports) -> list[dict[str, Any]]:
    """The scores that the chair of the panel may reopen: those that count, and those that were missed."""
    scores = (each for key in panel.proposals for each in scores_of(ports, panel.session_id, key))
    return [
        {"score": each.key, "label": f"{each.title} {each.data['expert']}"} for each in scores if each.state in REOPENED
    ]
