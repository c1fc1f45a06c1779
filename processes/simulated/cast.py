"""Who takes part in a simulated programme: as many units and experts as its needs ask for, all of them invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from processes.demo.cast import FIELDS, Person, Unit, name_of, uscc

REGIONS = ("SH", "JS", "ZJ", "AH")
_CITY = {"SH": "上海", "JS": "南京", "ZJ": "杭州", "AH": "合肥"}
_KINDS = ("university", "institute")
_OFFICERS = 4                      # of each role in a region, so that four eyes always find others
_NEWCOMERS = ("expert-new-001", "expert-new-002")          # experts without a record until the agency makes one
_EXPERT_CODES = 5_000              # codes of experts' units begin behind those of the programme's units


@dataclass(frozen=True)
class Cast:
    """Units, people and the records that there are before the first need."""

    enterprises: dict[str, list[Unit]]
    academic: dict[str, list[Unit]]
    people: list[Person]
    records: list[dict[str, Any]]
    newcomers: tuple[str, ...] = _NEWCOMERS

    @property
    def units(self) -> list[Unit]:
        """Everybody who may take part."""
        return [unit for group in (self.enterprises, self.academic) for units in group.values() for unit in units]


def cast(needs: int) -> Cast:
    """A cast for that many needs."""
    enterprises = {region: _units(region, "enterprise", max(3, needs // 16)) for region in REGIONS}
    academic = {region: _units(region, "academic", max(2, needs // 32)) for region in REGIONS}
    of_all = [unit for group in (enterprises, academic) for units in group.values() for unit in units]
    experts = _experts(24 + needs // 8, academic)
    people = [*_staff(), *(person for unit in of_all for person in _people_of(unit)), *(person for person, _ in experts)]
    people += [Person(key, *name_of(250 + number), None, (("expert", None, None),)) for number, key in enumerate(_NEWCOMERS)]
    records = [_unit_record(unit) for unit in of_all] + [record for _, record in experts]
    return Cast(enterprises, academic, people, records)


def _units(region: str, kind: str, count: int) -> list[Unit]:
    offset = REGIONS.index(region) * 1000 + (500 if kind == "academic" else 0)
    return [_unit(region, kind, number, offset + number) for number in range(1, count + 1)]


def _unit(region: str, kind: str, number: int, code: int) -> Unit:
    if kind == "enterprise":
        name, english, category = f"{_CITY[region]}示例科技{number:03d}有限公司", f"{region} Demo Technology {number:03d}", "91"
        return Unit(f"{region}-E{number:03d}", name, english, uscc(code, region, category), region, kind)
    name, english = f"{_CITY[region]}示例研究院{number:03d}", f"{region} Demo Institute {number:03d}"
    return Unit(f"{region}-A{number:03d}", name, english, uscc(code, region, "12"), region, _KINDS[number % 2])


def _people_of(unit: Unit) -> list[Person]:
    low = unit.id.lower()
    roles = tuple((role, None, unit.id) for role in ("lead_unit", "demand_owner", "solver", "participant"))
    name = name_of(sum(map(ord, unit.id)) % 280)
    return [
        Person(f"lead-{low}", *name, unit.id, roles), Person(f"admin-{low}", *name, unit.id, (("unit_admin", None, unit.id),)),
    ]


def _staff() -> list[Person]:
    rows = [
        (f"{role.replace('_', '-')}-{number}", ((role, None, None),))
        for role in ("agency", "promotion_group", "task_force", "supervisor") for number in range(1, _OFFICERS + 1)
    ]
    rows += [
        (f"{role.replace('_', '-')}-{region.lower()}-{number}", ((role, region, None),))
        for region in REGIONS for role in ("region_officer", "local_recommender", "finance_officer")
        for number in range(1, _OFFICERS + 1)
    ]
    return [Person(key, *name_of(number % 280), None, roles) for number, (key, roles) in enumerate(rows)]


def _experts(each_field: int, academic: dict[str, list[Unit]]) -> list[tuple[Person, dict[str, Any]]]:
    """Experts of every field; some of them work in a unit of the programme and so may not judge it."""
    found = []
    inside = [unit for units in academic.values() for unit in units]
    for place, field in enumerate(FIELDS):
        for number in range(1, each_field + 1):
            key = f"expert-{field}-{number:03d}"
            code = uscc(_EXPERT_CODES + place * 1000 + number)
            if number % 5 == 0:
                code = inside[(number // 5 + place) % len(inside)].uscc
            name = name_of((place * 70 + number) % 280)
            data = {
                "name": name[0], "fields": [field], "uscc": code, "unit_name": f"示例机构{number}",
                "unit_kind": ("university", "institute", "enterprise")[number % 3],
            }
            person = Person(key, *name, None, (("expert", None, None),))
            found.append((person, {"type": "expert", "key": key, "title": name[0], "region": None, "unit": None, "state": "active", "data": data}))
    return found


def _unit_record(unit: Unit) -> dict[str, Any]:
    return {
        "type": "unit", "key": unit.id, "title": unit.name, "region": unit.region, "unit": unit.id, "state": "active",
        "data": {"uscc": unit.uscc, "kind": unit.kind},
    }
