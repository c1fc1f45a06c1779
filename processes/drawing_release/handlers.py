"""Operations of a release: find who signs, note the signatures, make the files current or send them back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

from processes.drawing_release.data import Proposed, Signed
from processes.kit import Ports, Programme, operation


@operation(takes=Proposed)
def open_release(proposed: Proposed, ports: Ports) -> dict[str, Any]:
    """Put the proposed version on record; all authorities sign what is shared, a region alone what is only its own."""
    paths = [str(each["path"]) for each in proposed.files]
    signers = signers_of(paths, ports.programme)
    title = paths[0] if len(paths) == 1 else f"{paths[0]} +{len(paths) - 1}"
    ports.records.create(
        "release",
        proposed.release_id,
        title=title,
        state="signing",
        data={
            "note": proposed.note, "source": proposed.source, "proposed_by": proposed.proposed_by, "proposed_at": ports.now(),
            "files": [dict(each) for each in proposed.files], "changes": [dict(each) for each in proposed.changes], "signers": signers,
        },
    )
    return {"title": title, "signers": signers, "signatures": [], "proposed_by": proposed.proposed_by}


def signers_of(paths: Iterable[str], programme: Programme) -> list[str]:
    """The regions whose authorities sign: those the files belong to, all of them as soon as one file is shared."""
    owners = {_owner(path, programme) for path in paths}
    return programme.authorities if None in owners else sorted(code for code in owners if code)


def _owner(path: str, programme: Programme) -> str | None:
    """The region that a file is of: it lies in the region's own folder, or its drawing is named after the region."""
    parts = PurePosixPath(path).parts
    named = parts[2] if len(parts) > 3 and parts[1] == "regions" else parts[1].rpartition("_")[2].upper() if len(parts) > 2 else ""
    return named if named in programme.regions else None


@operation(takes=Signed)
def make_current(signed: Signed, ports: Ports) -> dict[str, Any]:
    """Make the signed files the newest versions; what has been published meanwhile stands against it."""
    bases = {str(each["path"]): int(each["base"]) for each in signed.files}
    done = ports.releases.make_current(signed.release_id, bases, note=signed.note, by=signed.proposed_by)
    refused = "；".join(done["refused"])
    ports.records.update(
        "release",
        signed.release_id,
        state="outdated" if refused else "in_force",
        data={"signatures": [dict(each) for each in signed.signatures], "deployment": done["deployment"], "obstacle": refused or None},
        reason="现行版本已变化" if refused else "四地会签完成",
    )
    template = "release_outdated" if refused else "release_current"
    _tell(ports, signed, template, {"obstacle": refused})
    return {"current": not refused}


@operation(takes=Signed)
def send_back(signed: Signed, ports: Ports) -> None:
    """Send the proposed version back with the reasons; the draft is still there to go on with."""
    reasons = "；".join(f"{each['region']}：{each['comment']}" for each in signed.signatures if each["decision"] != "agree")
    ports.records.update(
        "release",
        signed.release_id,
        state="refused",
        data={"signatures": [dict(each) for each in signed.signatures], "obstacle": reasons},
        reason=reasons,
    )
    _tell(ports, signed, "release_refused", {"obstacle": reasons})


def _tell(ports: Ports, signed: Signed, template: str, more: dict[str, Any]) -> None:
    values = {"release_id": signed.release_id, "title": "、".join(str(each["path"]) for each in signed.files)} | more
    ports.notices.send(template, values, role="designer")
