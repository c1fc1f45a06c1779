"""Why an expert may not judge a proposal (D07): every reason, none weighed against another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from processes.kit import Record

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
    "declared": ("专家自行申报回避", "Declared by the expert"),
    "objected": ("申报单位申请回避并说明理由", "Objected to by the applicant with a reason"),
    "unavailable": ("登记为不可参加的时段", "Not available at the time"),
    "workload": ("在评项目已达上限", "Has as many reviews open as one may have"),
}
OBJECTIONS_MAX = 2


def facts_about(
    expert: Record,
    subjects: Sequence[Record],
    *,
    today: date,
    credit_active: bool = False,
    declared: bool = False,
    evaluated_as: Mapping[str, str] = {},
) -> dict[str, Any]:
    """What the table of conflicts looks at: one expert beside everything that he would judge together.

    evaluated_as: the number under which experts evaluated a need, by the need's own.
    """
    profile = expert.data
    units = {unit.get("uscc") for subject in subjects for unit in subject.data.get("units") or []} - {None}
    people = {name for subject in subjects for name in _people(subject.data)}
    directions = {_direction(subject.data) for subject in subjects}
    left = [job.get("until") or today for job in profile.get("jobs") or [] if job.get("uscc") in units]
    return {
        "expert": expert.key,
        "drawn_on": today,
        "same_unit": profile.get("uscc") in units,
        "unit_left": max(left, default=None),
        "controlled_unit": bool(units & set(profile.get("controlled_units") or [])),
        "co_project_on": _last(profile.get("co_projects"), people, today),
        "co_paper_on": _last(profile.get("co_papers"), people, today),
        "advisor": bool(people & set(profile.get("advisors") or [])),
        "kinship": bool(people & set(profile.get("relatives") or [])),
        "equity": bool(units & set(profile.get("equity_units") or [])),
        "own_proposal": any(_direction(own) in directions for own in profile.get("own_proposals") or []),
        "prepared_call": bool(_prepared_under(directions, evaluated_as) & set(profile.get("prepared") or [])),
        "credit_active": credit_active,
        "declared": declared,
        "objected": any(
            expert.key in list(subject.data.get("objected_experts") or [])[:OBJECTIONS_MAX] for subject in subjects
        ),
    }


def in_words(reasons: Iterable[str]) -> str:
    """The reasons as officers read them."""
    return "；".join(REASONS[reason][0] for reason in reasons)


def _direction(data: Mapping[str, Any]) -> tuple[Any, Any]:
    return data.get("direction") or data.get("need_id"), data.get("cycle_id")


def _prepared_under(directions: Iterable[tuple[Any, Any]], evaluated_as: Mapping[str, str]) -> set[Any]:
    """Directions and needs as an expert's record names what he has helped to prepare."""
    named = {direction for direction, _ in directions} - {None}
    return named | {evaluated_as[each] for each in named & evaluated_as.keys()}


def _people(proposal: Mapping[str, Any]) -> set[str]:
    leader = proposal.get("leader") or {}
    team = proposal.get("team") or []
    return {person["name"] for person in [leader, *team] if person.get("name")}


def _last(works: Sequence[Mapping[str, Any]] | None, people: set[str], today: date) -> date | None:
    """The day of the last work that was shared with one of them; one without a day still goes on."""
    return max((work.get("on") or today for work in works or [] if work.get("with") in people), default=None)
