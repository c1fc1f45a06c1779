"""The SQL conditions for what somebody may read: by region and unit, and by kind of data."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, Text, and_, cast, exists, false, func, not_, or_, select, true
from sqlalchemy.dialects.postgresql import array

from app.access import Scope
from app.store import tables as t
from app.visibility import Joining, Reach, Way, is_barred


@dataclass(frozen=True)
class About:
    """Processes whose business key names a record of a type, and how somebody gets at such records."""

    kind: str
    processes: tuple[str, ...]
    reached: Reach


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


def reachable(reached: Reach) -> ColumnElement[bool]:
    """Records of a type that somebody may read anything of, as `app.visibility.seen` says it of one."""
    if reached.ways is None:
        return or_(inside(reached.who.scope, t.records), joining(reached.joining))
    return or_(false(), *(_by(way) for way in reached.ways))


def entirely(reached: Reach) -> ColumnElement[bool]:
    """Records of a type within somebody's scope of which nothing is hidden from him."""
    shown = (
        or_(not_(t.records.c.data.has_any(array(names))), *(_by(way) for way in ways)) for ways, names in reached.hidden
    )
    return and_(true() if reached.ways is None else reachable(reached), *shown)


def joining(how: Joining | None) -> ColumnElement[bool]:
    """Records in which units of one of these codes take part; `app.store.records` asks it of the records it has, too."""
    return or_(false(), *(_takes_part(how, code) for code in sorted(how.codes))) if how else false()


def _takes_part(how: Joining, code: str) -> ColumnElement[bool]:
    """Both ways ask what a record's data contain, which the index on them answers."""
    data = t.records.c.data
    if how.via is None:
        return data.contains({how.units: [{"uscc": code}]})
    name, kind, units = how.via
    home = t.records.alias("joined")
    naming = select(func.jsonb_build_object(cast(name, Text), home.c.key))
    homes = naming.where(home.c.type == kind, home.c.data.contains({units: [{"uscc": code}]}))
    return data.op("@>", is_comparison=True)(func.any(func.array(homes.scalar_subquery())))


def covered(scope: Scope) -> ColumnElement[bool]:
    """Records that lie in a scope; what belongs nowhere is for the staff of every region, as `Scope.covers_all_of` says it."""
    nowhere = and_(t.records.c.region.is_(None), t.records.c.unit.is_(None)) if scope.regions else false()
    return or_(inside(scope, t.records), nowhere)


def about_readable(every: tuple[About, ...]) -> ColumnElement[bool]:
    """Instances that are about nothing, or about a record that somebody may read, as `app.commands.reading` says it of one."""
    if not every:
        return true()
    i, r = t.instances.c, t.records.c
    free = i.process_id.not_in([process for each in every for process in each.processes])
    return or_(free, *(
        and_(i.process_id.in_(each.processes), or_(
            exists().where(r.type == each.kind, r.key == i.business_key, reachable(each.reached)),
            false() if is_barred(each.reached) else ~exists().where(r.type == each.kind, r.key == i.business_key),
        )) for each in every
    ))


def _by(way: Way) -> ColumnElement[bool]:
    """A place is asked for as it stands, so that an index answers; only what lies elsewhere has to be told from nothing."""
    place = _place(way)
    inside, outside = (true() if limit is None else t.records.c.state.in_(sorted(limit)) for limit in way.limits)
    elsewhere = _rule(way, way.outside, own=False)
    return or_(
        and_(place, inside, _rule(way, way.inside, own=True)), and_(not_(func.coalesce(place, false())), outside, elsewhere),
    )


def _rule(way: Way, rule: str, *, own: bool) -> ColumnElement[bool]:
    opened = t.records.c.state.in_(sorted(way.states))
    agreed = t.records.c.data[way.consent].astext.isnot(None) if way.consent else false()
    rules = {"read": true(), "opened": opened}
    return (rules | ({"own": true(), "own_opened": opened, "consent": agreed} if own else {})).get(rule, false())


def _place(way: Way) -> ColumnElement[bool]:
    r = t.records.c
    if way.tied_to == "all":
        return true()
    if way.tied_to == "person":
        return or_(r.key == way.key, r.data["expert"].astext == way.key)
    found = r.region == way.key if way.tied_to == "region" else r.unit == way.key
    if way.tied_to == "region":
        found = or_(found, and_(r.region.is_(None), r.unit.is_(None)))
    if way.joining:
        found = or_(found, joining(way.joining))
    if way.via is None:
        return found
    home = t.records.alias("home")
    column = home.c.region if way.tied_to == "region" else home.c.unit
    return or_(found, r.data[way.via[0]].astext.in_(
        select(home.c.key).where(home.c.type == way.via[1], column == way.key)
    ))
