"""The visibility matrix, cell by cell: every kind of data, every role, his own and others', before and after it is opened.

What a cell must do is read from the matrix; what the cells must be, from section 14 of the requirements as it stands here. A row,
a kind of reader or a role that is added is tried too, and `test_no_cell_may_be_another_one_unseen` says so if it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from app.access import BLIND, PLATFORM_ROLES
from app.adapters.queues import InlineQueue
from app.clock import SystemClock, VirtualClock
from app.commands import accounts
from app.factory import build_runtime
from app.store import people, records
from app.store.database import open_engine
from app.visibility import reach
from processes.programme import RECORD_TYPES, ROLES
from processes.visibility import MATRIX
from tests.conftest import _address, _admin
from tests.dsl.basis import basis
from tests.dsl.play import moment
from tests.web.conftest import Program, Site

# section 14 of the requirements, in the order of the viewers: public, solver, demand side, lead, own and other officers, agency, expert
SECTION_14 = {
    "demand_identity": "none consent own own read read read assigned",
    "solution_text": "none own own none own none read assigned",
    "proposal_body": "none none own own read opened read assigned",
    "expert_names": "none none none none read read read own",
    "single_scores": "none none none none aggregate aggregate read own",
    "comments": "none none none own_opened read read read own",
    "credit": "none own own own read read read none",
    "payments": "none own own own read none read assigned",
    "statistics": "aggregate none none none read read read none",
}
NOT_IN_RECORDS = {"statistics"}               # counts and amounts: see the test of reports below
PLATFORM = {role for role in PLATFORM_ROLES if role not in MATRIX.readers}       # they run, grant and draw, and read no records
SECRET, AMOUNT = "不得外泄之内容", Decimal("987654.32")
NEEDLES = (SECRET, "987654.32", "987,654.32", "987654")


@dataclass(frozen=True)
class Kind:
    """Where a kind of data lies in records of a type: in some fields, or in all of it."""

    matter: str
    type: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """A record that is tried: whose it is, and whether it has been opened."""

    own: bool
    opened: bool

    @property
    def key(self) -> str:
        return f"{'own' if self.own else 'other'}-{'after' if self.opened else 'before'}"


KINDS = [Kind(name, kind, fields) for name, matter in MATRIX.matters.items() for kind, fields in matter.records.items()]
STAGES = [Stage(own, opened) for own in (True, False) for opened in (True, False)]


def state_of(type: str, *, opened: bool) -> str:
    """A state in which nobody's rule is open yet, or one in which everybody's is."""
    sets = [matter.opened[type] for matter in MATRIX.matters.values() if type in matter.opened]
    sets += [kinds[type] for matter in MATRIX.matters.values() for kinds in matter.limits.values() if type in kinds]
    return next(
        state for state in RECORD_TYPES[type].states if all(state in each for each in sets) is opened and (opened or not any(state in each for each in sets))
    ) if sets else RECORD_TYPES[type].states[0]


def is_shown(matrix: Any, role: str, kind: Kind, stage: Stage) -> bool:
    """What section 14 means for somebody of this role: the cell itself, and the record that the data lie in."""
    whole = [name for name, matter in matrix.matters.items() if matter.records.get(kind.type) == ()]
    within = matrix.readers[role].tied_to == "all" and role not in BLIND or stage.own and matrix.readers[role].tied_to in {"region", "unit"}
    reads = all(_opens(matrix, role, Kind(name, kind.type, ()), stage) for name in whole) if whole else within
    return reads and _opens(matrix, role, kind, stage)


def _opens(matrix: Any, role: str, kind: Kind, stage: Stage) -> bool:
    matter, reader = matrix.matters[kind.matter], matrix.readers[role]
    viewer = reader.own if stage.own else reader.other
    limit = matter.limits.get(viewer, {}).get(kind.type)
    return (limit is None or state_of(kind.type, opened=stage.opened) in limit) and {
        "none": False, "read": True, "own": stage.own, "aggregate": False, "assigned": False,
        "consent": stage.own and stage.opened and kind.type in matter.consent, "opened": stage.opened, "own_opened": stage.own and stage.opened,
    }[matter.cells[viewer]]


@pytest.fixture(scope="module")
def site(server, deployed_template, programme):
    """A record of every type in which a kind of data lies, for every stage, and an account of every role."""
    name = f"t_{uuid4().hex[:12]}"
    _admin(server, f'CREATE DATABASE "{name}" TEMPLATE "{deployed_template}"')
    engine = open_engine(_address(server, name))
    found = Site(build_runtime(engine, InlineQueue(), clock=VirtualClock(moment("2024-09-02 09:00")), programme=programme))
    with found.runtime.sessions.begin() as session:
        for unit in ("U-1", "U-2"):
            people.add_unit(session, unit, f"单位{unit}", region="SH")
        for type in dict.fromkeys(kind.type for kind in KINDS):
            for stage in STAGES:
                _put(found, session, type, stage)
    for role, reader in MATRIX.readers.items():
        found.person(role, role + {"all": "", "region": "@SH", "unit": "@U-1", "person": ""}[reader.tied_to])
    for role in PLATFORM:
        found.person(role, role)
    yield found
    engine.dispose()
    _admin(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _put(site: Site, session: Any, type: str, stage: Stage) -> None:
    known = site.runtime.library(session).fields_of(type)
    region, unit = ("SH", "U-1") if stage.own else ("ZJ", "U-2")
    data = {"expert": "expert" if stage.own else "somebody"}
    data |= {name: _planted(known.get(name)) for kind in KINDS if kind.type == type for name in kind.fields}
    now = site.runtime.clock.now()
    for matter in MATRIX.matters.values():
        if type in matter.via:
            name, of = matter.via[type]
            home = f"HOME-{stage.key}-{SECRET}"
            records.create(session, of, home, title=home, region=region, unit=unit, state=state_of(of, opened=True), data={}, at=now, by=None)
            data[name], region = home, None
        if type in matter.consent and not stage.opened:
            data.pop(matter.consent[type], None)
    key = f"{type}-{stage.key}"
    records.create(
        session, type, key, title=f"{key}之名", region=region, unit=unit, state=state_of(type, opened=stage.opened), data=data, at=now, by=None,
    )


def _planted(field: Any) -> Any:
    """A value of a field's kind that can be recognized."""
    kind = field.kind if field else "text"
    if kind in {"rows", "group"}:
        inner = {name: _planted(each) for name, each in field.fields.items() if each.kind in {"text", "money", "number", "list"}}
        return [inner] if kind == "rows" else inner
    return {"money": AMOUNT, "number": AMOUNT, "list": [SECRET]}.get(kind, SECRET)


def _program(site: Site, role: str) -> Program:
    with site.runtime.sessions.begin() as session:
        return Program(site.app, accounts.create_token(site.runtime, session, role, uuid4().hex, SystemClock().now()))


def _of_programs(robot: Program, kind: Kind, stage: Stage) -> set[bool]:
    """Whether programs get the data: of the record itself, and of lists and counts where all of it is meant."""
    key = f"{kind.type}-{stage.key}"
    one = robot.get(f"/records/{kind.type}/{key}")
    if kind.fields:
        given = one.json["data"] if one.status_code == 200 else {}
        put = {name for name in kind.fields if not (name == "demand_side" and not stage.opened)}
        return {name in given for name in put}
    found = robot.get(f"/records/{kind.type}", search=key).json
    return {one.status_code == 200, found["total"] == 1, [each["key"] for each in found["items"]] == [key]}


def _of_pages(browser: Any, kind: Kind, stage: Stage) -> set[bool]:
    """The same of the record's page, and of the page that lists records and its table for spreadsheets."""
    key = f"{kind.type}-{stage.key}"
    answer = browser.get(f"/records/{kind.type}/{key}")
    if kind.fields:
        return {answer.status_code == 200 and any(needle in answer.text for needle in NEEDLES)}
    rows = [browser.get(f"/records/{kind.type}?search={key}{form}").text.count(f"{key}之名") for form in ("", "&format=csv")]
    return {answer.status_code == 200 and f"{key}之名" in answer.text, *(count > 0 for count in rows)}


def _wrong(matrix: Any, site: Site, role: str, kinds: list[Kind], *, pages: bool) -> Iterator[tuple[str, ...]]:
    robot = _program(site, role)
    browser = site.browser()
    assert browser.sign_in(role).status_code == 303
    for kind in kinds:
        for stage in STAGES:
            expected = is_shown(matrix, role, kind, stage)
            ways = {"programs": _of_programs(robot, kind, stage)} | ({"pages": _of_pages(browser, kind, stage)} if pages and _is_alone(kind) else {})
            yield from ((role, kind.matter, kind.type, stage.key, way, f"{expected} expected") for way, shown in ways.items() if shown != {expected})


def _is_alone(kind: Kind) -> bool:
    """Whether no other kind of data lies in fields of the record, so that words on its page are of this one."""
    return not kind.fields or sum(other.type == kind.type and bool(other.fields) for other in KINDS) == 1


def test_the_cells_are_those_of_section_14():
    assert {name: " ".join(matter.cells[viewer] for viewer in MATRIX.viewers) for name, matter in MATRIX.matters.items()} == SECTION_14


def test_every_row_and_every_role_is_tried():
    assert {name for name, matter in MATRIX.matters.items() if not matter.records} == NOT_IN_RECORDS
    assert {*ROLES, *PLATFORM_ROLES} == {*MATRIX.readers, *PLATFORM}
    assert {viewer for reader in MATRIX.readers.values() for viewer in (reader.own, reader.other)} == MATRIX.viewers.keys()


@basis("S28", "Q12", "Q28")
@pytest.mark.parametrize("role", MATRIX.readers)
def test_a_role_finds_on_pages_and_in_answers_to_programs_what_its_cells_say(site, role):
    assert list(_wrong(MATRIX, site, role, KINDS, pages=True)) == []


@basis("S28")
@pytest.mark.parametrize("role", sorted(PLATFORM))
def test_roles_of_the_platform_that_the_matrix_does_not_name_read_nothing(site, role):
    robot = _program(site, role)
    for kind in KINDS:
        assert robot.get(f"/records/{kind.type}").json["total"] == 0, kind
        assert all(robot.get(f"/records/{kind.type}/{kind.type}-{stage.key}").status_code == 404 for stage in STAGES), kind


@basis("S28")
@pytest.mark.parametrize("role", MATRIX.readers)
def test_beside_his_task_somebody_reads_what_is_for_those_to_whom_it_is_assigned(site, role):
    who = site.actor(role)
    with site.runtime.sessions.connect() as session:
        for kind in KINDS:
            for stage in STAGES:
                viewer = MATRIX.readers[role].own if stage.own else MATRIX.readers[role].other
                row = records.get(session, kind.type, f"{kind.type}-{stage.key}")
                found = records.readable(session, reach(MATRIX, who, kind.type), row, beside=True)
                alone = all(MATRIX.matters[name].cells[viewer] == "assigned" for name, matter in MATRIX.matters.items() if matter.records.get(kind.type) == ())
                if MATRIX.matters[kind.matter].cells[viewer] == "assigned" and alone:
                    assert found is not None and all(name in found["data"] for name in kind.fields if name in row["data"]), (kind, stage)


@basis("S28")
@pytest.mark.parametrize("role", [*MATRIX.readers, *sorted(PLATFORM)])
def test_reports_are_for_nobody_whose_cell_of_statistics_is_closed(site, role):
    browser = site.browser()
    assert browser.sign_in(role).status_code == 303
    reader = MATRIX.readers.get(role)
    may = reader is not None and MATRIX.matters["statistics"].cells[reader.own] == "read"
    read = {name for name in site.runtime.programme.reports if browser.get(f"/reports/{name}").status_code == 200}
    assert not read or may
    assert read == {name for name, report in site.runtime.programme.reports.items() if role in report.roles}
    assert browser.get("/public/data/statistics.json").status_code == 200


@pytest.mark.parametrize("viewer", MATRIX.viewers)
@pytest.mark.parametrize("matter", sorted(MATRIX.matters.keys() - NOT_IN_RECORDS))
def test_no_cell_may_be_another_one_unseen(site, matter, viewer):
    """The cell is turned round in a copy of the matrix: the test above must not pass against it where that shows at all."""
    rule = "none" if MATRIX.matters[matter].cells[viewer] in {"read", "own", "opened", "own_opened", "consent"} else "read"
    changed = replace(MATRIX.matters[matter], cells={**MATRIX.matters[matter].cells, viewer: rule})
    turned = replace(MATRIX, matters={**MATRIX.matters, matter: changed})
    role = next(role for role, reader in MATRIX.readers.items() if viewer in (reader.own, reader.other))
    kinds = [kind for kind in KINDS if kind.matter == matter]
    shows = any(is_shown(turned, role, kind, stage) is not is_shown(MATRIX, role, kind, stage) for kind in kinds for stage in STAGES)
    runtime = replace(site.runtime, programme=replace(site.runtime.programme, visibility=turned))
    assert bool(list(_wrong(MATRIX, Site(runtime), role, kinds, pages=False))) is shows


@basis("R11.1", "S28")
@pytest.mark.parametrize(("member", "states"), [
    ("solver@U-1", RECORD_TYPES["solution"].states),
    ("demand_owner@U-2", MATRIX.matters["solution_text"].limits["demand_side"]["solution"]),
    ("region_officer@ZJ", MATRIX.matters["solution_text"].limits["own_officer"]["solution"]),
    ("agency", MATRIX.matters["solution_text"].limits["agency"]["solution"]),
])
def test_a_solution_is_read_in_the_states_of_its_limit_and_in_no_other(programme_runtime, member, states):
    site = Site(programme_runtime)
    assert "draft" not in MATRIX.matters["solution_text"].limits["agency"]["solution"]
    assert MATRIX.matters["solution_text"].limits["demand_side"]["solution"].isdisjoint({"draft", "received", "withdrawn", "expired"})
    with site.runtime.sessions.begin() as session:
        for unit in ("U-1", "U-2"):
            people.add_unit(session, unit, f"单位{unit}", region="SH")
    robot, now = site.program("reader", member), site.runtime.clock.now()
    with site.runtime.sessions.begin() as session:
        records.create(session, "need", "N-1", title="需求", region="ZJ", unit="U-2", state="published", data={}, at=now, by=None)
        for state in RECORD_TYPES["solution"].states:
            data: Mapping[str, Any] = {"need_id": "N-1"}
            records.create(session, "solution", state, title=state, region=None, unit="U-1", state=state, data=data, at=now, by=None)
    for state in RECORD_TYPES["solution"].states:
        found = robot.get("/records/solution", search=state).json
        shown = {robot.get(f"/records/solution/{state}").status_code == 200, found["total"] == 1, [each["key"] for each in found["items"]] == [state]}
        assert shown == {state in states}, state
