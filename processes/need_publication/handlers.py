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
    published = []
    for entry in listed.listed_needs:
        need = ports.records.update(
            "need",
            entry["need_id"],
            state="published",
            data={"published_on": ports.today(), "cycle_id": listed.cycle_id or None},
            reason="发布需求",
        )
        number = publish(ports, need)
        published.append({"need_id": need.key, "publication_id": number})
        ports.documents.issue("task_list", record=("publication", number), values={"need_no": number})
        ports.notices.send("need_published", {"title": need.title, "need_id": need.key}, unit=need.unit)
    return {"published": published}
