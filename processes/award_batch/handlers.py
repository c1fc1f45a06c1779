"""Operations of an award batch: list, cap, publish, decide, and move the reserve up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from processes.award_batch.amounts import proposed
from processes.award_batch.data import Batch, Entries
from processes.kit import Ports, closing, operation
from processes.shared.notices import close_objection, standing_of

REASONS_EN = {
    "未列入建议名单": "not on the proposed list",
    "未接受核减后的支持经费": "the reduced support was not accepted",
    "公示异议成立": "an objection was upheld",
    "工作专班未批准": "the task force did not approve the list",
    "备选期满未递补": "no slot became free for the reserve list",
}


@operation(takes=Batch)
def open_batch(batch: Batch, ports: Ports) -> dict[str, Any]:
    """Open the batch of a session: who is proposed, who stands in reserve (article 16)."""
    ratio_max = ports.parameters["fiscal_ratio_max"].value
    listed = [proposed(entry, None, ratio_max) for entry in batch.candidates if entry["tier"] == "proposed"]
    waiting = [dict(entry) for entry in batch.candidates if entry["tier"] == "reserve"]
    title = f"{batch.session_id} 立项批次"
    ports.records.create(
        "batch",
        batch.batch_id,
        title=title,
        state="proposed",
        data={"session_id": batch.session_id, "listed": listed, "waiting": waiting},
    )
    return {
        "title": title,
        "listed": listed,
        "waiting": waiting,
        "authorities": ports.programme.authorities,
        "declined": [],
        "pending": [],
        "approval_log": [],
    }


@operation(takes=Batch)
def check_list(batch: Batch, ports: Ports) -> dict[str, Any]:
    """Hold the proposed support against the cap and note which lead units must confirm it (article 17)."""
    ratio_max = ports.parameters["fiscal_ratio_max"].value
    wishes = {entry["proposal_id"]: entry for entry in batch.entries}
    kept = [entry for entry in batch.listed if wishes.get(entry["proposal_id"], {}).get("include", "yes") == "yes"]
    dropped = [
        dict(entry) | {"reason": wishes[entry["proposal_id"]].get("reason") or "未列入建议名单"}
        for entry in batch.listed
        if entry not in kept
    ]
    listed = [
        proposed(entry, wishes.get(entry["proposal_id"], {}).get("proposed"), ratio_max)
        | {"reason": wishes.get(entry["proposal_id"], {}).get("reason")}
        for entry in kept
    ]
    ports.records.update("batch", batch.batch_id, data={"listed": listed, "dropped": dropped}, reason="拟定建议名单")
    return {"listed": listed, "capped": [entry for entry in listed if entry["capped"]], "declined": dropped}


@operation(takes=Batch)
def settle_list(batch: Batch, ports: Ports) -> dict[str, Any]:
    """Take out those who did not accept the cap in time."""
    refused = {each["proposal_id"] for each in batch.confirmations if each["accepted"] is not True}
    declined = [
        dict(entry) | {"reason": "未接受核减后的支持经费"} for entry in batch.listed if entry["proposal_id"] in refused
    ]
    noticed = [dict(entry) for entry in batch.listed if entry["proposal_id"] not in refused]
    for entry in noticed:
        ports.records.update(
            "proposal", entry["proposal_id"], state="proposed", data={"support": entry["proposed"]}, reason="拟立项"
        )
    ports.records.update("batch", batch.batch_id, state="public_notice", data={"noticed": noticed}, reason="工作专班审定")
    ports.documents.issue(
        "award_proposal", record=("batch", batch.batch_id), values={"noticed": noticed}, signed_in=("vote",)
    )
    return {"noticed": noticed, "declined": [*batch.declined, *declined]}


@operation(takes=Batch)
def issue_results(batch: Batch, ports: Ports) -> dict[str, Any]:
    """Issue the awards after the notice; an open objection holds up its own project only (practice of the region)."""
    approved, refused, held = _sorted_out([*batch.pending, *batch.noticed], batch, ports)
    rejected = [*batch.declined, *refused]
    _tell(approved, ports, state="approved", template="award_approved")
    _tell(rejected, ports, state="not_approved", template="award_rejected")
    for entry in held:
        ports.records.update("proposal", entry["proposal_id"], state="objection", reason="公示异议处理中")
    ports.records.update(
        "batch",
        batch.batch_id,
        state="issued",
        data={"pending": held, "notice_from": batch.notice_from, "notice_to": batch.notice_to},
        reason="下达立项结果",
    )
    slots_until = ports.today() + timedelta(days=int(ports.parameters["slot_window"].value))
    return {
        "approved": approved,
        "rejected": rejected,
        "pending": held,
        "noticed": [],
        "declined": [],
        "notice_date": ports.today(),
        "slots_until": closing(slots_until),
    }


@operation(takes=Batch)
def settle_objection(batch: Batch, ports: Ports) -> dict[str, Any]:
    """Settle the project whose case was closed: it is awarded, or it is not; others are not touched."""
    close_objection(ports, batch.batch_id, batch.closing["case_id"], batch.closing["outcome"])
    approved, refused, held = _sorted_out(batch.pending, batch, ports)
    _tell(approved, ports, state="approved", template="award_approved")
    _tell(refused, ports, state="not_approved", template="award_rejected")
    ports.records.update("batch", batch.batch_id, data={"pending": held}, reason="异议办结")
    return {"approved": approved, "rejected": refused, "pending": held, "notice_date": ports.today()}


@operation(takes=Batch)
def pick_reserve(batch: Batch, ports: Ports) -> dict[str, Any]:
    """Propose the next project of the reserve list for a slot that became free."""
    ratio_max = ports.parameters["fiscal_ratio_max"].value
    chosen = [proposed(entry, None, ratio_max) for entry in list(batch.waiting)[:1]]
    return {
        "listed": chosen,
        "waiting": [dict(entry) for entry in list(batch.waiting)[1:]],
        "declined": [],
        "entries": [],
    }


@operation(takes=Batch)
def close_batch(batch: Batch, ports: Ports) -> dict[str, Any]:
    """Close the batch; what is still in reserve, or on a list that was rejected, gets no award."""
    refused = [*batch.listed, *batch.declined] if batch.approval == "rejected" else []
    rejected = [dict(entry) | {"reason": "工作专班未批准"} for entry in refused]
    rejected += [dict(entry) | {"reason": "备选期满未递补"} for entry in batch.waiting]
    _tell(rejected, ports, state="not_approved", template="award_rejected")
    ports.records.update("batch", batch.batch_id, state="closed", reason="批次结束")
    return {"rejected": rejected, "waiting": []}


def _sorted_out(entries: Entries, batch: Batch, ports: Ports) -> tuple[list[dict[str, Any]], ...]:
    """Approved, refused and held up, by what the cases on each project say so far."""
    found = {"clear": [], "upheld": [], "open": []}  # type: dict[str, list[dict[str, Any]]]
    for entry in entries:
        found[standing_of(ports, batch.batch_id, entry["proposal_id"])].append(dict(entry))
    refused = [entry | {"reason": "公示异议成立"} for entry in found["upheld"]]
    return found["clear"], refused, found["open"]


def _tell(entries: Entries, ports: Ports, *, state: str, template: str) -> None:
    for entry in entries:
        ports.records.update("proposal", entry["proposal_id"], state=state, reason="立项结果")
        ports.notices.send(
            template,
            unit=entry["lead_unit"],
            values={
                "proposal_id": entry["proposal_id"],
                "title": entry["title"],
                "support": entry.get("proposed"),
                "reason": entry.get("reason"),
                "reason_en": REASONS_EN.get(entry.get("reason") or "", entry.get("reason")),
            },
        )
