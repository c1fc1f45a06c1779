"""Deployments, versions of files and processes, and drafts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from app.clock import SHANGHAI
from app.errors import Conflict
from app.library import Resource
from app.store import people, tables as t
from app.store.database import Session

_LATEST = text("""
    SELECT DISTINCT ON (path) id, path, version, content, deployment_id
    FROM resources WHERE deployment_id <= :deployment ORDER BY path, version DESC
""")


class DraftChanged(Conflict):
    """{by} saved this draft at {at}; load it before you save yours."""

    code = "draft-changed"
    zh = "{by} 已于 {at} 保存了该草稿，请先载入最新草稿再保存。"


class DraftGone(Conflict):
    """This draft has been published or discarded in the meantime; load the newest version."""

    code = "draft-gone"
    zh = "该草稿已被发布或放弃，请载入最新版本。"


def latest_deployment(session: Session) -> int:
    """The newest deployment, 0 when there is none."""
    return session.scalar(select(func.coalesce(func.max(t.deployments.c.id), 0)))


def resources_at(session: Session, deployment: int) -> list[Resource]:
    """The newest version of every path as of a deployment; deleted files (empty content) are left out."""
    rows = session.execute(_LATEST, {"deployment": deployment})
    return [
        Resource(row.id, row.path, row.version, bytes(row.content), row.deployment_id)
        for row in rows if row.content
    ]


def resource(session: Session, path: str, version: int | None = None) -> Resource | None:
    """One version of a path, the newest without a number."""
    query = select(t.resources).where(t.resources.c.path == path).order_by(t.resources.c.version.desc()).limit(1)
    if version is not None:
        query = query.where(t.resources.c.version == version)
    row = session.execute(query).first()
    return Resource(row.id, row.path, row.version, bytes(row.content), row.deployment_id) if row else None


def versions(session: Session, path: str) -> list[Mapping[str, Any]]:
    """All versions of a path with when, by whom and why, the newest first."""
    return session.execute(
        select(
            t.resources.c.version, t.resources.c.sha256, t.deployments.c.id.label("deployment"), t.deployments.c.at,
            t.deployments.c.by, t.deployments.c.note, t.deployments.c.source,
        ).join(t.deployments, t.deployments.c.id == t.resources.c.deployment_id)
        .where(t.resources.c.path == path).order_by(t.resources.c.version.desc())
    ).mappings().all()


def digest(content: bytes) -> str:
    """The hash by which contents are compared."""
    return hashlib.sha256(content).hexdigest()


def lock(session: Session) -> None:
    """One deployment at a time."""
    session.execute(text("SELECT pg_advisory_xact_lock(7201)"))


def add_deployment(
    session: Session, files: Mapping[str, bytes], *, at: datetime, by: str | None, note: str, source: str,
) -> tuple[int, list[Resource]]:
    """Stores new versions of files under one deployment; the caller has left out what is unchanged."""
    deployment = session.scalar(
        t.deployments.insert().returning(t.deployments.c.id), {"at": at, "by": by, "note": note, "source": source},
    )
    known = dict(session.execute(
        select(t.resources.c.path, func.max(t.resources.c.version)).where(t.resources.c.path.in_(list(files)))
        .group_by(t.resources.c.path)
    ).all())
    added = []
    for path, content in files.items():
        version = known.get(path, 0) + 1
        identity = session.scalar(t.resources.insert().returning(t.resources.c.id), {
            "deployment_id": deployment, "path": path, "version": version, "sha256": digest(content), "content": content,
        })
        added.append(Resource(identity, path, version, content, deployment))
    return deployment, added


def add_process_version(session: Session, process_id: str, name: str, resource: Resource) -> int:
    """The next version of a process."""
    version = session.scalar(
        select(func.coalesce(func.max(t.process_definitions.c.version), 0) + 1)
        .where(t.process_definitions.c.process_id == process_id)
    )
    session.execute(t.process_definitions.insert(), {
        "process_id": process_id, "version": version, "deployment_id": resource.deployment, "resource_id": resource.id,
        "name": name,
    })
    return version


def process_version_at(session: Session, process_id: str, deployment: int) -> int:
    """The version of a process as of a deployment."""
    return session.scalar(
        select(func.max(t.process_definitions.c.version)).where(
            t.process_definitions.c.process_id == process_id, t.process_definitions.c.deployment_id <= deployment,
        )
    ) or 0


def process_list(session: Session) -> list[Mapping[str, Any]]:
    """The newest version of every process, with how many instances run."""
    return session.execute(text("""
        SELECT d.*, r.path, p.at, p.by, p.note,
               (SELECT count(*) FROM instances i WHERE i.process_id = d.process_id AND i.status = 'active') AS running
        FROM (SELECT DISTINCT ON (process_id) * FROM process_definitions ORDER BY process_id, version DESC) d
        JOIN resources r ON r.id = d.resource_id JOIN deployments p ON p.id = d.deployment_id
        ORDER BY d.process_id
    """)).mappings().all()


def process_versions(session: Session, process_id: str) -> list[Mapping[str, Any]]:
    """All versions of a process, the newest first, with how many instances run on each."""
    return session.execute(text("""
        SELECT d.process_id, d.version, d.name, d.deployment_id, r.path, r.version AS file_version, r.sha256,
               p.at, p.by, p.note, p.source,
               (SELECT count(*) FROM instances i WHERE i.process_id = d.process_id
                AND i.definition_version = d.version AND i.status = 'active') AS running
        FROM process_definitions d JOIN resources r ON r.id = d.resource_id JOIN deployments p ON p.id = d.deployment_id
        WHERE d.process_id = :process ORDER BY d.version DESC
    """), {"process": process_id}).mappings().all()


def running(session: Session) -> dict[tuple[str, int], int]:
    """How many instances run, by process and version."""
    rows = session.execute(
        select(t.instances.c.process_id, t.instances.c.definition_version, func.count())
        .where(t.instances.c.status == "active").group_by(t.instances.c.process_id, t.instances.c.definition_version)
    )
    return {(process, version): count for process, version, count in rows}


def newest(session: Session) -> dict[str, Mapping[str, Any]]:
    """By path: the newest version with when, by whom and why."""
    rows = session.execute(text("""
        SELECT DISTINCT ON (r.path) r.path, r.version, d.at, d.by, d.note, d.source
        FROM resources r JOIN deployments d ON d.id = r.deployment_id ORDER BY r.path, r.version DESC
    """)).mappings()
    return {row["path"]: row for row in rows}


def newest_of_files(session: Session) -> dict[str, bytes]:
    """By path: the newest content that was deployed from files."""
    rows = session.execute(text("""
        SELECT DISTINCT ON (r.path) r.path, r.content
        FROM resources r JOIN deployments d ON d.id = r.deployment_id
        WHERE d.source = 'files' ORDER BY r.path, r.version DESC
    """))
    return {row.path: bytes(row.content) for row in rows if row.content}


def awaiting(session: Session, process: str, paths: list[str]) -> list[str]:
    """Which of these paths an instance of a process carries that has not ended."""
    return list(session.scalars(text("""
        SELECT DISTINCT a.name FROM attachments a JOIN instances i ON i.id = a.instance_id
        WHERE i.process_id = :process AND i.status = 'active' AND a.name = ANY(:paths) ORDER BY a.name
    """), {"process": process, "paths": paths}))


def draft(session: Session, path: str) -> Mapping[str, Any] | None:
    """The draft of a path."""
    return session.execute(select(t.drafts).where(t.drafts.c.path == path)).mappings().first()


def draft_list(session: Session) -> list[Mapping[str, Any]]:
    """Which paths have drafts, by whom and since when."""
    columns = (t.drafts.c.path, t.drafts.c.base_version, t.drafts.c.version, t.drafts.c.by, t.drafts.c.at)
    return session.execute(select(*columns).order_by(t.drafts.c.path)).mappings().all()


def save_draft(
    session: Session, path: str, content: bytes, *, base_version: int, version: int, by: str, at: datetime,
) -> int:
    """Saves a draft when `version` is still the stored one (0: there is none yet); raises DraftChanged otherwise."""
    statement = insert(t.drafts).values(
        path=path, content=content, base_version=base_version, version=version + 1, by=by, at=at,
    )
    statement = statement.on_conflict_do_update(
        index_elements=["path"], set_={"content": content, "version": version + 1, "by": by, "at": at},
        where=t.drafts.c.version == version,
    ).returning(t.drafts.c.version)
    if version > 0 and draft(session, path) is None:
        raise DraftGone()
    stored = session.scalar(statement)
    if stored is None:
        raise _changed(session, draft(session, path))
    return stored


def _changed(session: Session, row: Mapping[str, Any]) -> DraftChanged:
    return DraftChanged(
        by=people.names(session, [row["by"]]).get(row["by"], row["by"]),
        at=row["at"].astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
    )


def require_draft(session: Session, path: str, version: int) -> None:
    """Raises DraftChanged or DraftGone unless `version` is the stored one (0: there is no draft)."""
    row = draft(session, path)
    if row is None and version > 0:
        raise DraftGone()
    if row is not None and row["version"] != version:
        raise _changed(session, row)


def rebase_draft(session: Session, path: str, base_version: int) -> None:
    """The version that a draft counts as begun with."""
    session.execute(t.drafts.update().where(t.drafts.c.path == path).values(base_version=base_version))


def drop_draft(session: Session, path: str) -> None:
    """Forgets a draft."""
    session.execute(t.drafts.delete().where(t.drafts.c.path == path))
