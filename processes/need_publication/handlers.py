"""Operations of a publication: prepare the wording, publish it."""

from __future__ import annotations

from typing import Any

from processes.kit import Ports, operation
from processes.need_publication.data import Listed
from processes.shared.needs import publish, tasks_of, wording_of


@operation(takes=Listed)
def prepare_wording(listed: Listed, ports: Ports) -> dict[str, Any]:
    """Prepare each need's public wording from its own text, for the region to mask."""
    for entry in listed.listed_needs:
        need = ports.record("need", entry["need_id"])
        wording = wording_of(need, tasks_of(ports, need.key))
        ports.records.update("need", need.key, state="approved", data=wording, reason="清单获批，拟定发布文本")
    return {"drafts": list(listed.listed_needs)}


@operation(takes=Listed)
def publish_list(listed: Listed, ports: Ports) -> dict[str, Any]:
    """Publish the list (揭榜任务清单) and tell each demand side."""
    for entry in listed.listed_needs:
        need = ports.records.update(
            "need",
            entry["need_id"],
            state="published",
            data={"published_on": ports.today(), "cycle_id": listed.cycle_id or None},
            reason="发布需求",
        )
        publish(ports, need)
        ports.documents.issue("task_list", record=("publication", need.key), values={"need_no": need.key})
        ports.notices.send("need_published", {"title": need.title, "need_id": need.key}, unit=need.unit)
    return {"published": [{"need_id": entry["need_id"]} for entry in listed.listed_needs]}
