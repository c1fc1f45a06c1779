"""Operation of a redirection: note the direction."""

from __future__ import annotations

from processes.kit import Ports, operation
from processes.proposal_redirection.data import Redirected


@operation(takes=Redirected)
def keep_direction(redirected: Redirected, ports: Ports) -> None:
    """Note the direction of the guideline under which the proposal goes on."""
    ports.records.update(
        "proposal", redirected.proposal_id, data={"direction": redirected.direction}, reason="按指南方向继续申报"
    )
