"""Operations on the way into a session: find one, wait for one, lapse."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from processes.kit import SHANGHAI, Ports, operation
from processes.session_entry.data import Accepted
from processes.shared.sessions import sessions_of


@operation(takes=Accepted)
def find_session(accepted: Accepted, ports: Ports) -> dict[str, Any]:
    """Look for a session that still takes proposals, and count those of the year (article 15)."""
    of_the_year = sessions_of(ports, str(ports.today().year))
    opened = [each for each in ports.records.find("session", state="open") if each.data["intake_close"] >= ports.now()]
    first = min(opened, key=lambda each: each.data["intake_close"], default=None)
    return {
        "session_id": first.key if first else None,
        "entered": True,
        "sessions_used": Decimal(len(of_the_year)),
        "sessions_max": ports.parameters["review_sessions_max"].value,
        "next_planned": any(each.state == "planned" for each in of_the_year),
    }


@operation(takes=Accepted)
def wait_for_session(accepted: Accepted, ports: Ports) -> dict[str, Any]:
    """Keep the proposal for the next session; its acceptance stays valid for a year."""
    since = accepted.formal_at.astimezone(SHANGHAI).date() if accepted.formal_at else ports.today()
    valid_until = ports.calendar.add_months(since, int(ports.parameters["session_validity"].value))
    ports.records.update(
        "proposal",
        accepted.proposal_id,
        state="waiting_session",
        reason="等待评审会次",
        data={"valid_until": valid_until},
    )
    ports.notices.send(
        "proposal_waiting",
        unit=accepted.lead_unit,
        values={"proposal_id": accepted.proposal_id, "title": accepted.title, "valid_until": valid_until},
    )
    return {"valid_until": valid_until}


@operation(takes=Accepted)
def lapse(accepted: Accepted, ports: Ports) -> dict[str, Any]:
    """Note that the acceptance ran out before any session took the proposal."""
    ports.records.update("proposal", accepted.proposal_id, state="lapsed", reason="受理结论失效")
    ports.notices.send(
        "proposal_lapsed", {"proposal_id": accepted.proposal_id, "title": accepted.title}, unit=accepted.lead_unit
    )
    return {"entered": False}
