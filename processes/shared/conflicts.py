"""Why an expert may not judge a proposal (D07): every reason, none weighed against another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

REASONS = {
    "same_unit": ("现为承担单位人员", "Belongs to one of the units"),
    "recent_unit": ("追溯期内曾在承担单位任职", "Belonged to one of the units within the look-back"),
    "controlled_unit": (
        "所在单位与承担单位有控股关系",
        "The expert's unit controls or is controlled by one of the units",
    ),
    "co_project": ("追溯期内与团队成员共同承担项目", "Shared a project within the look-back"),
    "co_paper": ("追溯期内与团队成员合作发表论文", "Shared a paper within the look-back"),
    "advisor": ("与团队成员有师生关系", "Advisor or student of a team member"),
    "kinship": ("与团队成员有亲属关系", "Related to a team member"),
    "equity": ("在承担单位持股或任顾问", "Holds equity in or advises one of the units"),
    "own_proposal": ("同年同方向有申报项目", "Has a proposal in the same direction and year"),
    "prepared_call": ("参与需求评估或指南编制", "Took part in the need evaluation or the guideline"),
    "credit": ("存在有效的失信记录", "Has an active credit entry"),
    "objected": ("申报单位申请回避并说明理由", "Objected to by the applicant with a reason"),
}
OBJECTIONS_MAX = 2


def conflicts(
    expert: str, profile: Mapping[str, Any], proposal: Mapping[str, Any], *, since: date, banned: bool = False
) -> list[str]:
    """The reasons, in the order of the table; since is the first day of the look-back."""
    units = {unit.get("uscc") for unit in proposal.get("units") or []} - {None}
    people = _people(proposal)
    direction = (proposal.get("direction") or proposal.get("need_id"), proposal.get("cycle_id"))
    found = {
        "same_unit": profile.get("uscc") in units,
        "recent_unit": any(
            job.get("uscc") in units and _within(job.get("until"), since) for job in profile.get("jobs") or []
        ),
        "controlled_unit": bool(units & set(profile.get("controlled_units") or [])),
        "co_project": _shared(profile.get("co_projects"), people, since),
        "co_paper": _shared(profile.get("co_papers"), people, since),
        "advisor": _knows(profile.get("advisors"), people),
        "kinship": _knows(profile.get("relatives"), people),
        "equity": bool(units & set(profile.get("equity_units") or [])),
        "own_proposal": any(
            (own.get("direction"), own.get("cycle_id")) == direction for own in profile.get("own_proposals") or []
        ),
        "prepared_call": bool({direction[0]} & set(profile.get("prepared") or []) - {None}),
        "credit": banned,
        "objected": expert in list(proposal.get("objected_experts") or [])[:OBJECTIONS_MAX],
    }
    return [reason for reason in REASONS if found[reason]]


def _people(proposal: Mapping[str, Any]) -> set[str]:
    leader = proposal.get("leader") or {}
    team = proposal.get("team") or []
    return {person["name"] for person in [leader, *team] if person.get("name")}


def _within(day: date | None, since: date) -> bool:
    return day is None or day >= since


def _shared(works: Sequence[Mapping[str, Any]] | None, people: set[str], since: date) -> bool:
    return any(work.get("with") in people and _within(work.get("on"), since) for work in works or [])


def _knows(names: Iterable[str] | None, people: set[str]) -> bool:
    return bool(people & set(names or []))
