"""Operations of a rule set: read it, warn, note what follows, end it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from processes.kit import JobFailed, Ports, midnight, morning, operation
from processes.rule_set.data import Watched

TOLD = ("task_force", "promotion_group")


@operation(takes=Watched)
def read_rule_set(watched: Watched, ports: Ports) -> dict[str, Any]:
    """Read from when to when it holds, and when to warn; a warning on a day off comes on the next working day."""
    rules = ports.programme.rule_sets.get(watched.rule_set_id)
    if rules is None:
        raise JobFailed(f"no rule set {watched.rule_set_id}")
    ports.records.create(
        "rule_set", watched.rule_set_id, title=rules.zh, state="valid",
        data={"title": rules.zh, "valid_from": rules.valid_from, "valid_to": rules.valid_to},
    )
    warned, ends = _days(rules.valid_to, ports)
    return {
        "title": rules.zh, "new_valid_to": None, "valid_to": rules.valid_to, "warn_at_1": warned, "ends_at": ends,
    }


@operation(takes=Watched)
def warn_expiry(watched: Watched, ports: Ports) -> None:
    """Warn the task force and the promotion group."""
    ports.records.update("rule_set", watched.rule_set_id, state="expiring", reason="即将到期")
    _tell(watched, ports, "rule_set_ending")


@operation(takes=Watched)
def note_succession(watched: Watched, ports: Ports) -> None:
    """Note what the task force decided; a longer validity or a successor is published with the programme's data."""
    ports.records.update(
        "rule_set",
        watched.rule_set_id,
        data={
            "succession": watched.succession,
            "new_valid_to": watched.new_valid_to,
            "successor": watched.successor or None,
        },
        reason="后续安排",
    )
    ports.notices.send("rule_set_succession", {"title": watched.title, "succession": watched.succession}, role="designer")


@operation(takes=Watched)
def move_end(watched: Watched, ports: Ports) -> dict[str, Any]:
    """Move the end to the extended day and wait anew."""
    if watched.new_valid_to is None:
        raise JobFailed("no day to extend to")
    ports.records.update(
        "rule_set", watched.rule_set_id, state="valid", data={"valid_to": watched.new_valid_to}, reason="延长有效期"
    )
    warned, ends = _days(watched.new_valid_to, ports)
    return {"valid_to": watched.new_valid_to, "warn_at_1": warned, "ends_at": ends}


@operation(takes=Watched)
def end_rule_set(watched: Watched, ports: Ports) -> None:
    """Note that nothing new begins under it; what runs goes on to its end."""
    ports.records.update("rule_set", watched.rule_set_id, state="expired", reason="有效期满")
    _tell(watched, ports, "rule_set_over")


def _days(valid_to: date, ports: Ports) -> tuple[datetime, datetime]:
    """When to warn, and the first moment after the last day."""
    before = timedelta(days=int(ports.parameters["rule_set_warning_1"].value))
    warned = ports.calendar.next_working_day(valid_to - before)
    return morning(warned), midnight(valid_to + timedelta(days=1))


def _tell(watched: Watched, ports: Ports, template: str) -> None:
    for role in TOLD:
        ports.notices.send(template, {"title": watched.title, "valid_to": watched.valid_to}, role=role)
