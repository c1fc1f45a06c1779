"""Operations of a review session: open it, and call it off."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from processes.kit import Ports, operation
from processes.review_session.data import Plan, Session
from processes.shared.sessions import sessions_of


@operation(takes=Plan)
def open_session(plan: Plan, ports: Ports) -> dict[str, Any]:
    """Open a review session; one beyond the yearly limit is only planned until the task force agrees (article 15)."""
    year = str(plan.intake_close.year)
    of_the_year = sessions_of(ports, year)
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
        "sessions_used": Decimal(used),
        "sessions_max": allowed,
        "authorities": ports.programme.authorities,
        "batch_id": f"LX-{session_id}",
    }


@operation(takes=Session)
def note_decision(session: Session, ports: Ports) -> None:
    """Open a session beyond the yearly limit with the consent of the task force, or note that it did not agree."""
    if session.session_approved:
        ports.records.update("session", session.session_id, state="open", reason="工作专班同意增开")
    else:
        ports.records.update("session", session.session_id, state="refused", reason="未同意增开会次")


@operation(takes=Session)
def cancel_session(session: Session, ports: Ports) -> dict[str, Any]:
    """Call the session off: its proposals wait for the next one, and scores given so far count for nothing."""
    known = ports.records.get("session", session.session_id)
    proposals = (known.data.get("proposals") if known else None) or []
    why = {"cancel_reason": session.cancellation.get("reason"), "postponed": proposals}
    ports.records.update("session", session.session_id, state="cancelled", data=why, reason="会次取消")
    for score in ports.records.find("score", session_id=session.session_id):
        if score.state != "revoked":
            ports.records.update("score", score.key, state="revoked", reason="会次取消")
    return {
        "results": [{"proposal_id": each, "tier": "postponed", "mean": None, "rank": None} for each in proposals]
    }
