"""Deploying drawings, tables, forms and templates: checked as a whole, versioned file by file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from app import access
from app.access import Actor
from app.checking import check_files, context_of
from app.engine.errors import DrawingRefused
from app.engine.waiting import Fact
from app.errors import Conflict, Finding, Refused
from app.library import Compiled, Library, Resource
from app.runtime import Runtime
from app.store import definitions, instances
from app.store.database import Session

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


@dataclass(frozen=True)
class Deployed:
    """What a deployment did."""

    deployment: int | None                     # None: nothing has changed
    files: tuple[str, ...]
    processes: tuple[tuple[str, int], ...]     # process id, new version
    findings: tuple[Finding, ...]


def deploy(
    runtime: Runtime, session: Session, files: Mapping[str, bytes], *, by: Actor | None, note: str = "",
    source: str = "api", force: bool = False,
) -> Deployed:
    """Makes new versions of the files whose content is new, all of them or none.

    Raises DrawingRefused with the findings when a check finds an error, BothSidesMoved when files would overwrite what
    was published in the studio, BadPath for paths outside bpmn/ and forms/.
    """
    if by is not None:
        access.require_role(by, access.DESIGNER)
    definitions.lock(session)
    for path, content in files.items():
        _require_path(path, content)
    current = runtime.library(session)
    changed = {path: content for path, content in files.items() if not _is_current(current, path, content)}
    if source == "files" and not force:
        changed = _without_older(session, changed)
    preview = _preview(current, changed)
    findings = check_files(preview, sorted(changed), context_of(runtime.programme, preview))
    if any(finding.blocks for finding in findings):
        raise DrawingRefused(findings)
    if not changed:
        return Deployed(None, (), (), tuple(findings))
    now = runtime.clock.now()
    deployment, added = definitions.add_deployment(
        session, changed, at=now, by=by.id if by else None, note=note, source=source,
    )
    processes = _add_processes(session, added)
    instances.add_facts(session, None, [Fact(
        "deployed", "", None, now, by.id if by else None,
        {"files": sorted(changed), "note": note, "source": source},
    )])
    return Deployed(deployment, tuple(sorted(changed)), tuple(processes), tuple(findings))


def _require_path(path: str, content: bytes) -> None:
    parts = PurePosixPath(path).parts
    fits = parts and parts[0] in {"bpmn", "forms"} and ".." not in parts and path.endswith(KINDS) and len(path) < 200
    if not fits or len(content) > MAX_FILE or "\x00" in path:
        raise BadPath(path=path[:200], kinds=" ".join(KINDS))


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


def _preview(current: Library, changed: Mapping[str, bytes]) -> Library:
    """The library as it would be; new content has no id yet, so it is compiled apart."""
    merged = dict(current.resources)
    for number, (path, content) in enumerate(changed.items()):
        merged[path] = Resource(-1 - number, path, 0, content)
    merged = {path: resource for path, resource in merged.items() if resource.content}
    return Library(-1, merged.values(), Compiled(), current.functions)


def _add_processes(session: Session, added: list[Resource]) -> list[tuple[str, int]]:
    found = []
    fresh = Library(-1, [replace(resource) for resource in added if resource.content], Compiled())
    for resource in added:
        if resource.path.endswith(".bpmn") and resource.content:
            for process in fresh.drawing(resource.path).processes:
                if process.executable:
                    version = definitions.add_process_version(session, process.id, process.name or process.id, resource)
                    found.append((process.id, version))
    return found


def save_draft(
    runtime: Runtime, session: Session, path: str, content: bytes, *, version: int, by: Actor,
) -> int:
    """Keeps unfinished work on a file; returns the draft's new version. Raises DraftChanged when somebody was faster."""
    access.require_role(by, access.DESIGNER)
    _require_path(path, content)
    base = definitions.resource(session, path)
    return definitions.save_draft(
        session, path, content, base_version=base.version if base else 0, version=version, by=by.id,
        at=runtime.clock.now(),
    )


def discard_draft(runtime: Runtime, session: Session, path: str, *, by: Actor) -> None:
    """Forgets unfinished work on a file."""
    access.require_role(by, access.DESIGNER)
    definitions.drop_draft(session, path)
    instances.add_facts(session, None, [Fact("draft_discarded", "", None, runtime.clock.now(), by.id, {"path": path})])


def publish(
    runtime: Runtime, session: Session, path: str, content: bytes, *, note: str, by: Actor,
) -> Deployed:
    """Makes a file of the studio the newest version; running instances stay on theirs."""
    done = deploy(runtime, session, {path: content}, by=by, note=note, source="studio")
    definitions.drop_draft(session, path)
    return done
