"""The operation of a cancellation: make sure that there is a session to call off."""

from __future__ import annotations

from processes.kit import JobFailed, Ports, operation
from processes.programme import RECORD_TYPES
from processes.session_cancellation.data import Cancellation


@operation(takes=Cancellation)
def note_cancellation(cancellation: Cancellation, ports: Ports) -> None:
    """Keep the reason with the session; one that has ended cannot be called off."""
    session = ports.records.get("session", cancellation.session_id)
    if session is None or session.state in RECORD_TYPES["session"].ended:
        raise JobFailed(f"no running session {cancellation.session_id}")
    ports.records.update(
        "session", cancellation.session_id, data={"cancel_reason": cancellation.reason}, reason="提出取消会次"
    )
