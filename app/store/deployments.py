"""Reading what was deployed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from app.store import tables as t
from app.store.database import Session


def page(session: Session, *, limit: int, offset: int) -> tuple[list[Mapping[str, Any]], int]:
    """Deployments, the newest first, and how many there are."""
    total = session.scalar(select(func.count()).select_from(t.deployments))
    query = select(t.deployments).order_by(t.deployments.c.id.desc()).limit(limit).offset(offset)
    return session.execute(query).mappings().all(), total


def one(session: Session, number: int) -> Mapping[str, Any] | None:
    """One deployment."""
    return session.execute(select(t.deployments).where(t.deployments.c.id == number)).mappings().first()


def files(session: Session, numbers: list[int]) -> dict[int, list[dict[str, Any]]]:
    """Files of deployments with their versions and hashes."""
    r = t.resources.c
    found: dict[int, list[dict[str, Any]]] = {number: [] for number in numbers}
    query = select(r.deployment_id, r.path, r.version, r.sha256).where(r.deployment_id.in_(numbers)).order_by(r.path)
    for row in session.execute(query):
        found[row.deployment_id].append({"path": row.path, "version": row.version, "sha256": row.sha256})
    return found
