"""Who may do what: the one place that turns memberships into grants, and grants into permission.

A grant is a text: `region_officer@region:JS`, `lead_unit@unit:U-001`, `expert@person:P-007`, `agency@all`. A user task
names the grants that let somebody do it; a person holds the grants of his memberships; one in common is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from app.errors import Forbidden

# Roles of the platform itself; a programme adds its own.
DESIGNER, OPERATOR, AUDITOR = "designer", "operator", "auditor"
SYSTEM_ADMIN, SECURITY_ADMIN = "system_admin", "security_admin"
SEPARATED = frozenset({SYSTEM_ADMIN, SECURITY_ADMIN, AUDITOR})      # no person holds two of them

PLATFORM_ROLES = {
    DESIGNER: ("流程设计者", "Process designer", "all"),
    OPERATOR: ("运行管理员", "Operator", "all"),
    AUDITOR: ("审计员", "Auditor", "all"),
    SYSTEM_ADMIN: ("系统管理员", "System administrator", "all"),
    SECURITY_ADMIN: ("安全管理员", "Security administrator", "all"),
}
BLIND = frozenset({SYSTEM_ADMIN, SECURITY_ADMIN, DESIGNER})         # they see no business data: they run, grant and draw


class FourEyes(Forbidden):
    """You took part in an earlier step, so somebody else must do this one."""

    code = "four-eyes"
    zh = "您参与了前一环节，此项须由其他人办理。"


class Member(Protocol):
    """One row of membership."""

    role: str
    region: str | None
    unit: str | None
    code: str | None                     # of the unit, as contracts name it


@dataclass(frozen=True)
class Scope:
    """Which instances and records somebody may read."""

    person: str
    everything: bool = False
    regions: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()

    def covers(self, region: str | None, unit: str | None) -> bool:
        """Whether something of this region and unit lies inside."""
        return self.everything or region in self.regions or unit in self.units

    def covers_all_of(self, region: str | None, unit: str | None) -> bool:
        """Whether everything about it may be read, also what others did and decided there.

        What belongs to no region and no unit, such as a review session, is for the staff of every region; whoever only
        has a task in it, as experts and lead units do, reads what is his.
        """
        return self.covers(region, unit) or (region is None and unit is None and bool(self.regions))


@dataclass(frozen=True)
class Actor:
    """Whoever acts: a person with the grants of his memberships."""

    id: str
    name: str
    grants: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    scope: Scope = field(default_factory=lambda: Scope(""))
    language: str = "zh"
    unit: str | None = None
    codes: Mapping[str, str] = field(default_factory=dict)      # unified social credit codes of his units

    def has(self, *roles: str) -> bool:
        """Whether one of these roles is held, for whatever region or unit."""
        return not self.roles.isdisjoint(roles)


def actor(
    person: str, name: str, members: Iterable[Member], role_scopes: Mapping[str, str],
    language: str = "zh", unit: str | None = None,
) -> Actor:
    """The actor that memberships make of a person; `role_scopes` says of each role: all, region, unit or person."""
    grants, roles, regions, units, everything = set(), set(), set(), set(), False
    codes: dict[str, str] = {}
    for member in members:
        roles.add(member.role)
        grants.add(f"{member.role}@person:{person}")
        if member.unit:
            grants.add(f"{member.role}@unit:{member.unit}")
            units.add(member.unit)
            codes |= {member.unit: member.code} if member.code else {}
        elif member.region:
            grants.add(f"{member.role}@region:{member.region}")
            regions.add(member.region)
        elif role_scopes.get(member.role, "person") == "all":
            grants.add(f"{member.role}@all")
            everything = everything or member.role not in BLIND
    scope = Scope(person, everything, frozenset(regions), frozenset(units))
    return Actor(person, name, frozenset(grants), frozenset(roles), scope, language, unit, codes)


def can_do(who: Actor, candidates: Iterable[str], excluded: Iterable[str]) -> bool:
    """Whether somebody may do a user task."""
    return not who.grants.isdisjoint(candidates) and who.id not in set(excluded)


def require_task(who: Actor, candidates: Iterable[str], excluded: Iterable[str]) -> None:
    """Raises Forbidden, or FourEyes when only an earlier part in it stands in the way."""
    if who.grants.isdisjoint(candidates):
        raise Forbidden()
    if who.id in set(excluded):
        raise FourEyes()


def require_role(who: Actor, *roles: str) -> None:
    """Raises Forbidden unless one of the roles is held."""
    if not who.has(*roles):
        raise Forbidden()
