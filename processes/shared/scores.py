"""Scores of a session: one record for each expert and proposal, kept as the expert's history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from processes.kit import Ports, Record


def score_key(session_id: str, proposal_id: str, expert: str) -> str:
    """The key of one expert's turn at one proposal."""
    return f"{session_id}/{proposal_id}/{expert}"


def assign(ports: Ports, session_id: str, proposal: Record, expert: str) -> dict[str, Any]:
    """Give a proposal to an expert."""
    identity = {"session_id": session_id, "proposal_id": proposal.key, "expert": expert}
    key = score_key(session_id, proposal.key, expert)
    ports.records.create("score", key, title=proposal.title, state="assigned", data=identity)
    return {"proposal_id": proposal.key, "title": proposal.title, "expert": expert, "committed": False}


def scores_of(ports: Ports, session_id: str, proposal_id: str) -> Sequence[Record]:
    """Everybody who was asked about a proposal in a session."""
    return ports.records.find("score", session_id=session_id, proposal_id=proposal_id)


def valid_scores(ports: Ports, session_id: str, proposal_id: str) -> list[Record]:
    """The scores that count."""
    return [each for each in scores_of(ports, session_id, proposal_id) if each.state == "valid"]


def summary(proposal: Record) -> dict[str, Any]:
    """What lists of proposals show."""
    return {
        "proposal_id": proposal.key,
        "title": proposal.title,
        "region": proposal.region,
        "lead_unit": proposal.unit,
        "field": proposal.data.get("field"),
        "total": proposal.data.get("total"),
        "requested": proposal.data.get("requested_fiscal"),
    }
