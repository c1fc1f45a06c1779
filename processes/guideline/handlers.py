"""Operations of a guideline: gather what the reserve pool offers, publish."""

from __future__ import annotations

from typing import Any

from processes.guideline.data import Guideline
from processes.kit import Ports, closing, operation
from processes.shared.cycles import LOCAL
from processes.shared.experts import note_prepared
from processes.shared.needs import status_words


@operation(takes=Guideline)
def gather_directions(guideline: Guideline, ports: Ports) -> dict[str, Any]:
    """List the needs of the reserve pool, from which the directions are drawn."""
    found = [each for state in ("partial", "full", "applied") for each in ports.records.find("need", state=state)]
    ports.records.create("guideline", guideline.cycle_id, title=guideline.title, state="draft", data={"cycle_id": guideline.cycle_id})
    return {
        "reserved": [
            {
                "need_id": each.key,
                "title": each.data.get("public_title") or each.title,
                "field": each.data.get("field"),
                "status": status_words(each.data["reserve_status"])["status_zh"],
            }
            for each in found if each.data.get("reserve_no") and each.data.get("reserve_status") and each.data.get("origin") != LOCAL
        ]
    }


@operation(takes=Guideline)
def publish_guideline(guideline: Guideline, ports: Ports) -> dict[str, Any]:
    """Publish the guideline and open the call; whoever wrote it may not review proposals under its directions."""
    record = ports.record("guideline", guideline.cycle_id)
    directions = record.data.get("directions") or []
    ports.records.update(
        "guideline", record.key, state="published", data={"published_on": ports.today()}, reason="发布指南"
    )
    ports.documents.issue(
        "guideline", record=("guideline", record.key), values={"closes_on": guideline.closes_on}, signed_in=("draft_guideline",)
    )
    ports.records.update(
        "cycle",
        guideline.cycle_id,
        state="published",
        data={"directions": directions, "requirements": record.data.get("requirements")},
        reason="发布指南",
    )
    for each in guideline.experts:
        note_prepared(ports, str(each["expert"]), [direction["name"] for direction in directions])
    return {"close_at": closing(guideline.closes_on)}
