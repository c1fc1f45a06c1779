"""Operations of one evaluation: it counts, or it does not."""

from __future__ import annotations

from typing import Any

from processes.kit import Ports, operation
from processes.need_opinion.data import Opinion
from processes.shared.experts import note_prepared


@operation(takes=Opinion)
def note_opinion(opinion: Opinion, ports: Ports) -> dict[str, Any]:
    """Note that the evaluation counts; from now on it is locked."""
    _note(opinion, ports, "valid", "提交评估")
    ports.documents.issue(
        "need_opinion", record=("evaluation", opinion.key), values={"title": opinion.title}, signed_in=("evaluate_need",)
    )
    note_prepared(ports, opinion.expert, [opinion.brief_id or opinion.need_id])
    return {"opinion": "valid"}


@operation(takes=Opinion)
def note_abstained(opinion: Opinion, ports: Ports) -> dict[str, Any]:
    """Note that no evaluation came from here: the expert stood aside or let the day pass."""
    _note(opinion, ports, "missed", "回避或逾期")
    return {"opinion": "missed"}


def _note(opinion: Opinion, ports: Ports, state: str, reason: str) -> None:
    ports.records.create("evaluation", opinion.key, title=opinion.title, state="assigned", data=opinion.identity)
    ports.records.update("evaluation", opinion.key, state=state, data=opinion.identity, reason=reason)
