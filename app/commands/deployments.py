"""Deploying drawings, tables, forms and templates: checked as a whole, versioned file by file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from app import access
from app.access import Actor
from app.checking import check_change, check_kept
from app.clock import SHANGHAI
from app.commands import exchange, start_timers
from app.engine.errors import DrawingRefused
from app.engine.waiting import Fact
from app.errors import Conflict, Finding, Refused
from app.library import Library, Resource
from app.runtime import Runtime
from app.store import definitions, instances, people
from app.store.database import Session
from app.xml import parse_untrusted

KINDS = (".bpmn", ".dmn", ".form", ".docx", ".txt", ".json")
MAX_FILE = 8_000_000


class BadPath(Refused):
    """“{path}” is not a path for a definition; use bpmn/… or forms/… with one of {kinds}."""

    code = "definition-path"
    zh = "“{path}”不是定义文件的路径；请使用 bpmn/… 或 forms/…，扩展名为 {kinds}。"


class BothSidesMoved(Conflict):
    """“{path}” was changed in the studio since it was last deployed from files; export it, merge, and deploy again."""

    code = "both-sides-moved"
    zh = "“{path}”自上次从文件部署之后已在设计器中修改；请先导出、合并，再部署。"


class BaseMoved(Conflict):
    """{by} published version {version} of “{path}” at {at}, after this draft was begun; compare the two before publishing."""

    code = "base-moved"
    zh = "{by} 已于 {at} 发布“{path}”的第 {version} 版，而本草稿基于更早的版本；请先比较两者再发布。"


class NoteMissing(Refused):
    """Say what has changed and on what basis."""

    status = 422
    code = "note-missing"
    zh = "请说明修改了什么、依据是什么。"


@dataclass(frozen=True)
class Deployed:
    """What a deployment did."""

    deployment: int | None                     # None: nothing has changed
    files: tuple[str, ...]
    processes: tuple[tuple[str, int], ...]     # process id, new version
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Checked:
    """Files held against the definitions of a deployment: what is new in them, how all would be together, what is wrong."""

    base: int
    changed: Mapping[str, bytes]
    library: Library
    findings: tuple[Finding, ...]


def deploy_files(
    runtime: Runtime, files: Mapping[str, bytes], *, note: str = "", force: bool = False,
) -> Deployed:
    """Deploys the files of a checkout; they are checked before the transaction begins, so that nobody waits for that."""
    with runtime.sessions.connect() as session:
        current = runtime.library(session)
        changed = _changed(session, current, files, source="files", force=force)
    checked = _checked(runtime, current, changed) if changed else None
    with runtime.sessions.begin() as session:
        return deploy(runtime, session, files, by=None, note=note, source="files", force=force, checked=checked)


def _checked(runtime: Runtime, current: Library, changed: Mapping[str, bytes]) -> Checked:
    library = current.replaced(changed)
    return Checked(current.deployment, changed, library, tuple(check_change(runtime.programme, current, changed, library)))


def deploy(
    runtime: Runtime, session: Session, files: Mapping[str, bytes], *, by: Actor | None, note: str = "",
    source: str = "api", force: bool = False, checked: Checked | None = None,
) -> Deployed:
    """Makes new versions of the files whose content is new, all of them or none.

    What was `checked` before counts as long as nobody has deployed anything since.

    Raises DrawingRefused with the findings when a check finds an error, BothSidesMoved when files would overwrite what
    was published in the studio, BadPath for paths outside bpmn/ and forms/.
    """
    if by is not None:
        access.require_role(by, access.DESIGNER)
    definitions.lock(session)
    for path, content in files.items():
        _require_path(path, content)
    current = runtime.library(session)
    changed = _changed(session, current, files, source=source, force=force)
    if not changed:
        return Deployed(None, (), (), ())
    if checked is None or (checked.base, checked.changed) != (current.deployment, changed):
        checked = _checked(runtime, current, changed)
    if any(finding.blocks for finding in checked.findings):
        raise DrawingRefused(list(checked.findings))
    now = runtime.clock.now()
    deployment, added = definitions.add_deployment(
        session, changed, at=now, by=by.id if by else None, note=note, source=source,
    )
    processes = _add_processes(session, added, checked.library)
    start_timers.follow(runtime, session, checked.library)
    exchange.follow(runtime, session, changed)
    instances.add_facts(session, None, [Fact(
        "deployed", "", None, now, by.id if by else None,
        {"files": sorted(changed), "note": note, "source": source},
    )])
    return Deployed(deployment, tuple(sorted(changed)), tuple(processes), checked.findings)


def _require_path(path: str, content: bytes) -> None:
    parts = PurePosixPath(path).parts
    fits = parts and parts[0] in {"bpmn", "forms"} and ".." not in parts and path.endswith(KINDS) and len(path) < 200
    if not fits or len(content) > MAX_FILE or "\x00" in path:
        raise BadPath(path=path[:200], kinds=" ".join(KINDS))


def _changed(session: Session, current: Library, files: Mapping[str, bytes], *, source: str, force: bool) -> dict[str, bytes]:
    changed = {path: content for path, content in files.items() if not _is_current(current, path, content)}
    return _without_older(session, changed) if source == "files" and not force else changed


def _is_current(library: Library, path: str, content: bytes) -> bool:
    return path in library.resources and library.resources[path].content == content


def _without_older(session: Session, changed: Mapping[str, bytes]) -> dict[str, bytes]:
    """Files that are an older version of what the studio has published are left alone; other differences are a conflict."""
    kept = {}
    for path, content in changed.items():
        versions = definitions.versions(session, path)
        if versions and versions[0]["source"] != "files":
            if definitions.digest(content) in {version["sha256"] for version in versions}:
                continue
            raise BothSidesMoved(path=path)
        kept[path] = content
    return kept


def _add_processes(session: Session, added: list[Resource], library: Library) -> list[tuple[str, int]]:
    found = []
    for resource in added:
        if resource.path.endswith(".bpmn") and resource.content:
            for process in library.drawing(resource.path).processes:
                if process.executable:
                    version = definitions.add_process_version(session, process.id, process.name or process.id, resource)
                    found.append((process.id, version))
    return found


def save_draft(
    runtime: Runtime, session: Session, path: str, content: bytes, *, version: int, by: Actor, base: int | None = None,
) -> int:
    """Keeps unfinished work on a file; returns the draft's new version.

    Raises DraftChanged when somebody was faster, UnsafeXml for a drawing or table that cannot be read. `base` is the published
    version that the work began with, the newest unless told.
    """
    access.require_role(by, access.DESIGNER)
    _require_path(path, content)
    if path.endswith((".bpmn", ".dmn")):
        parse_untrusted(content)                 # nobody could open it again
    if base is None:
        newest = definitions.resource(session, path)
        base = newest.version if newest else 0
    return definitions.save_draft(
        session, path, content, base_version=base, version=version, by=by.id, at=runtime.clock.now(),
    )


def rebase_draft(runtime: Runtime, session: Session, path: str, *, by: Actor) -> None:
    """The designer has compared: the draft now counts as begun with the newest version."""
    access.require_role(by, access.DESIGNER)
    newest = definitions.resource(session, path)
    definitions.rebase_draft(session, path, newest.version if newest else 0)


def discard_draft(runtime: Runtime, session: Session, path: str, *, by: Actor) -> None:
    """Forgets unfinished work on a file."""
    access.require_role(by, access.DESIGNER)
    definitions.drop_draft(session, path)
    instances.add_facts(session, None, [Fact("draft_discarded", "", None, runtime.clock.now(), by.id, {"path": path})])


def publish(
    runtime: Runtime, session: Session, path: str, content: bytes, *, note: str, by: Actor, version: int | None = None,
    base: int | None = None,
) -> Deployed:
    """Makes a file of the studio the newest version; running instances stay on theirs.

    Raises DraftChanged when `version` is not the stored draft's, BaseMoved when another version than `base` has been
    published meanwhile, DrawingRefused with the findings.
    """
    access.require_role(by, access.DESIGNER)
    if not note.strip():
        raise NoteMissing()
    definitions.lock(session)
    if version is not None:
        definitions.require_draft(session, path, version)
    _require_base(session, path, base)
    lost = check_kept(runtime.library(session), path, content)
    if lost:
        raise DrawingRefused(lost)
    done = deploy(runtime, session, {path: content}, by=by, note=note.replace("\x00", "").strip(), source="studio")
    definitions.drop_draft(session, path)
    return done


def _require_base(session: Session, path: str, base: int | None) -> None:
    stored = definitions.draft(session, path)
    begun = stored["base_version"] if stored else base
    versions = definitions.versions(session, path)
    newest = versions[0]["version"] if versions else 0
    if begun is None or begun == newest:
        return
    last = versions[0]
    raise BaseMoved(
        path=path, version=newest, by=people.names(session, [last["by"] or ""]).get(last["by"], last["by"] or last["source"]),
        at=last["at"].astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
    )
