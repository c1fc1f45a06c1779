"""Operations of a public notice: publish it, note objections and their outcome, and end it."""

from __future__ import annotations

from typing import Any

from processes.kit import Ports, operation
from processes.public_notice.data import Announced, Notice
from processes.shared.notices import close_objection, notices_of, register_objection, standing_of, window


@operation(takes=Announced)
def publish_notice(announced: Announced, ports: Ports) -> dict[str, Any]:
    """Publish the list (公示); the first working day counts."""
    first, until = window(ports)
    known = notices_of(ports, announced.notice_id)
    running = next((each.key for each in known if each.state == "published"), None)
    key = running or (f"{announced.notice_id}/{len(known) + 1}" if known else announced.notice_id)
    title = _titled(announced, key)
    ports.records.create(
        "notice",
        key,
        title=title,
        state="published",
        data={
            "notice_id": announced.notice_id,
            "subject_kind": announced.subject_kind,
            "subjects": [dict(each) for each in announced.subjects],
            "notice_from": first,
            "notice_until": until,
            "objections": [],
        },
    )
    ports.documents.issue("public_notice", record=("notice", key), values={"title": title})
    if announced.subject_kind == "proposal":
        for each in announced.subjects:
            ports.records.update(
                "proposal", each["key"], state="public_notice", data={"notice_until": until}, reason="公示"
            )
    return {"notice_key": key, "notice_from": first, "notice_to": until.date(), "notice_until": until}


@operation(takes=Notice)
def note_objection(notice: Notice, ports: Ports) -> dict[str, Any]:
    """Note that an objection holds up its subject."""
    return {"objections": register_objection(ports, notice.notice_key, notice.objection)}


@operation(takes=Notice)
def note_closing(notice: Notice, ports: Ports) -> None:
    """Note what became of an objection."""
    close_objection(ports, notice.notice_id, notice.closing["case_id"], notice.closing["outcome"])


@operation(takes=Notice)
def end_notice(notice: Notice, ports: Ports) -> dict[str, Any]:
    """End the notice: who is clear goes on, who is objected to waits for the case alone."""
    standing = {each["key"]: standing_of(ports, notice.notice_id, each["key"]) for each in notice.subjects}
    cleared = [key for key, found in standing.items() if found == "clear"]
    blocked = [key for key, found in standing.items() if found == "open"]
    ports.records.update(
        "notice",
        notice.notice_key,
        state="ended",
        data={"cleared": cleared, "blocked": blocked},
        reason="公示期满",
    )
    return {"cleared": cleared, "blocked": blocked}


def _titled(announced: Announced, key: str) -> str:
    """A list that moves up and is published again says so, so that nobody takes it for the first one."""
    again = key.removeprefix(announced.notice_id).removeprefix("/")
    return f"{announced.notice_title}（第{again}次公示）" if again else announced.notice_title
