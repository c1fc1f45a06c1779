"""What applicants may read of their review: the comments meant for them, without anything that says who wrote them (Q28)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from processes.kit import Ports, Record
from processes.shared.scores import scores_of, valid_scores

LEFT_OUT = "〔略〕"
SHORTEST = 2  # a single character is no name; it would be taken out of every other word


def comments_of(ports: Ports, session_id: str, proposals: Sequence[str]) -> list[dict[str, Any]]:
    """The comments of the valid scores, cleaned, for the agency to edit; their order says nothing of the experts."""
    names = names_of(ports, session_id, proposals)
    return [
        {"proposal_id": proposal_id, "comment": comment}
        for proposal_id in proposals
        for comment in sorted(
            cleaned(each.data["comment"], names)
            for each in valid_scores(ports, session_id, proposal_id)
            if each.data.get("comment")
        )
    ]


def released(feedback: Iterable[Mapping[str, Any]], proposal_id: str, names: Sequence[str]) -> list[str]:
    """What the agency passes on to one applicant; names that were overlooked are taken out here."""
    return [cleaned(each["comment"], names) for each in feedback if each["proposal_id"] == proposal_id]


def cleaned(comment: str, names: Sequence[str]) -> str:
    """A comment without these names."""
    for name in names:
        comment = comment.replace(name, LEFT_OUT)
    return comment


def names_of(ports: Ports, session_id: str, proposals: Iterable[str]) -> list[str]:
    """Names, accounts and units of everybody who was asked in a session, the longest first."""
    asked = {each.data["expert"] for key in proposals for each in scores_of(ports, session_id, key)}
    known = [ports.records.get("expert", expert) for expert in sorted(asked)]
    names = asked | {name for record in known if record for name in _names(record)}
    return sorted((name for name in names if len(name) >= SHORTEST), key=lambda name: (-len(name), name))


def _names(expert: Record) -> set[str]:
    return {str(name) for name in (expert.title, expert.data.get("name"), expert.data.get("unit_name")) if name}
