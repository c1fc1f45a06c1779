"""The operation of an appeal: serve the decision on it."""

from __future__ import annotations

from processes.appeal.data import Appeal
from processes.kit import Ports, operation

OUTCOMES = {"stands": ("维持原决定", "the decision stands"), "overturned": ("撤销原决定", "the decision is overturned")}


@operation(takes=Appeal)
def serve_appeal(appeal: Appeal, ports: Ports) -> None:
    """Serve the decision on the appeal; there is no further one (Q27)."""
    zh, en = OUTCOMES[appeal.appeal_outcome]
    values = {"title": appeal.appeal_title, "outcome": zh, "outcome_en": en, "reason": appeal.appeal_reason}
    if appeal.subject_unit:
        ports.notices.send("appeal_decided", values, unit=appeal.subject_unit)
    if appeal.subject_person:
        ports.notices.send("appeal_decided", values, person=appeal.subject_person)
