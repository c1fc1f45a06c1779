"""The one SQL condition for what somebody may read, by region and unit."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, false, or_, true

from app.access import Scope


def inside(scope: Scope, table: Table) -> ColumnElement[bool]:
    """Rows of a table with columns region and unit that lie in a scope."""
    if scope.everything:
        return true()
    conditions = []
    if scope.regions:
        conditions.append(table.c.region.in_(sorted(scope.regions)))
    if scope.units:
        conditions.append(table.c.unit.in_(sorted(scope.units)))
    return or_(*conditions) if conditions else false()
